"""Rules of the family WHY: where a valid event is refused, which layer refused it, and how to mend that.

They are experiments, tried in order until one explains it; the others say nothing.
"""

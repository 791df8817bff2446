"""The terminal that a command runs on: its keys one by one, and the state that it had before, whatever happens.

Nothing is drawn here; that is done in ``report.listen.live``.
"""

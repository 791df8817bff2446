"""What a run comes to: whose effects were seen, what was lost, doubled or misread, and the verdict.

What counts as a loss, or as an effect too many, is decided in ``ledger`` for each delivery; ``totals`` adds them up.
Nothing is sent here.
"""

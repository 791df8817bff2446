"""What happened beside what was planned: the order of a mail's events, changed places, and the schedule.

The findings that follow from it are made in ``ledger``.
"""

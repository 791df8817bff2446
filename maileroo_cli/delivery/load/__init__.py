"""Load: which requests are due when, what came of them in numbers, and whether that is within a budget.

Pure: nothing is sent and no clock is read here. The engine that sends is in ``transport.load``.
"""

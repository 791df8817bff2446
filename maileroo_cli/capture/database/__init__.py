"""What every SQLite file of mhook's has in common: its head, opening it, the check of its tables and rows, its errors.

Which tables a store has stands in ``store``, which a run has in ``transport.run``.
"""

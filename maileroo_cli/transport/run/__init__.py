"""The SQLite file of one replay, and the folder of all runs: its plan, deliveries and attempts, written and read.

The engine that is journalled is in ``delivery.replay``.
"""

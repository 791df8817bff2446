"""The SQLite file of one replay, and the folder of all: its plan, its deliveries, its attempts, written and read.

The engine that is journalled is in ``delivery.replay``.
"""

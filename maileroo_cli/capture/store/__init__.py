"""The SQLite file of captured requests: its place, its tables, its one writer and its readers.

What a capture is stands in ``capture.entry``.
"""

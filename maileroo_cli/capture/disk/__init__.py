"""Making, replacing and reading the files that mhook names: the one home of every call that opens a file for writing.

What stands in a file, and how an error about it is worded, is decided by whoever asks.
"""

"""The formats that captured requests are kept in. A reader yields records or reports a damaged place.

Formats of several files have a folder.
"""

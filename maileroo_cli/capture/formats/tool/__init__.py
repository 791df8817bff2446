"""Files of other programs that hold requests and are no JSON: Bruno, Burp, tables, streams of events, calls of fetch.

Which one a file is of is decided in ``choice``.
"""

"""The connections of ``mhook listen``: how many there may be, how long each may take, what it brings and is answered.

What becomes of a request is decided in ``pipeline``.
"""

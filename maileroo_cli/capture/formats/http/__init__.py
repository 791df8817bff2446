"""Raw HTTP requests as people keep them in files: one or many, read leniently and written strictly.

What comes off a connection is read in ``capture.http``.
"""

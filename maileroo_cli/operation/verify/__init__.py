"""Verifying captured requests: of files and folders, of the store, of one bare body, in one process or in several.

What a request is worth is decided in ``capture.check``; how a verdict looks, in ``report.verify``.
"""

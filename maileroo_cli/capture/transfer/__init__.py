"""Captures on their way into the store and out of it: importing, exporting, choosing, and sending again.

The formats of files are in ``formats``.
"""

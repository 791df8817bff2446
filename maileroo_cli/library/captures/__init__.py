"""Requests that arrived, as objects: at a listener that a test runs, or in a file that somebody captured.

How they are verified, answered and read is decided in ``capture``; who serves the listener, in ``transport.server``.
"""

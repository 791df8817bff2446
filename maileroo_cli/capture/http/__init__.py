"""Cutting the bytes of a connection into requests, strictly: heads, bodies, framing, and what can be wrong with it.

Requests that people keep in files are read in ``formats.http``.
"""

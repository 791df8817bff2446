"""Sending one request over HTTP or TLS and reading its answer raw, under one total deadline.

The only place that knows httpx.
"""

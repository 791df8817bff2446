"""Lessons on the signature: how a request is verified, and how it is refused."""

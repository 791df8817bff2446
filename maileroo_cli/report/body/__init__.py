"""Showing bodies: all of one as JSON, text or hexadecimal numbers, and the line of an answer that says most."""

"""What to do about an attempt that is no success, by what was seen of it: the connection, the status, who answered.

Whole sentences are made of these in ``explanation``, and ``refusal`` asks who answered.
"""

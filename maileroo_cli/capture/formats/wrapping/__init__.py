"""What captured requests are wrapped in: compression, another encoding of text, and files that only their tool reads.

What the unwrapped bytes mean is decided in ``recognise``.
"""

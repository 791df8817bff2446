"""What ``mhook listen`` does: it catches requests until it is told to end, or until what is awaited is decided.

The server itself is in ``transport.server``; how results look is decided in ``report.listen``.
"""

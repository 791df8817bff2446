"""The server behind ``mhook listen``: its address, connections, and what it tells outside; ``pipeline`` has the stages.

When a session ends is decided in ``operation.listen``, how it looks in ``report.listen``.
"""

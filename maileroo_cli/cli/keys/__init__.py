"""The keys of ``mhook listen``: when there are any, and what each does.

How keys are heard is in ``transport.terminal``, how everything looks in ``report.listen.live``.
"""

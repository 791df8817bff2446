"""How a session of ``mhook listen`` looks: where it listens, each request as it comes, and the sum.

What arrives, and when the session ends, is decided in ``operation.listen``.
"""

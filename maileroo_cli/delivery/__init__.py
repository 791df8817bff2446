"""How an event is delivered: what came of one attempt, what it means, and in which order and pace attempts are made.

Pure but for the threads of ``worker``, and the clock and the sender that a caller hands in; the sockets are in
``transport``.
"""

"""What arrived: one record per request, its store, its formats, how it is checked, and what it is answered.

Sockets are in ``transport.server``.
"""

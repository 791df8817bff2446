"""What can be made to go wrong at an attempt: the kinds, how they are written, and which attempt meets which.

The sockets that make them are in ``transport.fault``.
"""

"""Making faults with real sockets: before the receiver, in the middle of a request, after it, and around it.

Which fault meets which attempt is in ``delivery.fault``.
"""

"""One HTTP try: its request, how it ended, whether that is good and why, and how many are made at a time and how fast.

The sockets are in ``transport.client``, the threads in ``worker``, further tries in ``replay``.
"""

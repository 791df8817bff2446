"""The engine of loads: requests at absolute due times over many connections, in one thread, without httpx.

What is sent is decided in ``delivery.load`` and ``delivery.storm``; requests are made and signed by another process.
"""

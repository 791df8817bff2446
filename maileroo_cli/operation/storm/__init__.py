"""Sending a storm: the source of its requests, who looks for effects meanwhile, and what it comes to.

Which attempt is due when is decided in ``delivery.storm.live``; requests are sent by ``transport.load``.
"""

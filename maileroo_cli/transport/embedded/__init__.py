"""The receiver inside this process, for ``--against`` and the demonstration: how it is written, and what it does.

It listens as ``server`` does; what ``mhook listen`` shows and awaits does not live here.
"""

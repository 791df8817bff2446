"""How a session of ``mhook listen`` looks on a terminal that has keys: the line at the bottom, and what is printed.

How keys are heard is in ``transport.terminal``; what they do is wired in ``cli.keys``.
"""

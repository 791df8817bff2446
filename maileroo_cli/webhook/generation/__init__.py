"""Making realistic events: one payload, the life of a mail, the traffic of many, all from a seed.

The facts they follow are in ``catalogue``, what the user wants changed in ``override``.
"""

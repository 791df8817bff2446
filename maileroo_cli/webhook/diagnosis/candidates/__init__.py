"""

hat the search tries: keys, bodies, readings of the header and constructions, each with the mistake that it stands for.

The order in which they are tried is in ``search``.
"""

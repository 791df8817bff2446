"""What the search tries: keys, bodies, readings of the header and constructions, each with the mistake behind it.

The order in which they are tried is in ``search``, the wording of the mistakes in ``causes``.
"""

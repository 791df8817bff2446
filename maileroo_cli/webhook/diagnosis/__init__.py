"""Why a signature does not verify: the search, and the evidence where it finds nothing.

What is tried is in ``candidates``, the wording of what is found in ``causes``.
"""

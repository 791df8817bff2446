"""The public library, for test authors and receivers: events and requests as objects.

What it offers is made below; here stands how it is asked for in Python. The names are exported by the package itself.
"""

"""The one list of JSON keys: what each means, what form its values have, and which schema has which keys.

A key means one thing and has one form everywhere. Tests hold every object that a command prints to this list, and the
manual prints it. The objects themselves are made beside the text of each command, with ``value`` for what they share.
"""

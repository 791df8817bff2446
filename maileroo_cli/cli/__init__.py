"""How the user asks: options become domain objects, one operation answers, a report prints.

The options that commands share stand here, each command has a file in ``commands``, ``captures`` or ``runs``.
"""

"""Looking at a receiver's effects before and after each attempt, with the user's command or URL.

Whose effects they are is decided in ``delivery.effects``.
"""

"""What each command of ``mhook captures`` does with the store, a module a command.

How captures are kept is in ``capture.store``; how they look, in ``report.captures``.
"""

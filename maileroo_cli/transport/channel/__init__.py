"""Writing to a store that a listener has: its door, the messages through it, and whoever comes through it.

A store has one writer. While ``mhook listen`` runs that is the listener, so others hand it what is to be written.
"""

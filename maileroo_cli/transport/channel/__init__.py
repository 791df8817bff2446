"""Writing to a store that a listener has: the server in the listener, the client, and the messages between them.

A store has one writer. While ``mhook listen`` runs that is the listener, so others hand it what is to be written.
"""

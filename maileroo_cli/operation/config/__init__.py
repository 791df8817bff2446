"""The settings of a project: which there are, what their values may be, and where each effective one comes from.

A config file may come with somebody else's repository, so it can say where to send and what to try, but it cannot run a
command, weaken TLS, hold a secret, or write outside of its own folder.
"""

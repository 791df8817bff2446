"""How mhook touches the world: sockets, files, processes, secrets and signals.

What is done with them is decided elsewhere.
"""

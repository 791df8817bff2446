"""What the inspector asks of the store: windows of a list, what is new, one capture in depth, and resending it edited.

Nothing here knows HTTP as a server does; the routes are in ``inspector.api``.
"""

"""What a caller gives: whether it is what it should be, how hints write it, and the plan that it makes.

Events are made from the plan in ``making`` and ``mails``.
"""

"""The wording of every cause: what happened, how one comes by it, and the fix.

A file a group, all of them in ``catalogue``; how a cause is found is in ``candidates``, and nothing is computed here.
"""

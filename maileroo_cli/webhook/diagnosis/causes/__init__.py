"""The wording of every cause: what happened, how one comes by it, and the fix.

A file a group; nothing is computed here.
"""

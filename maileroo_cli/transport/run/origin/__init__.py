"""Whether a run was made by this user on this machine: the user's key, and the tag that it puts on a run.

What follows for a run that was not is decided in ``operation.replay``.
"""

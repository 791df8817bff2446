"""A storm that is sent: which attempt is due when, what came of each, and what that says about the receiver.

Pure: requests are sent by ``transport.load``, and put together in ``operation.storm``. All times are simulated seconds
since the outage began, unless a name or a docstring says that they are real.
"""

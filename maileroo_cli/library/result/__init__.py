"""What calls that send give back: attempts and rules one by one, what they come to, and the text of their reports.

How they are asked for is in ``sending``, ``replaying`` and ``checking``.
"""

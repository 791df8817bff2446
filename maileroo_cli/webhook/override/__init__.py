"""What the user wants changed in payloads: ``--set`` and ``--unset`` read, checked against the fields, and applied.

How a path is written is in ``text.path``.
"""

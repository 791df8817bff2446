"""What the user names on this machine: files, folders, secrets, schedules, time zones; and the files that mhook writes.

The store is in ``capture.store``, the file of a replay in ``run``.
"""

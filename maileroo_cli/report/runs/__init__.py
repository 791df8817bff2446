"""The commands of ``mhook runs`` as text and objects: lists, one in full, what was deleted.

The attempts of a run are shown by ``report.replay``.
"""

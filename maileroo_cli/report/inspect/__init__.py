"""The objects that the inspector answers with: a capture in depth, a mail, a difference, a diagnosis, an export.

What they tell is found out in ``operation.inspect``; a page shows all captured text in them as text alone.
"""

"""What the inspector answers, as objects of JSON: the fields that the commands print, and what a page needs besides.

What is asked of the store is in ``operation.inspect``; nothing here prints.
"""

"""The list of a store's captures by position, for whoever looks at a part of it while others write.

The store itself is read and written in ``store``; what a command or a page makes of the list is not known here.
"""

"""Who gets requests in the library: a URL, or an application in this process, and how callables look at it.

What is sent there is in the modules beside this folder.
"""

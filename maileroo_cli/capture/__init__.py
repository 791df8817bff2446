"""What arrived: one record per request, its store, its formats, how it is checked, and what it is answered.

The files of this folder say what a captured request is, and know nothing of its folders. Sockets are in
``transport.server``.
"""

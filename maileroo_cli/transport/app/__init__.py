"""Calling a web application in this process, ASGI or WSGI, as its server would: no socket, no port, no network.

Requests go to it through a sender with the interface of the one in ``client``. What only a socket can show is not
imitated here.
"""

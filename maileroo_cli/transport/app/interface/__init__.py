"""The two interfaces between a server and an application, ASGI and WSGI: how each is started, called and ended."""

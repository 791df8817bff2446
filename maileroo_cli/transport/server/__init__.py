"""The server behind ``mhook listen``: connections, requests, the store, answers, and forwarding to an application.

What is shown of it is in ``report.listen``.
"""

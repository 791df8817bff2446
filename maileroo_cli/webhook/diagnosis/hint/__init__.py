"""What is visible in a request whose signature nothing explains: plain facts of body, secret and header.

A hint proves nothing, never holds text of the secret, and is safe to print. What is proved is found in ``search``.
"""

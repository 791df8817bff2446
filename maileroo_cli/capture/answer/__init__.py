"""What a request is answered: steps, the language of ``--respond``, and which step is next.

Nothing is sent from here.
"""

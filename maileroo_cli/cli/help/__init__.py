"""The pages of ``--help``: what stands on them in ``page``, in which words in ``words``, and how in ``layout``.

They are laid out here, not by typer, whose tables break words on narrow terminals and need rich at each start.
"""

"""How rules look: the list of them, and one explained, for a terminal, as Markdown and as an object."""

"""Rules of the family SHAPE: every event is taken in, also an unknown one, and what is no event does no harm."""

"""How long something took, in words for a person."""

_SECOND = 999.95
"""From so many milliseconds on seconds are told; as milliseconds they would be rounded to 1000.0."""


def format_took(milliseconds: float) -> str:
    """Return how long something took: ``1.2 ms``, ``30.0 s``."""
    return f"{milliseconds:.1f} ms" if milliseconds < _SECOND else f"{milliseconds / 1000:.1f} s"


def format_took_cell(milliseconds: float) -> str:
    """Return the same for a column in which the digits of seconds stand below those of milliseconds."""
    return format_took(milliseconds) if milliseconds < _SECOND else f"{format_took(milliseconds)} "

"""Why a place of a body is written differently, in plain words."""

_LONGEST = 40
ORDER = "the keys are in another order"
TWICE = "a key appears twice, and its last value stands"
LIST = "an object with the keys 0, 1, 2 … becomes a list"
EMPTY = "an empty object becomes an empty list"
MARK = "the byte order mark is left out"


def of_number(wire: str, instead: str) -> str:
    """Say what becomes of a number."""
    return f"{_short(wire)} becomes {_short(instead)}"


def of_space(wire: str, instead: str, where: str) -> str:
    """Say what becomes of white space; ``where`` names its place."""
    if not instead:
        return f"white space {where} is left out"
    return f"other white space {where}" if wire else f"a space {where} is added"


def of_characters(wire: str, value: str, instead: str) -> str:
    """Say what becomes of characters within a string: ``value`` is what they stand for."""
    if "\\/" in (wire, instead):
        return f"{wire} is written as {instead}"
    if instead == "\ufffd":
        return "half of a surrogate pair becomes U+FFFD"
    if wire.startswith("\\"):
        return _of_escape(wire, value, instead)
    return f"{value} becomes {instead}" if value < "\x7f" else "a character outside ASCII becomes an escape"


def _of_escape(wire: str, value: str, instead: str) -> str:
    if instead != value:
        return f"the escape {wire} is written as {instead}"
    if value < "\x7f":
        return f"the escape {wire} becomes the character itself"
    return "an escape becomes the character itself"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"

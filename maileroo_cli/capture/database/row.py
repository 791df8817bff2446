"""The types and values of a row, checked where it becomes an object: no other place of mhook has to doubt them."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from maileroo_cli.webhook.text.shown import show

Row: TypeAlias = tuple[Any, ...]
Kinds: TypeAlias = tuple[type, ...]
END_OF_TIME = 253_402_300_800.0
"""The first second after the year 9999, which no calendar of ours has."""

LONGEST = 1e12
"""More than any length of time that is kept, whatever its unit."""

TEXT, WHOLE, REAL, BYTES, NOTHING = str, int, float, bytes, type(None)
_NAMES = {TEXT: "a text", WHOLE: "a whole number", REAL: "a number", BYTES: "bytes", NOTHING: "nothing"}


class RowError(ValueError):
    """A row holds what mhook never writes; the text says where, and what."""


class RowShape:
    """The types that the columns of a row may have. The combinations that were right are remembered, which is fast."""

    def __init__(self, **columns: Kinds) -> None:
        self._columns = columns
        self._right: set[tuple[type, ...]] = set()

    def check(self, row: Sequence[object]) -> None:
        """Raise ``RowError`` where a value is of another type than its column's."""
        kinds = tuple(map(type, row))
        if kinds in self._right:
            return
        for value, (name, allowed) in zip(row, self._columns.items(), strict=True):
            if type(value) not in allowed:
                raise wrong_value(name, value, " or ".join(_NAMES[kind] for kind in allowed))
        self._right.add(kinds)


def wrong_value(column: str, value: object, wanted: str = "") -> RowError:
    """Return the error of a value that cannot be; ``wanted`` says what should be there."""
    return RowError(f"{column} is {_shown(value)}{f', not {wanted}' if wanted else ''}")


def _shown(value: object) -> str:
    if isinstance(value, str):
        return f"'{show(value)}'"
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    return "nothing" if value is None else show(str(value))


def check_moment(column: str, seconds: float) -> None:
    """Raise ``RowError`` for Unix seconds outside of 1970 to 9999."""
    if not 0.0 <= seconds < END_OF_TIME:
        raise wrong_value(column, seconds, "a time")


def check_span(column: str, length: float) -> None:
    """Raise ``RowError`` for a length of time that is negative or without end; the unit is the caller's."""
    if not 0.0 <= length < LONGEST:
        raise wrong_value(column, length, "a length of time")

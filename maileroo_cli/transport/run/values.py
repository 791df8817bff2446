"""Single values of a run's rows: what cannot be is refused, and text that SQLite cannot hold is kept all the same."""

from math import isfinite

from maileroo_cli.capture.database.row import Row, check_moment, wrong_value

LONGEST_TEXT = 500
"""So much is kept of a peer's own words: of a failure's detail, and of the target of a redirect."""

_STATUSES = range(100, 1000)


def moment_of(column: str, value: object) -> float:
    """Return a time that a row holds."""
    if not isinstance(value, float):
        raise wrong_value(column, value, "a time")
    check_moment(column, value)
    return value


def look_of(row: Row, deliveries: int) -> tuple[int | None, float]:
    """Return the last look of a row: the delivery that it was at, if at one, and the effects."""
    place, effects = row
    if place is not None and not (isinstance(place, int) and 0 <= place < deliveries):
        raise wrong_value("delivery", place)
    if not isinstance(effects, float):
        raise wrong_value("effects", effects)
    check_effects("effects", effects)
    return place, effects


def check_status(column: str, status: int) -> None:
    """Raise ``RowError`` for a number that is no status."""
    if status not in _STATUSES:
        raise wrong_value(column, status, "a status")


def check_effects(column: str, effects: float | None) -> None:
    """Raise ``RowError`` for a number of effects that is none."""
    if effects is not None and not isfinite(effects):
        raise wrong_value(column, effects)


def storable_text(text: str) -> str | bytes:
    """Return text as SQLite can hold it and :func:`stored_text` gives it back: lone surrogates are no UTF-8."""
    if text.isascii():
        return str(text)
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
    return text


def stored_text(value: object) -> str:
    """Return text that a row of a delivery holds; anything else raises ``ValueError``."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogatepass")
    if not isinstance(value, str):
        raise wrong_value("a text", value)
    return value


def shorten(text: str) -> str:
    """Return the beginning of a peer's words, with lone surrogates written out."""
    text = text[:LONGEST_TEXT]
    return str(text) if text.isascii() else text.encode("utf-8", "backslashreplace").decode()

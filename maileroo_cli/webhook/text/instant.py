"""Durations and moments as a user writes them, and moments as Maileroo writes them. No clock is read here.

A moment is a ``float`` of Unix seconds, a duration a ``float`` of seconds. Moments that have passed are in ``past``.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, tzinfo

from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.text.shown import show

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3_600.0, "d": 86_400.0, "w": 604_800.0}
_NUMBER = r"(?:\d{1,15}(?:\.\d{1,9})?|\.\d{1,9})"
_PLAIN = re.compile(_NUMBER, re.ASCII)
_PART = re.compile(rf"({_NUMBER})(ms|[smhdw])", re.ASCII)
_PARTS = re.compile(rf"(?:{_NUMBER}(?:ms|[smhdw]))+", re.ASCII)
_LONGEST = 3_653 * 86_400.0
_END = 253_402_300_799.9995
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?) ?([Zz]|[+-]\d{2}:?\d{2})?", re.ASCII
)
_SPAN_FORMS = "write it like 90s, 5m, 2h30m, 1d or 500ms"
_DURATION_FORMS = "write it like 90s, 5m, 2h30m, 1d, 500ms, or a number of seconds"
INSTANT_FORMS = "write it like 2026-01-31T12:00:00Z, 2026-01-31, 1769860800 (Unix seconds), now, -2h or +5m"
_RANGE = "it must be between 1970-01-01 and 9999-12-31; Unix time is in seconds"

_SPELT = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))


def parse_duration(text: str) -> float:
    """Read a duration as seconds: ``90s``, ``5m``, ``2h30m``, ``1d``, ``500ms``, or a number of seconds.

    Units are ms, s, m, h, d and w. What is negative, not a number or longer than ten years raises
    ``UsageError``.
    """
    seconds = _seconds(text.strip())
    if seconds is None:
        problem = "is negative" if text.strip().startswith("-") else "is not a duration"
        raise UsageError(f"{_quote(text)} {problem}", _DURATION_FORMS)
    if seconds > _LONGEST:
        raise UsageError(f"{_quote(text)} is longer than ten years", _DURATION_FORMS)
    return seconds


def parse_span(text: str, units: Sequence[str] = ("s", "m", "h")) -> float:
    """Read a duration as :func:`parse_duration` does, but one that says its unit.

    Of a bare number other than 0 nobody knows whether hours were meant: it raises ``UsageError`` with what could have
    been, in ``units``.
    """
    number = text.strip()
    if _PLAIN.fullmatch(number) and float(number):
        *first, last = (f"{show(number)}{unit}" for unit in units)
        raise UsageError(f"{_quote(text)} has no unit", f"write {', '.join(first)} or {last}")
    try:
        return parse_duration(text)
    except UsageError as error:
        raise UsageError(error.message, _SPAN_FORMS) from None


def parse_age(text: str, option: str) -> float:
    """Read how old what is deleted has to be, as seconds: a duration that says its unit.

    Seconds are not taken for granted where they delete what was meant to be kept for days: a bare number other than 0
    raises ``UsageError`` with the name of the ``option``.
    """
    number = text.strip()
    if _PLAIN.fullmatch(number) and float(number):
        raise UsageError(f"{option} {show(number)} has no unit", f"write {number}d, {number}h or {number}s")
    return parse_duration(text)


def parse_instant(text: str, now: float, zone: tzinfo | None = UTC) -> float:
    """Read a moment as Unix seconds; ``now`` (Unix seconds) is what relative forms count from.

    Understood are RFC 3339 (a space may stand for the ``T``), a date alone (its first second), Unix seconds, ``now``,
    ``-2h`` and ``+5m``. Without a zone of its own a time is one of ``zone``, or of this machine where that is ``None``.
    What is malformed or outside of 1970 to 9999 raises ``UsageError``.
    """
    wanted = text.strip()
    if wanted.lower() == "now":
        seconds: float | None = now
    elif wanted[:1] in ("-", "+"):
        distance = _seconds(wanted[1:])
        seconds = None if distance is None else now - distance if wanted[0] == "-" else now + distance
    else:
        seconds = float(wanted) if _PLAIN.fullmatch(wanted) else _absolute(wanted, zone)
    if seconds is None:
        raise UsageError(f"{_quote(text)} is not a time", INSTANT_FORMS)
    if not 0 <= seconds < _END:
        raise UsageError(f"the time {_quote(text)} is out of range", _RANGE)
    return seconds


def format_instant(seconds: float) -> str:
    """Return Unix seconds as RFC 3339 in UTC with milliseconds and ``Z``, as ``inserted_at`` is (official).

    The nearest millisecond is taken, and a rounding up carries into the seconds. ``seconds`` lies in the
    years 1 to 9999.
    """
    whole, milliseconds = split_milliseconds(seconds)
    days, rest = divmod(whole, 86_400)
    minutes, second = divmod(rest, 60)
    hour, minute = divmod(minutes, 60)
    return f"{date.fromordinal(_EPOCH + days)}T{hour:02}:{minute:02}:{second:02}.{milliseconds:03}Z"


_EPOCH = date(1970, 1, 1).toordinal()


def split_milliseconds(seconds: float) -> tuple[int, int]:
    """Return whole seconds and milliseconds: the nearest one, in text and JSON alike."""
    return divmod(round(seconds * 1000), 1000)


def format_span(seconds: float) -> str:
    """Return a duration exactly, without zeros: ``5m``, ``14h``, ``75h 35m 5s``, ``0.5s``; ``0s`` for none."""
    minutes, rest = divmod(round(seconds, 6), 60)
    hours, minutes = divmod(int(minutes), 60)
    parts = [f"{hours}h", f"{minutes}m", format_seconds(rest)]
    return " ".join(part for part in parts if part not in ("0h", "0m", "0s")) or "0s"


def spell_span(seconds: float) -> str:
    """Return a duration for a sentence, with its two greatest units: ``0.4 s``, ``5 min``, ``3 h 34 min``, ``2 d``."""
    if seconds < 10:
        return f"{seconds:.1f}".removesuffix(".0") + " s"
    rest, parts = round(seconds), []
    for unit, length in _SPELT:
        size, rest = divmod(rest, length)
        parts.append((size, unit))
    first = next(place for place, (size, _) in enumerate(parts) if size)
    return " ".join(f"{size} {unit}" for size, unit in parts[first : first + 2] if size)


def format_seconds(seconds: float) -> str:
    """Return a duration in seconds alone, to the microsecond and without needless zeros: ``90s``, ``0.5s``."""
    return f"{seconds:.6f}".rstrip("0").rstrip(".") + "s"


def _quote(text: str) -> str:
    return f"'{show(text)}'"


def _seconds(text: str) -> float | None:
    if _PLAIN.fullmatch(text):
        return float(text)
    if _PARTS.fullmatch(text):
        return sum(float(number) * _UNITS[unit] for number, unit in _PART.findall(text))
    return None


def _absolute(text: str, zone: tzinfo | None) -> float | None:
    match = _TIME.fullmatch(text)
    try:
        if match is not None:
            moment = datetime.fromisoformat(f"{match[1]}T{match[2]}{(match[3] or '').upper()}")
            return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).timestamp()
        if _DAY.fullmatch(text):
            return datetime.combine(date.fromisoformat(text), time(), zone).timestamp()
    except (ValueError, OverflowError, OSError):
        raise UsageError(f"the time {_quote(text)} does not exist", INSTANT_FORMS) from None
    return None

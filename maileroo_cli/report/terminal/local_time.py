"""Unix seconds in the time of the user's zone, to the millisecond that RFC 3339 in UTC shows too. No clock is read."""

import time

from maileroo_cli.webhook.text.instant import split_milliseconds

_UNKNOWN = "?"


def local_time(seconds: float) -> str:
    """Return the time of day with milliseconds, ``14:03:06.468``; ``?`` for what no calendar has."""
    try:
        whole, milliseconds = split_milliseconds(seconds)
        moment = time.localtime(whole)
    except (OverflowError, ValueError, OSError):
        return _UNKNOWN
    return f"{moment.tm_hour:02}:{moment.tm_min:02}:{moment.tm_sec:02}.{milliseconds:03}"


def local_day(seconds: float) -> str:
    """Return the date, ``2026-01-31``; ``?`` for what no calendar has."""
    try:
        moment = time.localtime(round(seconds * 1000) // 1000)
    except (OverflowError, ValueError, OSError):
        return _UNKNOWN
    return f"{moment.tm_year:04}-{moment.tm_mon:02}-{moment.tm_mday:02}"


def local_zone(seconds: float) -> str:
    """Return the zone that holds then as its distance from UTC: ``UTC``, ``UTC+2``, ``UTC-3:30``."""
    try:
        minutes = time.localtime(seconds).tm_gmtoff // 60
    except (OverflowError, ValueError, OSError):
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    told = f"{hours}:{rest:02}" if rest else f"{hours}"
    return f"UTC{'-' if minutes < 0 else '+'}{told}" if minutes else "UTC"

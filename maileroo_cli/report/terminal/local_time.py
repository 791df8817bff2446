"""Unix seconds as the clock on the user's wall shows them. No clock is read here."""

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
        moment = time.localtime(seconds)
    except (OverflowError, ValueError, OSError):
        return _UNKNOWN
    return f"{moment.tm_year:04}-{moment.tm_mon:02}-{moment.tm_mday:02}"

"""Whole Unix seconds as the texts that a payload holds, made for millions. What users write is in ``instant``."""

from functools import lru_cache

from maileroo_cli.errors import UsageError

_DAY = 86_400
_TWO = tuple(f"{number:02}" for number in range(60))


@lru_cache(maxsize=64)
def _day(number: int) -> tuple[str, str]:
    from datetime import date

    try:
        day = date.fromordinal(number + date(1970, 1, 1).toordinal())
    except (ValueError, OverflowError):
        raise UsageError("an event would fall outside the years 1 to 9999", "choose another time") from None
    return day.isoformat(), f"{day.year}{day.month}{day.day}"


def iso_seconds(at: int) -> str:
    """Return Unix seconds as ``2024-03-15T23:32:22``, without a zone."""
    day, seconds = divmod(at, _DAY)
    minutes, second = divmod(seconds, 60)
    return f"{_day(day)[0]}T{_TWO[minutes // 60]}:{_TWO[minutes % 60]}:{_TWO[second]}"


def unpadded_seconds(at: int) -> str:
    """Return year, month, day, hour, minute and second without padding, as a ``message_id`` carries them (inferred)."""
    day, seconds = divmod(at, _DAY)
    minutes, second = divmod(seconds, 60)
    return f"{_day(day)[1]}{minutes // 60}{minutes % 60}{second}"

"""Moments that have passed, as a user writes them for a filter: relative to now, or by the clock on the wall."""

import re
from contextlib import suppress
from datetime import datetime, timedelta, tzinfo

from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.text.instant import INSTANT_FORMS, parse_duration, parse_instant

PAST_FORMS = (
    "write it like 2h (two hours ago), 13:00 (the last time it was 13:00 here), 2026-01-31, 2026-01-31T13:00, "
    "2026-01-31T12:00:00Z, 1769860800 (Unix seconds) or now"
)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", re.ASCII)


def parse_past(text: str, now: float, zone: tzinfo | None = None) -> float:
    """Read a moment as Unix seconds; ``now`` (Unix seconds) is what ``2h`` and ``13:00`` count back from.

    ``2h`` is two hours ago, and so is ``-2h``. ``13:00`` is the latest moment at which it was that time of day.
    Without a zone of its own a time is one of ``zone``, or of this machine where that is ``None``. All else is read as
    ``parse_instant`` does; what is malformed raises ``UsageError``.
    """
    wanted = text.strip()
    if wanted[-1:].isalpha():
        with suppress(UsageError):
            return now - parse_duration(wanted)
    try:
        if clock := _CLOCK.fullmatch(wanted):
            return _latest([int(part or 0) for part in clock.groups()], now, zone)
        return parse_instant(text, now, zone)
    except ValueError:
        raise UsageError(f"the time '{wanted}' does not exist", PAST_FORMS) from None
    except UsageError as error:
        raise UsageError(error.message, PAST_FORMS if error.hint == INSTANT_FORMS else error.hint) from None


def _latest(clock: list[int], now: float, zone: tzinfo | None) -> float:
    """Return when it was last this hour, minute and second of the day; an hour that no day has is a ``ValueError``."""
    here = datetime.fromtimestamp(now, zone)
    moment = here.replace(hour=clock[0], minute=clock[1], second=clock[2], microsecond=0, fold=0)
    if moment.timestamp() > now:
        moment = (moment.replace(tzinfo=None) - timedelta(days=1)).replace(tzinfo=zone)
    return moment.timestamp()

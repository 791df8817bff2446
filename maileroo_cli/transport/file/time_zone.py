"""Time zones by their name in the data of the machine."""

from datetime import UTC, tzinfo

from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.text.nearest import did_you_mean, find_nearest

_FORM = "write it like Europe/Berlin, America/New_York or UTC"


def find_zone(name: str) -> tzinfo:
    """Return the time zone of this name, such as ``Europe/Berlin``; an unknown one raises ``UsageError``."""
    if name.upper() in ("UTC", "Z"):
        return UTC
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError, RecursionError):  # not there, no name of a zone, or a folder of them
        raise UsageError(f"there is no time zone {name[:60]!r}", _nearest(name)) from None


def _nearest(name: str) -> str:
    from zoneinfo import available_timezones

    known = sorted(available_timezones())
    if not known:
        return "this machine has no time zone data: install the package tzdata, or use UTC"
    folded = {one.lower(): one for one in known} | {one.rpartition("/")[2].lower(): one for one in known}
    near = [folded[one] for one in find_nearest(name.lower(), folded, most=1)]
    return did_you_mean(near, _FORM)

"""A schedule that the user wrote: offsets on the command line, or a file in TOML, whose text is handed in.

Offsets count from the first attempt, so they begin with 0 and rise; waits count from the attempt before::

    name = "patient"  # optional, as is meaning
    meaning = "three attempts in half an hour"
    offsets = ["0s", "5m", "30m"]  # or: waits = ["5m", "25m"]
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from maileroo_cli.delivery.schedule.catalogue import MAILEROO
from maileroo_cli.delivery.schedule.definition import Basis, Fact, Schedule
from maileroo_cli.errors import InputError, UsageError
from maileroo_cli.webhook.text.instant import parse_duration
from maileroo_cli.webhook.text.shown import show

MOST_ATTEMPTS = 100
LONGEST = 30 * 86_400.0
"""The longest time from the first attempt to the last, in seconds."""

_SHORTEST = 0.001
_KEYS = ("name", "meaning", "offsets", "waits")
_FORM = "mhook manual replay shows the form of a schedule"
_OFFSETS = "offsets count from the first attempt and increase: 0s,5m,30m"
_SUCCESS, _ = MAILEROO.ends
_FACTS = (Fact("waits", "as you wrote them, each counted from the failed attempt", Basis.OWN),)
_ENDS = (_SUCCESS, Fact("the end", "nothing is sent after the last attempt", Basis.OWN))


def parse_schedule(text: str) -> Schedule:
    """Read offsets from the first attempt, ``0s,5m,30m``: three attempts with waits of 5 and 25 minutes.

    Offsets that do not begin with 0 or do not rise, more than 100 of them or more than 30 days raise ``UsageError``.
    """
    where = f"the schedule '{show(text)}'"
    offsets = [_seconds(part, f"{where}: attempt {number}") for number, part in enumerate(text.split(","), 1)]
    return Schedule("own", "as you wrote it", _waits_between(offsets, where), "the command line", _FACTS, _ENDS)


def parse_schedule_file(text: str, source: str) -> Schedule:
    """Read the TOML of one schedule; ``source`` names it in errors, and the schedule where it has no name.

    What is no TOML raises ``InputError``, a wrong key or value ``UsageError``; both say where.
    """
    from maileroo_cli.webhook.text.toml import LongKeyError, read_toml

    try:
        data = read_toml(text)
    except LongKeyError as error:
        raise InputError(f"cannot read {source!r}: {error}", _FORM) from None
    except ValueError as error:  # TOMLDecodeError, or a number that Python refuses to read
        raise InputError(f"{source} is not valid TOML ({error})", _FORM) from None
    for key in data:
        if key not in _KEYS:
            raise UsageError(f"{source}: there is no key '{show(key)}'", f"its keys are {', '.join(_KEYS)}")
    name = _text(data, "name", source, source)
    meaning = _text(data, "meaning", "as you wrote it", source)
    return Schedule(name, meaning, _waits_of(data, source), source, _FACTS, _ENDS)


def _waits_of(data: dict[str, Any], source: str) -> tuple[float, ...]:
    given = [key for key in ("offsets", "waits") if key in data]
    if len(given) != 1:
        what = "both offsets and waits" if given else "neither offsets nor waits"
        raise UsageError(f"{source} has {what}", 'write one of them: offsets = ["0s", "5m", "30m"]')
    (key,) = given
    if not isinstance(data[key], list):
        raise UsageError(f"{source}: {key} is not an array", f'write {key} = ["5m", "30m"]')
    seconds = [_seconds(value, f"{source}: item {number} of {key}") for number, value in enumerate(data[key], 1)]
    return _waits_between(seconds, source) if key == "offsets" else _checked(seconds, source)


def _waits_between(offsets: Sequence[float], where: str) -> tuple[float, ...]:
    if not offsets or offsets[0] != 0:
        raise UsageError(f"{where} does not start with 0s", _OFFSETS)
    for number, (before, after) in enumerate(pairwise(offsets), 2):
        if after <= before:
            raise UsageError(f"{where}: attempt {number} is not later than the one before", _OFFSETS)
    return _checked([round(after - before, 6) for before, after in pairwise(offsets)], where)


def _checked(waits: Sequence[float], where: str) -> tuple[float, ...]:
    if len(waits) >= MOST_ATTEMPTS:
        raise UsageError(f"{where} has {len(waits) + 1} attempts", f"at most {MOST_ATTEMPTS} are allowed")
    for number, wait in enumerate(waits, 2):
        if wait < _SHORTEST:
            raise UsageError(f"{where}: the wait before attempt {number} is too short", "make it a millisecond or more")
    if sum(waits) > LONGEST:
        raise UsageError(f"{where} lasts longer than 30 days", "bring the last attempt forward")
    return tuple(waits)


def _seconds(value: object, where: str) -> float:
    """Read a duration, or a number of seconds; a number may be too long to be shown."""
    if isinstance(value, str):
        try:
            return parse_duration(value)
        except UsageError as error:
            raise UsageError(f"{where}: {error.message}", error.hint) from None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= LONGEST:
        raise UsageError(f"{where} is not a time from 0s to 30 days", "write it like 90s, 5m, 2h30m or as seconds")
    return float(value)


def _text(data: dict[str, Any], key: str, default: str, source: str) -> str:
    value = data.get(key, default)
    if not isinstance(value, str) or not value.strip():
        raise UsageError(f"{source}: {key} is not text", f'write {key} = "…", or leave it out')
    return value

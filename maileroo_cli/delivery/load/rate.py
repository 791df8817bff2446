"""Rates, ramps, waves and shares as a user writes them, and the arrivals that they come to. No clock is read here."""

import re
from dataclasses import dataclass
from math import ceil, inf

from maileroo_cli.delivery.load.arrivals import SECONDS_OF, ArrivalPlan, Ramp, Rate, Spacing, Wave
from maileroo_cli.delivery.load.plan import DEFAULT_SECONDS, LONGEST_SECONDS, MOST_REQUESTS
from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.text.instant import format_span, parse_span
from maileroo_cli.webhook.text.shown import show

DEFAULT_RATE = "100/s"
_UNITS = {"s": "s", "sec": "s", "second": "s", "m": "min", "min": "min", "minute": "min", "h": "h", "hour": "h"}
_NUMBER = r"(\d{1,9}(?:\.\d{1,6})?)"
_AMOUNT = r"(\d{1,3}(?:[,_]\d{3}){1,2}|\d{1,9}(?:\.\d{1,6})?)(k?)"
_UNIT = rf"/\s*({'|'.join(sorted(_UNITS, key=len, reverse=True))})"
_RATE = re.compile(rf"{_AMOUNT}\s*{_UNIT}", re.ASCII)
_RAMP = re.compile(rf"{_AMOUNT}\s*(?:{_UNIT})?\s*\.\.\s*{_AMOUNT}\s*{_UNIT}(?:\s+over\s+(\S+))?", re.ASCII)
_SHARE = re.compile(rf"{_NUMBER}\s*(%?)", re.ASCII)
_BARE = re.compile(_NUMBER, re.ASCII)
_RATE_FORMS = "write it like 500/s, 30/min or 100/h"
_RAMP_FORMS = "write it like '100..5000/s over 2m'"
_SHARE_FORMS = "write it like 5% or 0.05"
_NOISE = 1e-6
"""What a product of two numbers may be too large by: 0.1 a second for 30 s are 3 requests, not 4."""


@dataclass(frozen=True, slots=True)
class WantedArrivals:
    """Arrivals as a user writes them; at most one of the first four is given, and none is 100 a second.

    ``seconds`` is how long the window is at most, ``count`` how many there are at most.
    """

    rate: str | None = None
    ramp: str | None = None
    wave: int | None = None
    users: int | None = None
    seconds: str | None = None
    count: int | None = None
    spacing: Spacing = Spacing.EVEN


def plan_arrivals(wanted: WantedArrivals, seed: int = 0) -> ArrivalPlan:
    """Return the arrivals that are wanted; what cannot be, or is more than a run may have, raises ``UsageError``."""
    names = ("rate", "ramp", "wave", "users")
    given = [f"--{name}" for name in names if getattr(wanted, name) is not None]
    if len(given) > 1:
        raise UsageError(f"{given[0]} and {given[1]} cannot both be given", "each says when requests are sent")
    if wanted.spacing is not Spacing.EVEN and given and given[0] in ("--wave", "--users"):
        raise UsageError(f"--spacing says nothing of {given[0]}", "leave it out, or give --rate or --ramp")
    if wanted.wave is not None:
        return _wave(wanted.wave, wanted, seed)
    seconds = None if wanted.seconds is None else _window(wanted.seconds)
    if wanted.users is not None:
        most = MOST_REQUESTS if wanted.count is None else _bounded(wanted.count)
        return ArrivalPlan(Wave(), most, _closed_seconds(seconds, wanted.count), seed=seed)
    shape: Rate | Ramp = parse_rate(wanted.rate or DEFAULT_RATE)
    if wanted.ramp is not None:
        ramp = parse_ramp(wanted.ramp, seconds)
        shape, seconds = ramp, ramp.seconds if seconds is None and wanted.count is None else seconds
    return _arrivals_of(shape, wanted, seconds, seed)


def parse_rate(text: str, option: str = "--rate") -> Rate:
    """Read a rate like ``500/s``, ``1,000/sec``, ``30/min`` or ``2k/h``; anything else raises ``UsageError``."""
    found = _RATE.fullmatch(text.strip().lower())
    if found is None:
        bare = _BARE.fullmatch(text.strip())
        hint = f"write {bare[0]}/s, {bare[0]}/min or {bare[0]}/h" if bare else _RATE_FORMS
        raise UsageError(f"{option} '{show(text)}' {'does not say of what time' if bare else 'is not a rate'}", hint)
    number, unit = _amount(found[1], found[2]), _UNITS[found[3]]
    if not number:
        raise UsageError(f"{option} '{show(text)}' sends nothing", _RATE_FORMS)
    return Rate(number / SECONDS_OF[unit], unit)


def parse_ramp(text: str, window: float | None = None) -> Ramp:
    """Read a ramp like ``100..5000/s over 2m``; anything else raises ``UsageError``.

    Without ``over`` it takes the whole ``window``, or the usual one where that is not known.
    """
    found = _RAMP.fullmatch(text.strip().lower())
    if found is None:
        raise UsageError(f"--ramp '{show(text)}' is not a ramp", _RAMP_FORMS)
    first, last = _amount(found[1], found[2]), _amount(found[4], found[5])
    unit, over = _UNITS[found[6]], found[7]
    if not first or not last:
        end = "begins" if not first else "ends"
        raise UsageError(f"--ramp '{show(text)}' {end} with no request at all", "give 1 or more on both sides")
    seconds = (window or DEFAULT_SECONDS) if over is None else _window(over, "--ramp")
    begin = first / SECONDS_OF[_UNITS[found[3]] if found[3] else unit]
    return Ramp(begin, last / SECONDS_OF[unit], seconds, unit)


def parse_share(text: str, option: str) -> float:
    """Read a share like ``5%`` or ``0.05`` as a number from 0 to 1; anything else raises ``UsageError``."""
    found = _SHARE.fullmatch(text.strip())
    if found is None:
        raise UsageError(f"{option} '{show(text)}' is not a share", _SHARE_FORMS)
    share = float(found[1]) / (100 if found[2] else 1)
    if share > 1:
        hint = f"did you mean {found[1]}%?" if not found[2] and share <= 100 else _SHARE_FORMS
        raise UsageError(f"{option} '{show(text)}' is more than 100%", hint)
    return share


def _wave(count: int, wanted: WantedArrivals, seed: int) -> ArrivalPlan:
    for name, value in (("--for", wanted.seconds), ("--count", wanted.count)):
        if value is not None:
            raise UsageError(f"{name} does not go with --wave, whose requests are all due at once", f"leave out {name}")
    return ArrivalPlan(Wave(), _bounded(count, "--wave"), 0.0, seed=seed)


def _closed_seconds(seconds: float | None, count: int | None) -> float:
    """Return the window of a closed model: with a count alone, as long as it takes."""
    if seconds is not None:
        return seconds
    return DEFAULT_SECONDS if count is None else LONGEST_SECONDS


def _arrivals_of(shape: Rate | Ramp, wanted: WantedArrivals, seconds: float | None, seed: int) -> ArrivalPlan:
    """Return the arrivals within a window and a count, of which one may be open."""
    most: float = inf if wanted.count is None else _bounded(wanted.count)
    if seconds is None:
        seconds = DEFAULT_SECONDS if wanted.count is None else shape.at(most)
        if seconds > LONGEST_SECONDS:
            longest = format_span(LONGEST_SECONDS)
            raise UsageError(f"--count {wanted.count} takes longer than {longest} at this rate", "give a higher rate")
    within = max(1, ceil(shape.arrivals(seconds) - _NOISE))
    count = int(min(most, within))
    if count > MOST_REQUESTS:
        what = f"{within:,} requests would be due, and a run has at most {MOST_REQUESTS:,}"
        raise UsageError(what, "give a lower rate, a shorter --for, or --count")
    # A count that is reached earlier ends the window with it.
    return ArrivalPlan(shape, count, min(seconds, shape.at(count)) if most < within else seconds, wanted.spacing, seed)


def _amount(number: str, thousands: str) -> float:
    return float(re.sub("[,_]", "", number)) * (1_000 if thousands else 1)


def _window(text: str, option: str = "--for") -> float:
    try:
        seconds = parse_span(text)
    except UsageError as error:
        raise UsageError(f"{option}: {error.message}", error.hint) from None
    if not seconds:
        raise UsageError(f"{option} {show(text)} is no time at all", "write it like 60s or 5m")
    if seconds > LONGEST_SECONDS:
        raise UsageError(f"{option} {show(text)} is longer than {format_span(LONGEST_SECONDS)}", "give a shorter time")
    return seconds


def _bounded(count: int, option: str = "--count") -> int:
    if count > MOST_REQUESTS:
        raise UsageError(f"{option} {count:,} is more than a run may have", f"give {MOST_REQUESTS:,} or less")
    return count

"""Numbers of a forecast in words: durations to the minute, factors of the usual rate, shares."""

from math import ceil

from maileroo_cli.webhook.text.count import count
from maileroo_cli.webhook.text.instant import format_span

_EXACT = 600.0
"""Below so many seconds seconds are told, above it whole minutes."""

_UNITS = ((60, "a minute"), (3_600, "an hour"), (86_400, "a day"))


def about(seconds: float) -> str:
    """Return a duration as people say it: ``58s``, ``9m 5s``, and to the next whole minute where it is longer."""
    step = 1 if seconds < _EXACT else 60
    return format_span(ceil(round(seconds / step, 6)) * step)


def nearest(seconds: float) -> str:
    """Return a duration in whole seconds, and in whole minutes where it is longer, to the nearest: ``38m``."""
    step = 1 if seconds < _EXACT else 60
    return format_span(round(seconds / step) * step)


def times(factor: float | None) -> str:
    """Return a factor of the usual rate: ``6``, ``5.5``, ``1,200``; ``-`` where there is no usual rate."""
    if factor is None:
        return "-"
    return f"{factor:,.0f}" if factor >= 99.95 else f"{factor:.1f}".removesuffix(".0")


def percent(part: int, whole: int) -> str:
    """Return a share: ``29%``, ``0.4%``, ``<0.1%``, ``0%``; ``-`` of nothing."""
    if not whole:
        return "-"
    share = 100 * part / whole
    if 0 < share < 0.05:
        return "<0.1%"
    return f"{share:.0f}%" if share >= 9.95 or not share else f"{share:.1f}%"


def ordinal(number: int) -> str:
    """Return ``1st``, ``2nd``, ``11th`` …."""
    ending = "th" if number // 10 % 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"


def rate_words(per_second: float, what: str = "new event") -> str:
    """Return a rate of events in the unit that suits it: ``30 new events a minute``, ``1.5 new events a day``.

    It is the first in which the rate is 1 or more, and has no long fraction if that can be: ``1,000`` an hour.
    """
    rates = [(round(per_second * seconds, 6), unit) for seconds, unit in _UNITS]
    suited = [one for one in rates if one[0] >= 1] or rates[-1:]
    rate, unit = next((one for one in suited if one[0] == round(one[0], 2)), suited[0])
    return f"{count(int(rate) if rate == int(rate) else rate, what)} {unit}"

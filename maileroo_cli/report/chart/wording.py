"""The numbers of charts in words: values by their unit, and times; short, since they stand at axes and in tables."""

from math import isfinite

from maileroo_cli.report.chart.definition import Unit

PER = {Unit.PER_SECOND: "per second", Unit.PER_MINUTE: "per minute"}
"""What stands behind the title of a chart, so that it need not stand behind each number."""

_LARGE = ((1e12, "T"), (1e9, "G"), (1e6, "M"))
_LARGEST = 1e18
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
LONG = 3 * _DAY
"""From here on days are told; below, hours are easier to reckon with."""


def value_words(value: float | None, unit: Unit) -> str:
    """Return a value: ``1,200``, ``2.5 M``, ``12 %``, ``5 min``; a dash where there is none."""
    if value is None or not isfinite(value):
        return "-"
    match unit:
        case Unit.SECONDS:
            return time_words(value)
        case Unit.SHARE:
            return f"{number_words(value * 100)} %"
        case Unit.COUNT | Unit.PER_SECOND | Unit.PER_MINUTE:
            return number_words(value)


def number_words(value: float) -> str:
    """Return a number in few digits: ``0.05``, ``12``, ``1,200``, ``2.5 M``, ``3e+18``."""
    size = abs(value)
    if size >= _LARGEST:
        return f"{value:.3g}"
    for least, letter in _LARGE:
        if size >= least:
            return f"{_trimmed(value / least, 3)} {letter}"
    if size >= 100:
        return f"{value:,.0f}"
    return _trimmed(value, 2 if size >= 1 else 3) if size >= 0.001 or not size else f"{value:.2g}"


def time_words(seconds: float) -> str:
    """Return a time in its two greatest units: ``20 ms``, ``30 s``, ``1 min 30 s``, ``2 h``, ``3 d 12 h``."""
    if not isfinite(seconds):
        return "-"
    size, sign = abs(seconds), "-" if seconds < 0 else ""
    if not size:
        return "0 s"
    if size < 0.000_999_5:
        return f"{sign}{_significant(size * 1e6)} µs"
    if size < 0.999_5:
        return f"{sign}{_significant(size * 1e3)} ms"
    if size < _MINUTE - 0.05:
        return f"{sign}{_trimmed(size, 1 if size >= 10 else 2)} s"
    for unit, name, smaller, less in (
        (_MINUTE, "min", 1, "s"),
        (_HOUR, "h", _MINUTE, "min"),
        (_DAY, "d", _HOUR, "h"),
    ):
        whole, rest = divmod(round(size / smaller) * smaller, unit)
        if whole * unit < {_MINUTE: _HOUR, _HOUR: LONG}.get(unit, float("inf")):
            more = f" {rest / smaller:.0f} {less}" if rest else ""
            return f"{sign}{number_words(whole)} {name}{more}"
    raise AssertionError("days have no end")


def _significant(value: float) -> str:
    return _trimmed(value, 2 if value < 10 else 1 if value < 100 else 0)


def _trimmed(value: float, digits: int) -> str:
    text = f"{value:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

"""The scales of a chart: which values its axes reach, where each lies, and the round ones that are written there."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from math import floor, isfinite, log10
from typing import NamedTuple

from maileroo_cli.report.chart.definition import Unit
from maileroo_cli.report.chart.wording import LONG, number_words, time_words, value_words

_DAY = 86_400.0
_TIME_STEPS = (
    *(digit * 10.0**power for power in range(-6, 1) for digit in (1, 2, 5)),
    *(10.0, 15.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1_200.0, 1_800.0),
    *(3_600.0, 7_200.0, 10_800.0, 14_400.0, 21_600.0, 43_200.0),
    *(digit * 10.0**power * _DAY for power in range(6) for digit in (1, 2, 5)),
)
_LOG_TIMES = (
    *(digit * 10.0**power for power in range(-9, 1) for digit in (1, 2, 5)),
    *(10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1_200.0, 1_800.0, 3_600.0, 7_200.0, 18_000.0, 36_000.0),
    *(digit * 10.0**power * _DAY for power in range(6) for digit in (1, 2, 5)),
)
_MAIN_TIMES = (*(10.0**power for power in range(-9, 2)), 60.0, 600.0, 3_600.0, 36_000.0)
_GREATEST = 1e300
_NEARLY = 0.1


class ScaleTick(NamedTuple):
    """A round value with its text, and where it lies: 0 at the beginning of the scale, 1 at its end."""

    value: float
    place: float
    text: str


class Scale(NamedTuple):
    """From ``low`` to ``high``, straight or by powers of ten; ``steps`` are the values that are written at it."""

    low: float
    high: float
    steps: tuple[tuple[float, str], ...]
    logarithmic: bool = False

    def place(self, value: float) -> float:
        """Return where a value lies, from 0 to 1; what is outside lies at the nearer end."""
        bounded = min(max(value, self.low), self.high)
        if self.logarithmic:
            return (log10(bounded) - log10(self.low)) / (log10(self.high) - log10(self.low))
        # Halves, since the whole distance of the greatest numbers is none.
        return (bounded / 2 - self.low / 2) / (self.high / 2 - self.low / 2)

    @property
    def ticks(self) -> list[ScaleTick]:
        """The round values, in order."""
        return [ScaleTick(value, self.place(value), text) for value, text in self.steps]


def time_scale(moments: Iterable[float], most: int) -> Scale:
    """Return the scale from the first of ``moments`` to the last, in seconds, with at most about ``most`` ticks.

    One that would begin soon after 0 begins there.
    """
    known = [min(max(one, -_GREATEST), _GREATEST) for one in moments if isfinite(one)] or [0.0]
    low, high = min(known), max(known)
    if high - low < 1e-6 * max(1.0, abs(high)):
        high = low + max(1.0, abs(low) / 1_000)
    if 0 < low < high * _NEARLY:
        low = 0.0
    step = _time_step((high - low) / max(1, most - 1))
    first, last = -floor(-low / step + 1e-9), floor(high / step + 1e-9)
    values = [number * step for number in range(int(first), int(last) + 1)]
    return Scale(low, high, tuple((value, _moment(value, step, long=high >= LONG)) for value in values))


def value_scale(values: Iterable[float], unit: Unit, most: int, *, logarithmic: bool = False) -> Scale:
    """Return a scale that has room for all ``values`` and ends at round ones, with at most about ``most`` ticks.

    A straight one begins at 0, so that heights can be compared.
    """
    known = [min(max(one, -_GREATEST), _GREATEST) for one in values if isfinite(one)]
    if logarithmic:
        return _log_scale([one for one in known if one > 0], unit, most)
    low, high = min([0.0, *known]), max([0.0, *known])
    if low == high:
        high = 1.0
    rough = high / max(1, most - 1) - low / max(1, most - 1)
    step = _time_step(rough) if unit is Unit.SECONDS else _nice(rough)
    if unit is Unit.COUNT:
        step = max(1.0, step)
    first, last = floor(low / step + 1e-9), -floor(-high / step + 1e-9)
    last = max(last, first + 1)
    steps = [number * step for number in range(int(first), int(last) + 1)]
    return Scale(steps[0], steps[-1], tuple((value, value_words(value, unit)) for value in steps))


def _log_scale(values: Sequence[float], unit: Unit, most: int) -> Scale:
    low, high = (max(1e-9, min(values)), max(1e-9, *values)) if values else (1.0, 10.0)
    if unit is Unit.SECONDS:
        fine: Sequence[float] = _LOG_TIMES
    else:
        fine = [digit * 10.0**power for power in range(-10, 302) for digit in (1.0, 2.0, 5.0)]
    first = max(0, bisect_right(fine, low * (1 + 1e-9)) - 1)
    last = min(len(fine) - 1, max(first + 1, bisect_left(fine, high * (1 - 1e-9))))
    first = min(first, last - 1)
    inside = list(fine[first : last + 1])
    if len(inside) > most:
        main = [value for value in inside if value in _MAIN_TIMES or (value >= _DAY and _is_power(value / _DAY))]
        main = main if unit is Unit.SECONDS else [value for value in inside if _is_power(value)]
        inside = main if len(main) > 2 else inside
        inside = inside[:: -(-len(inside) // most)]
    return Scale(fine[first], max(fine[last], high), tuple((value, value_words(value, unit)) for value in inside), True)


def _is_power(value: float) -> bool:
    return abs(log10(value) - round(log10(value))) < 1e-6


def _nice(rough: float) -> float:
    """Return the least of 1, 2 and 5 times a power of ten that is no less than ``rough``."""
    power = 10.0 ** floor(log10(rough)) if rough > 1e-300 else 1e-300
    return next((digit * power for digit in (1.0, 2.0, 5.0) if digit * power >= rough * (1 - 1e-9)), 10 * power)


def _time_step(rough: float) -> float:
    return next((step for step in _TIME_STEPS if step >= rough * (1 - 1e-9)), _nice(rough))


def _moment(value: float, step: float, *, long: bool) -> str:
    """Return a moment; at an axis of hours the beginning is one of hours too, and ``0.5 s`` goes with ``1 s``."""
    if long and not step % _DAY:
        return f"{number_words(value / _DAY)} d"
    if not round(value / step):
        units = ((3_600, "h"), (60, "min"), (0.1, "s"), (0.001, "ms"))
        return f"0 {next((name for least, name in units if step >= least * (1 - 1e-9)), 's')}"
    if 0.1 * (1 - 1e-9) <= step < 1 and abs(value) < 60:
        return f"{value:.1f}".rstrip("0").rstrip(".") + " s"
    return time_words(value)

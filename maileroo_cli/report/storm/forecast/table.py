"""The tables of a forecast: the minutes after the recovery, and several outages side by side."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from maileroo_cli.delivery.storm.forecast.definition import StormForecast
from maileroo_cli.delivery.storm.forecast.minutes import StormMinute
from maileroo_cli.report.storm.forecast.wording import nearest, percent, rate_words, times
from maileroo_cli.report.terminal.console import Console
from maileroo_cli.report.terminal.fitted import Column
from maileroo_cli.report.terminal.table import Table, TableColumn
from maileroo_cli.webhook.text.instant import format_span

_USUAL = "x usual"
_CAUGHT_UP = "caught up"
_SINGLE = 10
"""So many minutes after the recovery have a row each."""

_UNTIL = (15, 30, 60, 120, 240, 480, 720, 1_440, 2_880, 5_760, 10_080, 20_160, 43_200, 86_400, 172_800)
"""Where the later rows end, in minutes after the recovery."""


class MinuteSpan(NamedTuple):
    """Minutes from ``first`` to ``last`` after the recovery, and what comes in one of them on average."""

    first: int
    last: int
    new: float
    retries: float
    factor: float | None
    age: float | None
    oldest: float | None

    @property
    def name(self) -> str:
        """The minutes as a table names them: ``1``, ``11-15``, ``2h-4h``."""
        if self.first + 1 == self.last:
            return str(self.last)
        if self.last <= 60:
            return f"{self.first + 1}-{self.last}"
        return f"{_moment(self.first)}-{_moment(self.last)}"


def minute_spans(forecast: StormForecast) -> list[MinuteSpan]:
    """Return the first minutes after the recovery one by one, and the later ones in spans that grow."""
    minutes = forecast.after
    edges = [*range(_SINGLE + 1), *_UNTIL]
    spans = []
    for first, last in pairwise(edges):
        part = minutes[first:last]
        if part:
            spans.append(_span(forecast, first, part))
    return spans


def minute_lines(forecast: StormForecast, console: Console) -> Iterator[str]:
    """Yield the table of the minutes after the recovery."""
    table = Table(minute_columns(forecast), console)
    lines = table.lines(minute_spans(forecast))
    yield table.titles()
    yield from lines


def outage_lines(forecasts: Sequence[StormForecast], console: Console) -> Iterator[str]:
    """Yield the table of several outages."""
    table = Table(outage_columns(forecasts), console)
    lines = table.lines(forecasts)
    yield table.titles()
    yield from lines


def minute_columns(forecast: StormForecast) -> list[TableColumn[MinuteSpan]]:
    """Return the columns of the minutes after the recovery; without steady traffic no rate is the usual one."""
    return [one for one in _MINUTE_COLUMNS if forecast.has_usual_rate or one.column.title != _USUAL]


def outage_columns(forecasts: Sequence[StormForecast]) -> list[TableColumn[StormForecast]]:
    """Return the columns of several outages, which have the same traffic."""
    first = forecasts[0]
    absent = {*([] if first.has_usual_rate else [_USUAL]), *([] if first.capacity else [_CAUGHT_UP])}
    return [one for one in _OUTAGE_COLUMNS if one.column.title not in absent]


def outage_legend(forecasts: Sequence[StormForecast]) -> str:
    """Return what the columns of several outages count, in sentences."""
    lost = any(one.lost_pairs for one in forecasts)
    capacity = forecasts[0].capacity
    receiver = f"a receiver that works off {rate_words(capacity, 'event')}"
    caught_up = f"caught up: when {receiver} has nothing left to do (-: not within this forecast); " if capacity else ""
    return (
        "most: attempts in the busiest minute after the recovery; all done: when nothing is left to be tried again; "
        f"{caught_up}oldest: how old the oldest event is when it is accepted; wrong order: of two events of a mail, "
        f"the first in the outage{', where neither is lost' if lost else ''}; attempts: all for the events that met "
        "the outage; each: so many for one of them."
    )


def _span(forecast: StormForecast, first: int, part: Sequence[StormMinute]) -> MinuteSpan:
    size, accepted = len(part), sum(one.accepted for one in part)
    attempts, rate = sum(one.attempts for one in part), forecast.scenario.per_second * 60 * forecast.has_usual_rate
    ages = sum(one.age * one.accepted for one in part if one.age is not None)
    return MinuteSpan(
        first,
        first + size,
        sum(one.new for one in part) / size,
        sum(one.retries for one in part) / size,
        attempts / size / rate if rate else None,
        ages / accepted if accepted else None,
        max((one.oldest for one in part if one.oldest is not None), default=None),
    )


def _moment(minutes: int) -> str:
    return format_span(minutes * 60).replace(" ", "") if minutes else "0"


def _number(value: float) -> str:
    if value >= 9.95 or value == int(value):
        return f"{value:,.0f}"
    if value < 0.005:
        return "<0.01"
    return f"{value:.1f}".removesuffix(".0") if value >= 0.095 else f"{value:.2f}"


def _age(seconds: float | None) -> str:
    return "-" if seconds is None else nearest(seconds)


_MINUTE_COLUMNS: list[TableColumn[MinuteSpan]] = [
    TableColumn(Column("minute", right=True), lambda one: one.name),
    TableColumn(Column("new", right=True), lambda one: _number(one.new)),
    TableColumn(Column("again", right=True), lambda one: _number(one.retries)),
    TableColumn(Column("all", right=True), lambda one: _number(one.new + one.retries)),
    TableColumn(Column(_USUAL, right=True), lambda one: times(one.factor)),
    TableColumn(Column("age", rank=1, right=True), lambda one: _age(one.age)),
    TableColumn(Column("oldest", right=True), lambda one: _age(one.oldest)),
]

_OUTAGE_COLUMNS: list[TableColumn[StormForecast]] = [
    TableColumn(Column("outage", right=True), lambda one: format_span(one.scenario.outage)),
    TableColumn(Column("minute 1", right=True), lambda one: f"{one.after[0].attempts:,}"),
    TableColumn(Column(_USUAL, right=True), lambda one: times(one.factor(one.after[0]))),
    TableColumn(Column("most", rank=2, right=True), lambda one: f"{one.peak.attempts:,}"),
    TableColumn(Column("all done", right=True), lambda one: nearest(one.drain)),
    TableColumn(Column(_CAUGHT_UP, right=True), lambda one: _age(one.caught_up)),
    TableColumn(Column("oldest", rank=3, right=True), lambda one: _age(one.oldest)),
    TableColumn(Column("wrong order", right=True), lambda one: percent(one.reversed, one.pairs)),
    TableColumn(Column("lost", right=True), lambda one: f"{one.lost:,}"),
    TableColumn(Column("attempts", rank=1, right=True), lambda one: f"{one.met_attempts:,}"),
    TableColumn(Column("each", rank=1, right=True), lambda one: times(one.amplification)),
]

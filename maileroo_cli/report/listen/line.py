"""How one request that came to ``mhook listen`` looks as lines for people; as an object it is in ``arrival``."""

from typing import TYPE_CHECKING

from maileroo_cli.report.terminal.console import Console, Ink
from maileroo_cli.report.terminal.duration import format_took_cell
from maileroo_cli.report.terminal.local_time import local_time
from maileroo_cli.report.terminal.rows import RowColumn, Rows, id_column, shown_id, width_of
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.webhook.text.size import format_size

if TYPE_CHECKING:
    from maileroo_cli.transport.server.arrival import Arrival

_INKS = {"valid": Ink.GOOD, "invalid": Ink.BAD, "damaged": Ink.BAD, "probe": Ink.FAINT}
_WIDE_FROM = 95
"""From so many columns on times have milliseconds, and places more room."""

_METHOD, _TARGET, _TYPE, _DETAIL = 24, 60, 24, 200


class ArrivalLines:
    """Turns requests into lines."""

    def __init__(self, console: Console) -> None:
        width = self._width = width_of(console)
        wide = width is None or width >= _WIDE_FROM
        self._clock = 12 if wide else 8
        columns: list[RowColumn[Arrival]] = [
            RowColumn(self._clock, self._time, lambda _: Ink.FAINT, rank=4),
            RowColumn(16 if wide else 13, _place),
            RowColumn(10, lambda one: safe(one.entry.event_type[: _TYPE + 1], _TYPE) or "-"),
            id_column(lambda one: shown_id(one.entry.event_id, self._width), width, rank=5),
            RowColumn(9 if wide else 7, lambda one: one.entry.verdict, _ink, most=len("unverifiable")),
            RowColumn(6, lambda one: format_size(one.entry.size), rank=6, right=True, most=8),
            RowColumn(4, lambda one: one.answer, most=8),
            RowColumn(8, lambda one: format_took_cell(one.milliseconds), rank=7, right=True),
        ]
        self._rows = Rows(columns, console.paint, width, indent=self._clock + 2)

    def lines(self, arrival: "Arrival") -> list[str]:
        """Return one request: time, method and path, event, verdict, size, answer, duration, and the cause."""
        entry = arrival.entry
        why = entry.cause.replace("+", " + ") or entry.anomaly
        if arrival.detail:
            detail = safe(arrival.detail, _DETAIL)
            why = f"{why} ({detail})" if why else detail
        return self._rows.lines(arrival, why, _INKS.get(entry.verdict, Ink.RISK))

    def _time(self, arrival: "Arrival") -> str:
        return local_time(arrival.entry.at)[: self._clock]


def _place(arrival: "Arrival") -> str:
    entry = arrival.entry
    method = safe(entry.method[: _METHOD + 1], _METHOD) or "-"
    return f"{method} {safe(entry.target[: _TARGET + 1], _TARGET)}".rstrip()


def _ink(arrival: "Arrival") -> Ink | None:
    return _INKS.get(arrival.entry.verdict)

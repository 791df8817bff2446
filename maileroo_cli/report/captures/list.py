"""Showing which captures there are, a line each."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from typing import NamedTuple

from maileroo_cli.capture.entry import CaptureEntry
from maileroo_cli.errors import InputError
from maileroo_cli.operation.captures.list import ListTotal
from maileroo_cli.report.captures.entry import answer_word, entry_fields, verdict_ink, verdict_text
from maileroo_cli.report.terminal.console import Console, Format, Ink, dump_object
from maileroo_cli.report.terminal.fitted import Column
from maileroo_cli.report.terminal.local_time import local_day, local_time
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.report.terminal.table import Table, TableColumn, table_width
from maileroo_cli.webhook.text.size import format_size

SCHEMA = "mhook.capture-entry/2"
_SHORT_ID = 8
_EVENT_ID = 13
_TARGET = 80
_WHOLE = 2_000
_WIDE_FROM, _NARROW = 95, 70
"""From so many columns on times have milliseconds, and in fewer than these all that stays is shortened further."""

_WITH_MILLISECONDS, _WITHOUT_MILLISECONDS = 12, 8


class _Least(NamedTuple):
    """The widths to which cells may be cut."""

    request: int
    type: int
    verdict: int


_LEAST, _LEAST_NARROW = _Least(12, 9, 24), _Least(10, 9, 17)


def show_captures(
    results: Generator[list[CaptureEntry] | ListTotal, None, None], console: Console, now: float
) -> InputError | None:
    """Show captures as they are listed, and in a note where there are more, or none. ``now`` is today's time.

    What is to be said of those that cannot be read is returned for whoever called.
    """
    error = None
    render = _objects if console.format is Format.JSON else _EntryLines(console, now).render
    with closing(results):
        for result in results:
            if isinstance(result, ListTotal):
                console.flush()
                _tell(result, console)
                error = result.error
            else:
                lines = "".join(f"{line}\n" for line in render(result))
                console.text(lines.encode("utf-8", "backslashreplace"))
    return error


def _tell(total: ListTotal, console: Console) -> None:
    if not total.listed and not total.damaged:
        name = repr(total.store_name)
        console.note(f"no capture in {name} matches" if total.stored else f"there are no captures in {name} yet")
    elif total.wanted > total.listed:
        console.note(f"{total.listed} of {total.wanted} captures shown, the newest; -n 0 shows all")


def _objects(entries: Iterable[CaptureEntry]) -> Iterator[str]:
    return (dump_object(SCHEMA, entry_fields(entry)) for entry in entries)


class _EntryLines:
    """Turns entries into lines, batch by batch."""

    def __init__(self, console: Console, now: float) -> None:
        self._console = console
        self._day = local_day(now)
        self._table = Table(_columns(table_width(console)), console)
        self._titled = False

    def render(self, entries: Sequence[CaptureEntry]) -> Iterator[str]:
        """Yield the lines of a batch, before the first the titles, and a day before the first capture of another."""
        lines = self._table.lines(entries)
        if not self._titled:
            self._titled = True
            yield self._table.titles()
        for entry, line in zip(entries, lines, strict=True):
            if (day := local_day(entry.at)) != self._day:
                self._day = day
                yield self._console.paint(day, Ink.STRONG)
            yield line


def _milliseconds(entry: CaptureEntry) -> str:
    return "-" if entry.milliseconds is None else f"{entry.milliseconds:.1f}"


def _columns(width: int | None) -> tuple[TableColumn[CaptureEntry], ...]:
    """Return what a line shows: a column more is an entry more. In a pipe, which has no ``width``, ids are whole."""
    narrow = width is not None and width < _WIDE_FROM
    clock = _WITHOUT_MILLISECONDS if narrow else _WITH_MILLISECONDS
    least = _LEAST_NARROW if width is not None and width < _NARROW else _LEAST
    short, event, target = (_WHOLE, _WHOLE, _WHOLE) if width is None else (_SHORT_ID, _EVENT_ID, _TARGET)
    return (
        TableColumn(Column("ID"), lambda entry: safe(entry.id[:short])),
        TableColumn(Column("TIME", rank=1), lambda entry: local_time(entry.at)[:clock]),
        TableColumn(Column("REQUEST", least=least.request), lambda entry: _request(entry, target)),
        TableColumn(Column("TYPE", least=least.type), lambda entry: safe(entry.event_type, 24) or "-"),
        TableColumn(Column("EVENT", rank=4), lambda entry: safe(entry.event_id, event) or "-"),
        TableColumn(Column("VERDICT", least=least.verdict), lambda entry: safe(verdict_text(entry), 60), verdict_ink),
        TableColumn(Column("SIZE", rank=5, right=True), lambda entry: format_size(entry.size)),
        TableColumn(Column("ANSWER", rank=2), answer_word),
        TableColumn(Column("MS", rank=6, right=True), _milliseconds),
    )


def _request(entry: CaptureEntry, limit: int) -> str:
    return safe(f"{entry.method} {entry.target}".strip(), limit) or "-"

"""Showing which captures there are, a line each. Which are wanted is asked of the store."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from maileroo_cli.capture.entry import CaptureEntry, moment
from maileroo_cli.capture.store.archive import Archive, CaptureFilter
from maileroo_cli.capture.verdict import StoredVerdict
from maileroo_cli.report.terminal.console import Console, Format, Ink, dump_object
from maileroo_cli.report.terminal.fitted import GAP, Column, cell, fit
from maileroo_cli.report.terminal.local_time import local_day, local_time
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.webhook.catalogue.event import CATALOGUE
from maileroo_cli.webhook.text.size import format_size

SCHEMA = "mhook.capture-entry/1"
SHORT_ID = 8
_EVENT_ID = 13
_BATCH = 1_000
_VERDICT = 5
_COLUMNS = (
    Column("ID"),
    Column("TIME", rank=3),
    Column("REQUEST", least=12),
    Column("TYPE", least=9),
    Column("EVENT", rank=4),
    Column("VERDICT", least=24),
    Column("SIZE", rank=5, right=True),
    Column("ANSWER", rank=2),
    Column("MS", rank=6, right=True),
)
_FIELDS = (CaptureEntry._fields[0], "time", *CaptureEntry._fields[1:])
_INKS = {
    StoredVerdict.VALID: Ink.GOOD,
    StoredVerdict.INVALID: Ink.BAD,
    StoredVerdict.UNVERIFIABLE: Ink.RISK,
    StoredVerdict.DAMAGED: Ink.RISK,
    StoredVerdict.UNCHECKED: Ink.FAINT,
}


def list_captures(
    archive: Archive, wanted: CaptureFilter, console: Console, *, limit: int, reverse: bool, now: float
) -> None:
    """Show the captures that are wanted, the newest last, or with ``reverse`` first.

    Only the newest ``limit`` are shown (0: all), and a note says where there are more. ``now`` is today's time.
    """
    shown = 0
    entries = archive.entries(wanted, limit=limit or None, newest_first=reverse)
    render = _objects if console.format is Format.JSON else _EntryLines(console, now).render
    while batch := list(islice(entries, _BATCH)):
        shown += len(batch)
        console.data("".join(f"{line}\n" for line in render(batch)).encode("utf-8", "backslashreplace"))
    console.flush()
    if not shown:
        state = "no capture matches" if archive.count() else "there is no capture yet"
        console.note(f"{state} in {str(archive.path)!r}{_about_types(wanted.types)}")
    elif shown == limit and (total := archive.count(wanted)) > shown:
        console.note(f"{shown} of {total} captures shown, the newest; -n 0 shows all")


def _about_types(types: Sequence[str]) -> str:
    """Return what was probably meant with a type that Maileroo does not send: one may have come all the same."""
    for name in types:
        if name not in CATALOGUE:
            from maileroo_cli.webhook.text.nearest import suggest

            return f"; Maileroo sends no event called {name!r}: {suggest(name, CATALOGUE)}"
    return ""


def entry_fields(entry: CaptureEntry) -> dict[str, object]:
    """Return what is known of a capture as the fields of a JSON object."""
    return dict(zip(_FIELDS, (entry[0], moment(entry.at), *entry[1:]), strict=True))


def verdict_text(entry: CaptureEntry) -> str:
    """Return the verdict in a few words, with its cause; what is wrong with the framing comes before it."""
    if entry.anomaly:
        return f"{entry.verdict}: {entry.anomaly}"
    return f"{entry.verdict}: {entry.cause}" if entry.cause else entry.verdict


def verdict_ink(entry: CaptureEntry) -> Ink:
    """Return the colour of the verdict."""
    if entry.anomaly or entry.verdict not in set(StoredVerdict):
        return Ink.RISK
    return _INKS[StoredVerdict(entry.verdict)]


def _objects(entries: Iterable[CaptureEntry]) -> Iterator[str]:
    return (dump_object(SCHEMA, entry_fields(entry)) for entry in entries)


class _EntryLines:
    """Turns entries into lines; columns that had to grow stay as wide for those that follow."""

    def __init__(self, console: Console, now: float) -> None:
        self._console = console
        self._day = local_day(now)
        self._natural: list[int] = []

    def render(self, entries: Sequence[CaptureEntry]) -> Iterator[str]:
        """Yield the lines of a batch, before the first the titles, and a day before the first capture of another."""
        rows = [_cells(entry) for entry in entries]
        first = not self._natural
        before = self._natural or [len(column.title) for column in _COLUMNS]
        self._natural = [max(least, *(len(row[index]) for row in rows)) for index, least in enumerate(before)]
        widths = fit(_COLUMNS, self._natural, self._console.width)
        kept = [index for index, width in enumerate(widths) if width]
        if first:
            titles = [cell(_COLUMNS[index].title, widths[index], right=_COLUMNS[index].right) for index in kept]
            yield self._console.paint(GAP.join(titles).rstrip(), Ink.FAINT)
        for entry, row in zip(entries, rows, strict=True):
            if (day := local_day(entry.at)) != self._day:
                self._day = day
                yield self._console.paint(day, Ink.STRONG)
            cells = [cell(row[index], widths[index], right=_COLUMNS[index].right) for index in kept]
            if self._console.color:
                place = kept.index(_VERDICT)
                cells[place] = self._console.paint(cells[place], verdict_ink(entry))
            yield GAP.join(cells).rstrip()


def _cells(entry: CaptureEntry) -> tuple[str, ...]:
    return (
        safe(entry.id[:SHORT_ID]),
        local_time(entry.at),
        safe(f"{entry.method} {entry.target}", 80),
        safe(entry.event_type, 24) or "-",
        safe(entry.event_id, _EVENT_ID) or "-",
        safe(verdict_text(entry), 60),
        format_size(entry.size),
        "-" if entry.status is None else str(entry.status),
        "-" if entry.milliseconds is None else f"{entry.milliseconds:.1f}",
    )

"""One line for each attempt of a replay, as it comes: when, which, what was made to fail, what came back, and why."""

from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from maileroo_cli.delivery.effects.result import DeliveryFinding
from maileroo_cli.delivery.fault.kind import FaultKind
from maileroo_cli.delivery.replay.journal import RunPlan
from maileroo_cli.delivery.replay.records import AttemptRecord
from maileroo_cli.report.body.traceback import traceback_lines
from maileroo_cli.report.replay.lane.axis import format_moment
from maileroo_cli.report.replay.lane.symbols import INKS, symbols_for
from maileroo_cli.report.replay.phrases import receiver_line
from maileroo_cli.report.replay.point import AttemptPoint
from maileroo_cli.report.terminal.column import paragraph
from maileroo_cli.report.terminal.console import Console, Ink
from maileroo_cli.report.terminal.duration import format_took_cell
from maileroo_cli.report.terminal.fitted import GAP, Column, cell, fit
from maileroo_cli.report.terminal.local_time import local_day, local_time
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.webhook.text.count import count

_TYPE, _ID = 10, 8
_LONGEST_FAULT = len("connect-timeout")
_SENTENCE = 400
_LEAST, _CUT = 24, 18
"""To so many characters a sentence may be narrowed that goes on below, and one be cut that does not."""

_ANSWER = 200
_MOST_RAISED = 1_000
_ROOMY, _LEFT = 48, 3
"""In fewer characters what a receiver wrote would be cut too soon; it then begins at the left, below the mark."""


class _Line(NamedTuple):
    """What a line is made of; one that is ``past``, made by an earlier process, is faint."""

    record: AttemptRecord
    point: AttemptPoint
    past: bool

    @property
    def plain(self) -> tuple[Ink, ...]:
        """The colour of what has none of its own."""
        return (Ink.FAINT,) if self.past else ()

    @property
    def marked(self) -> tuple[Ink, ...]:
        """The colour of how the attempt ended."""
        return (Ink.FAINT,) if self.past else INKS[self.point.look.mark]


def _faint(_: _Line) -> tuple[Ink, ...]:
    return (Ink.FAINT,)


def _name(line: _Line) -> tuple[Ink, ...]:
    return line.plain or (Ink.NAME,)


class _LineColumn(NamedTuple):
    """One column: ``cell`` makes the text of a line, which ``inks`` colour; ``width`` is what most texts take."""

    column: Column
    width: int
    cell: Callable[[_Line], str]
    inks: Callable[[_Line], tuple[Ink, ...]] = attrgetter("plain")


class ReplayLines:
    """Turns attempts into lines; columns that had to grow stay as wide for those that follow.

    With ``several`` events each line names its event and is cut where the terminal ends; else its sentence goes on
    below. Where nobody looks at a terminal nothing is cut. Below an attempt that failed stands what the receiver wrote,
    unless it wrote the same when the attempt before failed, or what an application in this process raised.
    """

    def __init__(self, console: Console, plan: RunPlan, *, several: bool) -> None:
        self._console = console
        self._attempts = plan.schedule.attempts
        self._elapsed = plan.schedule.elapsed
        self._several = several
        self._embedded = bool(plan.against)
        self._wrote: dict[int, str] = {}
        self._raised_before: set[str] = set()
        self._signs = symbols_for(console)
        self._width = console.width if console.is_terminal else None
        self._day = local_day(plan.start)
        self._titled = False
        self._shown = self._columns(plan)
        self._meaning = Column("MEANING", least=_CUT if several else _LEAST)
        self._natural = [shown.width for shown in self._shown]

    def lines(
        self, record: AttemptRecord, point: AttemptPoint, findings: Sequence[DeliveryFinding], *, past: bool = False
    ) -> Iterator[str]:
        """Yield the lines of an attempt: its own, and before it the titles or a day, where they are due.

        One that is ``past``, made by an earlier process, is faint.
        """
        line = _Line(record, point, past)
        cells = [shown.cell(line) for shown in self._shown]
        self._natural = [max(width, len(text)) for width, text in zip(self._natural, cells, strict=True)]
        *widths, last = self._widths()
        if not self._titled:
            self._titled = True
            yield self._console.paint(self._titles(widths, last), Ink.FAINT)
        if (day := local_day(record.began)) != self._day:
            self._day = day
            yield self._console.paint(day, Ink.STRONG)
        yield from self._row(line, cells, widths, self._wrap(_sentence(point, findings), last))
        yield from self._raised(record)
        yield from self._answer(record, sum(width + len(GAP) for width in widths if width), last)

    def _columns(self, plan: RunPlan) -> tuple[_LineColumn, ...]:
        """Return all columns but the sentence: a column more is an entry more."""
        tries = 2 * len(str(self._attempts)) + 1
        plans = max(len("PLAN"), *(len(_at(seconds)) for seconds in self._elapsed))
        names = (
            _LineColumn(Column("EVENT", least=6), _TYPE, _event_type, _name),
            _LineColumn(Column("ID", rank=2), _ID, _event_id),
        )
        return (
            _LineColumn(Column(""), 1, lambda line: self._signs.marks[line.point.look.mark], attrgetter("marked")),
            _LineColumn(Column("PLAN"), plans, self._planned),
            _LineColumn(Column("TIME", rank=4), 8, lambda line: local_time(line.record.began)[:8], _faint),
            *(names if self._several else ()),
            _LineColumn(Column("TRY"), tries, lambda line: f"{line.record.number}/{self._attempts}"),
            _LineColumn(Column("FAULT", least=8), _longest_fault(plan), lambda line: line.point.look.short_fault),
            _LineColumn(Column("ANSWER"), 7, lambda line: line.point.look.answer, attrgetter("marked")),
            _LineColumn(Column("TOOK", rank=5, right=True), 8, _took),
            _LineColumn(Column("RECEIVER", rank=3), len("may have acted"), lambda line: line.point.look.receiver),
        )

    def _planned(self, line: _Line) -> str:
        return _at(self._elapsed[min(line.record.number, self._attempts) - 1])

    def _widths(self) -> list[int]:
        """Return the width of each column, the sentence's last."""
        natural = [*self._natural, _SENTENCE]
        if self._width is None:
            return natural
        return fit([*(shown.column for shown in self._shown), self._meaning], natural, self._width)

    def _row(self, line: _Line, cells: Sequence[str], widths: Sequence[int], sentence: Sequence[str]) -> Iterator[str]:
        paint, (first, *more) = self._console.paint, sentence
        parts = [
            paint(cell(text, width, right=shown.column.right), *shown.inks(line))
            for shown, text, width in zip(self._shown, cells, widths, strict=True)
            if width
        ]
        yield GAP.join([*parts, paint(first, *line.marked) if first else ""]).rstrip()
        start = sum(width + len(GAP) for width in widths if width)
        for further in more:
            yield " " * start + paint(further, *line.marked)

    def _raised(self, record: AttemptRecord) -> Iterator[str]:
        """Yield what an application in this process raised, unless it raised the same before."""
        traceback = "" if record.result is None else record.result.attempt.traceback
        if not traceback or traceback in self._raised_before:
            return
        if len(self._raised_before) < _MOST_RAISED:
            self._raised_before.add(traceback)
        for line in traceback_lines(traceback):
            yield " " * _LEFT + self._console.paint(line, Ink.FAINT)

    def _answer(self, record: AttemptRecord, start: int, width: int) -> Iterator[str]:
        """Yield what the receiver wrote below what it means, or further left where it has no room there."""
        wrote = "" if self._embedded else receiver_line(record, _ANSWER)
        if not wrote or self._wrote.get(record.delivery.index) == wrote:
            return
        self._wrote[record.delivery.index] = wrote
        if self._width is not None and width < _ROOMY:
            start, width = _LEFT, self._width - _LEFT
        shown = f"> {wrote}" if self._width is None else cell(f"> {wrote}", width).rstrip()
        yield " " * start + self._console.paint(shown, Ink.FAINT)

    def _wrap(self, text: str, width: int) -> list[str]:
        if self._width is None:
            return [text]
        if self._several:
            return [cell(text, width).rstrip()]
        return paragraph(text, width) or [""]

    def _titles(self, widths: Sequence[int], last: int) -> str:
        titles = [
            cell(shown.column.title, width, right=shown.column.right)
            for shown, width in zip(self._shown, widths, strict=True)
            if width
        ]
        return GAP.join([*titles, self._meaning.title if last else ""]).rstrip()


def _sentence(point: AttemptPoint, findings: Sequence[DeliveryFinding]) -> str:
    text = safe(point.look.sentence, _SENTENCE)
    if point.effects:
        text += f"; {count(point.effects, 'effect')}"
    for kind in dict.fromkeys(str(finding.kind) for finding in findings):
        text += f" [{kind}]"
    return text


def _event_type(line: _Line) -> str:
    return safe(line.record.delivery.event_type, _TYPE) or "-"


def _event_id(line: _Line) -> str:
    return safe(line.record.delivery.event_id, _ID + 1)[:_ID] or "-"


def _took(line: _Line) -> str:
    return "" if line.point.milliseconds is None else format_took_cell(line.point.milliseconds)


def _at(elapsed: float) -> str:
    return f"+{format_moment(elapsed) if elapsed else '0s'}"


def _longest_fault(plan: RunPlan) -> int:
    """Return the width that the faults of a plan will need, 0 where there are none; a status is its number alone."""
    if plan.fault_rate:
        return _LONGEST_FAULT
    names = [text.rpartition("=")[2].strip() for text in plan.faults]
    names += [name.strip() for name in (plan.fault_list or "").split(",")]
    longest = max((len(name.removeprefix(f"{FaultKind.STATUS}:")) for name in names), default=0)
    return max(5, min(_LONGEST_FAULT, longest)) if longest else 0

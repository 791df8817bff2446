"""One line for each attempt of a replay, as it comes: when, which, what was made to fail, what came back, and why."""

from collections.abc import Iterator, Sequence

from maileroo_cli.delivery.effects.result import DeliveryFinding
from maileroo_cli.delivery.replay.journal import RunPlan
from maileroo_cli.delivery.replay.records import AttemptRecord
from maileroo_cli.report.replay.axis import format_moment
from maileroo_cli.report.replay.phrases import CHANCES, UNKNOWN
from maileroo_cli.report.replay.point import AttemptPoint
from maileroo_cli.report.replay.symbols import INKS, symbols_for
from maileroo_cli.report.terminal.column import paragraph
from maileroo_cli.report.terminal.console import Console, Ink
from maileroo_cli.report.terminal.fitted import GAP, Column, cell, fit
from maileroo_cli.report.terminal.local_time import local_day, local_time
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.webhook.text.count import count

_TYPE, _ID = 10, 8
_LONGEST_FAULT = len("connect-timeout")
_SENTENCE = 400
_COLUMNS = (
    Column(""),
    Column("PLAN"),
    Column("TIME", rank=4),
    Column("EVENT", least=6),
    Column("ID", rank=2),
    Column("TRY"),
    Column("FAULT", least=8),
    Column("ANSWER"),
    Column("TOOK", rank=5, right=True),
    Column("RECEIVER", rank=3),
    Column("MEANING", least=24),
)
_PLAN, _ANSWER, _MEANING = 1, 7, 10
_SECOND = 999.95
"""From so many milliseconds on seconds are told; as milliseconds they would be rounded to 1000.0."""

_CUT = 18
"""To so many characters a sentence may be cut that has no further lines."""


class AttemptLines:
    """Turns attempts into lines; columns that had to grow stay as wide for those that follow.

    With ``several`` events each line names its event and is cut where the terminal ends; else its sentence goes on
    below. Where nobody looks at a terminal nothing is cut.
    """

    def __init__(self, console: Console, plan: RunPlan, *, several: bool) -> None:
        self._console = console
        self._attempts = plan.schedule.attempts
        self._elapsed = plan.schedule.elapsed
        self._several = several
        self._columns = (*_COLUMNS[:_MEANING], Column("MEANING", least=_CUT)) if several else _COLUMNS
        self._signs = symbols_for(console)
        self._width = console.width if console.is_terminal else None
        self._day = local_day(plan.start)
        self._titled = False
        digits = len(str(self._attempts))
        plans = max(len(_COLUMNS[_PLAN].title), *(len(_at(seconds)) for seconds in self._elapsed))
        names = (_TYPE, _ID) if several else (0, 0)
        self._natural = [1, plans, 8, *names, 2 * digits + 1, _longest_fault(plan), 7, 8, 12, _SENTENCE]

    def lines(
        self, record: AttemptRecord, point: AttemptPoint, findings: Sequence[DeliveryFinding], *, past: bool = False
    ) -> Iterator[str]:
        """Yield the lines of an attempt: its own, and before it the titles or a day, where they are due.

        One that is ``past``, made by an earlier process, is faint.
        """
        cells = self._cells(record, point, findings)
        for index, text in enumerate(cells[:_MEANING]):
            if self._natural[index] or text:
                self._natural[index] = max(self._natural[index], len(text))
        widths = self._widths()
        if not self._titled:
            self._titled = True
            yield self._console.paint(self._joined([column.title for column in _COLUMNS], widths), Ink.FAINT)
        if (day := local_day(record.began)) != self._day:
            self._day = day
            yield self._console.paint(day, Ink.STRONG)
        yield from self._row(cells, widths, (Ink.FAINT,) if past else INKS[point.look.mark], past=past)

    def _widths(self) -> list[int]:
        if self._width is None:
            return self._natural
        return fit(self._columns, self._natural, self._width)

    def _row(self, cells: Sequence[str], widths: Sequence[int], inks: tuple[Ink, ...], *, past: bool) -> Iterator[str]:
        paint, plain = self._console.paint, (Ink.FAINT,) if past else ()
        meaning, *more = self._meaning(cells[_MEANING], widths)
        shown = [
            cell(text, width, right=column.right)
            for column, text, width in zip(_COLUMNS, cells[:_MEANING], widths, strict=False)
        ]
        painted = {0: inks, 2: (Ink.FAINT,), 3: plain or (Ink.NAME,), _ANSWER: inks}
        parts = [paint(text, *painted.get(index, plain)) for index, text in enumerate(shown) if widths[index]]
        yield GAP.join([*parts, paint(meaning, *inks) if meaning else ""]).rstrip()
        start = sum(width + len(GAP) for width in widths[:_MEANING] if width)
        for line in more:
            yield " " * start + paint(line, *inks)

    def _meaning(self, text: str, widths: Sequence[int]) -> list[str]:
        if self._width is None:
            return [text]
        if self._several:
            return [cell(text, widths[_MEANING]).rstrip()]
        return paragraph(text, widths[_MEANING]) or [""]

    def _cells(self, record: AttemptRecord, point: AttemptPoint, findings: Sequence[DeliveryFinding]) -> list[str]:
        delivery, look = record.delivery, point.look
        names = ("", "")
        if self._several:
            names = (safe(delivery.event_type, _TYPE) or "-", safe(delivery.event_id, _ID + 1)[:_ID] or "-")
        meaning = safe(look.sentence, _SENTENCE)
        if point.effects:
            meaning += f"; {count(point.effects, 'effect')}"
        for kind in dict.fromkeys(str(finding.kind) for finding in findings):
            meaning += f" [{kind}]"
        return [
            self._signs.marks[look.mark],
            _at(self._elapsed[min(record.number, self._attempts) - 1]),
            local_time(record.began)[:8],
            *names,
            f"{record.number}/{self._attempts}",
            look.fault,
            look.answer,
            "" if point.milliseconds is None else _took(point.milliseconds),
            UNKNOWN if look.reach is None else CHANCES[look.reach],
            meaning,
        ]

    def _joined(self, texts: Sequence[str], widths: Sequence[int]) -> str:
        cells = [
            cell(text, len(text) if index == _MEANING else width, right=_COLUMNS[index].right)
            for index, (text, width) in enumerate(zip(texts, widths, strict=True))
            if width
        ]
        return GAP.join(cells).rstrip()


def format_took(milliseconds: float) -> str:
    """Return how long an attempt took: ``1.2 ms``, ``30.0 s``."""
    return f"{milliseconds:.1f} ms" if milliseconds < _SECOND else f"{milliseconds / 1000:.1f} s"


def _took(milliseconds: float) -> str:
    """Return the same for a column, in which seconds stand below milliseconds with their numbers aligned."""
    return format_took(milliseconds) if milliseconds < _SECOND else f"{format_took(milliseconds)} "


def _at(elapsed: float) -> str:
    return f"+{format_moment(elapsed) if elapsed else '0s'}"


def _longest_fault(plan: RunPlan) -> int:
    """Return the width that the faults of a plan will need, 0 where there are none; a bare status gets its name."""
    if plan.fault_rate:
        return _LONGEST_FAULT
    names = [text.rpartition("=")[2].strip() for text in plan.faults]
    names += [name.strip() for name in (plan.fault_list or "").split(",")]
    longest = max((len(f"status:{name}" if name.isdigit() else name) for name in names), default=0)
    return max(5, min(_LONGEST_FAULT, longest)) if longest else 0

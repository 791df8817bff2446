"""A replay as text: each attempt in a line as it comes, and at the end a picture, a table, findings and the verdict.

Up to twenty events have a line for each attempt. Of more only the sums are shown, with a progress bar meanwhile.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from maileroo_cli.delivery.effects.result import DeliveryFinding, RunResult
from maileroo_cli.delivery.replay.clock import VIRTUAL
from maileroo_cli.delivery.replay.journal import RunPlan
from maileroo_cli.delivery.replay.records import AttemptRecord
from maileroo_cli.errors import ExitCode
from maileroo_cli.report.replay.attempt_line import ReplayLines
from maileroo_cli.report.replay.lane.timeline import MOST_ROWS, draw_timeline
from maileroo_cli.report.replay.phrases import receiver_line
from maileroo_cli.report.replay.point import AttemptMark, AttemptPoint, DeliveryRow
from maileroo_cli.report.replay.table import badness, finding_lines, run_lines, table_lines
from maileroo_cli.report.terminal.column import paragraph
from maileroo_cli.report.terminal.console import Console, Ink
from maileroo_cli.report.terminal.fitted import cell
from maileroo_cli.report.terminal.local_time import local_day, local_time
from maileroo_cli.report.terminal.progress import Progress
from maileroo_cli.report.terminal.rows import sentence_lines
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.webhook.text.count import count
from maileroo_cli.webhook.text.instant import format_span

MOST_LINES = 20
"""Up to so many events have a line for each of their attempts."""

_REASONS = 10
_LONGEST = 400
_INKS = {ExitCode.OK: Ink.GOOD, ExitCode.INTERRUPTED: Ink.RISK, ExitCode.TERMINATED: Ink.RISK}


class TextView:
    """Prints a replay for people."""

    keeps = True

    def __init__(self, console: Console, plan: RunPlan, *, quiet: bool = False) -> None:
        """With ``quiet`` only failed attempts, findings and the verdict are shown."""
        self._console = console
        self._plan = plan
        self._quiet = quiet
        self._lines: ReplayLines | None = None
        self._progress: Progress | None = None
        self._shown = False
        self._failures: Counter[tuple[str, str, str]] = Counter()
        self._answers: dict[tuple[str, str, str], str] = {}
        """What the receiver wrote when an attempt first failed in each of these ways."""

    def start(self, delivery_count: int, run_id: str | None, finished: float | None = None) -> None:
        """Say what is being played."""
        console, plan = self._console, self._plan
        if finished is not None:
            console.line(console.paint(finished_words(finished), Ink.STRONG))
        if not self._quiet:
            self._head(delivery_count, run_id)
        if delivery_count <= MOST_LINES:
            self._lines = ReplayLines(console, plan, several=delivery_count > 1)
        elif not self._quiet:
            self._progress = Progress("events ended", delivery_count, console, unit="items")

    def _head(self, delivery_count: int, run_id: str | None) -> None:
        console, plan = self._console, self._plan
        named = f"run {safe(run_id, 40)}: " if run_id else ""
        events = count(delivery_count, "event")
        console.line(f"{named}{events} to {console.paint(receiver_of(plan), Ink.STRONG)}")
        console.lines(paragraph("; ".join(_circumstances(plan)), console.width, "  "))
        console.line()

    def add(
        self,
        record: AttemptRecord,
        point: AttemptPoint | None,
        findings: Sequence[DeliveryFinding],
        first: float,
        *,
        past: bool = False,
    ) -> None:
        """Print an attempt, one that is past faintly, or count it."""
        if point is None:
            return
        if self._lines is not None:
            if not self._quiet or findings or not record.accepted:
                self._console.lines(self._lines.lines(record, point, findings, past=past))
                self._shown = True
        elif point.look.mark is not AttemptMark.ACCEPTED:
            look = point.look
            key = look.fault, look.answer, look.sentence if len(self._failures) < 1_000 else ""
            self._failures[key] += 1
            if key not in self._answers:
                self._answers[key] = "" if self._plan.against else receiver_line(record, _LONGEST)
        if self._progress is not None:
            self._progress.advance(int(record.end is not None))

    def hint(self, text: str) -> None:
        """Print below an attempt what is probably wrong."""
        if self._plan.clock != VIRTUAL.text:
            text += "; every retry will be refused too until this is fixed"
        lines = paragraph(safe(text, _LONGEST), self._console.width, "   ")
        self._console.lines(self._console.paint(line, Ink.RISK) for line in lines)

    def finish(self, rows: Sequence[DeliveryRow], result: RunResult) -> None:
        """Print the end: picture, table, findings, and last of all the verdict."""
        self.close()
        console = self._console
        delivered = [row.delivered for row in rows]
        if self._failures:
            console.lines([*self._failure_lines(), ""])
        if not self._quiet:
            self._show_deliveries(rows)
        elif self._shown:
            console.line()
        found = [*finding_lines(delivered, console), *run_lines(result, console)]
        if result.unattributed:
            found.append(f"{count(result.unattributed, 'effect')} happened between attempts and belong to no event")
        console.lines([*found, ""] if found else [])
        if result.warning:
            console.lines(console.paint(line, Ink.RISK) for line in paragraph(result.warning, console.width))
        ink = _INKS.get(result.exit_code, Ink.BAD)
        verdict = sentence_lines(safe(result.verdict, 1_000), console, "  ", "")
        console.lines(console.paint(line, ink) for line in verdict)

    def _show_deliveries(self, rows: Sequence[DeliveryRow]) -> None:
        """Print the picture, and a table where there are several."""
        console = self._console
        delivered = [row.delivered for row in rows]
        if any(row.points for row in rows):
            shown = list(rows) if len(rows) <= MOST_ROWS else sorted(rows, key=lambda row: badness(row.delivered))
            console.lines([""] if self._lines is not None else [])
            console.lines(draw_timeline(shown, self._plan.schedule, console))
            console.line()
        if len(delivered) > 1:
            worst = delivered if len(delivered) <= MOST_ROWS else sorted(delivered, key=badness)[:MOST_ROWS]
            console.lines(table_lines(worst, console))
            if len(delivered) > len(worst):
                console.line(console.paint(f"… and {len(delivered) - len(worst):,} more", Ink.FAINT))
            console.line()

    def close(self) -> None:
        """Take the progress bar away."""
        if self._progress is not None:
            self._progress.__exit__(None, None, None)
            self._progress = None

    def _failure_lines(self) -> Iterator[str]:
        total = self._failures.total()
        yield f"{count(total, 'attempt')} failed:"
        for (fault, answer, sentence), times in self._failures.most_common(_REASONS):
            wrote = self._answers[fault, answer, sentence]
            what = f"{fault}, {answer}" if fault else answer
            text = f"{times:,} x {what}: {safe(sentence, _LONGEST)}" if sentence else f"{times:,} x {what}"
            yield from paragraph(text, self._console.width, "    ", "  ")
            if wrote:
                shown = cell(f"> {wrote}", self._console.width - 4).rstrip()
                yield f"    {self._console.paint(shown, Ink.FAINT)}"
        if len(self._failures) > _REASONS:
            rest = total - sum(times for _, times in self._failures.most_common(_REASONS))
            yield f"  {rest:,} others"


def finished_words(finished: float) -> str:
    """Return that a run was finished before."""
    return f"finished at {local_day(finished)} {local_time(finished)[:8]}; nothing was sent"


def receiver_of(plan: RunPlan) -> str:
    """Return the receiver of a run, made safe."""
    if plan.app:
        return safe(f"{plan.url} in {plan.app}", _LONGEST)
    return safe(plan.url, _LONGEST) if plan.url else f"a built-in receiver ({safe(plan.against, _LONGEST)})"


def schedule_words(plan: RunPlan) -> str:
    """Return a schedule in a few words: ``maileroo: 9 attempts in 14h``."""
    schedule = plan.schedule
    over = f" in {format_span(schedule.total)}" if schedule.waits else ""
    return f"{safe(schedule.name, 60)}: {count(schedule.attempts, 'attempt')}{over}"


def fault_words(plan: RunPlan) -> str:
    """Return the faults of a plan as they were asked for, or nothing."""
    parts = [*plan.faults, *([plan.fault_list] if plan.fault_list else [])]
    if plan.fault_rate:
        parts.append(f"{plan.fault_rate:g} of all at random (seed {plan.fault_seed})")
    return safe(" ".join(parts), _LONGEST)


def _circumstances(plan: RunPlan) -> Iterator[str]:
    yield schedule_words(plan)
    yield f"{safe(plan.clock, 40)} clock from {local_day(plan.start)} {local_time(plan.start)[:8]}"
    if plan.success != "strict":
        yield f"any {plan.success} counts as success"
    if faults := fault_words(plan):
        yield f"faults {faults}"

"""A replay for continuous integration: a JUnit report with a case for each delivery, or what GitHub shows."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from maileroo_cli.delivery.effects.result import DeliveryFinding, DeliveryResult, RunResult
from maileroo_cli.delivery.replay.journal import RunPlan
from maileroo_cli.delivery.replay.records import AttemptRecord, DeliveryEnd
from maileroo_cli.report.ci.github import Level, annotation
from maileroo_cli.report.ci.junit import JunitCase, JunitResult, write_case, write_report
from maileroo_cli.report.ci.markdown import markdown_table, markdown_text
from maileroo_cli.report.replay.point import AttemptPoint, DeliveryRow, refusal_hints
from maileroo_cli.report.replay.sentence import at_words, row_sentences
from maileroo_cli.report.replay.table import FindingGroup, badness, end_words, group_findings, name_of
from maileroo_cli.report.replay.text import TextView, finished_words, receiver_of, schedule_words
from maileroo_cli.report.terminal.console import Console
from maileroo_cli.report.terminal.duration import format_took

_SUITE = "mhook replay"
_NAMED = 5
_MOST_ROWS = 200
"""A step's summary holds a megabyte: of more attempts than this those of the worst events are listed."""


class JunitView:
    """Prints one document at the end; what happens meanwhile is told by a note on stderr."""

    keeps = True

    def __init__(self, console: Console, plan: RunPlan) -> None:
        self._console = console
        self._plan = plan

    def start(self, delivery_count: int, run_id: str | None, finished: float | None = None) -> None:
        """Tell of a run that is finished already; a document has its counts first."""
        if finished is not None:
            self._console.note(finished_words(finished))

    def add(
        self,
        record: AttemptRecord,
        point: AttemptPoint | None,
        findings: Sequence[DeliveryFinding],
        first: float,
        *,
        past: bool = False,
    ) -> None:
        """Do nothing: the attempt is kept."""

    def hint(self, text: str) -> None:
        """Tell at once what is probably wrong."""
        self._console.note(text)

    def finish(self, rows: Sequence[DeliveryRow], result: RunResult) -> None:
        """Write the document to stdout, and the verdict to stderr for whoever reads the log."""
        counts = Counter(_result_of(row.delivered) for row in rows)
        counts[JunitResult.FAILURE] += len(result.of_run)
        made = chain(map(self._case, rows), map(_case_of_run, result.of_run))
        cases = (write_case(case).encode() for case in made)
        for piece in write_report(_SUITE, counts, cases):
            self._console.data(piece)
        self._console.flush()
        if result.warning:
            self._console.note(result.warning)
        self._console.note(result.verdict)

    def close(self) -> None:
        """Do nothing: nothing is held."""

    def _case(self, row: DeliveryRow) -> JunitCase:
        one = row.delivered
        name = " ".join(filter(None, (one.event_type, one.event_id))) or f"event {one.index + 1}"
        group = f"{_SUITE}.{one.event_type}" if one.event_type else _SUITE
        told = [f"{finding.kind}: {finding.sentence}" for finding in one.findings]
        output = (*row_sentences(row, self._plan.schedule), *refusal_hints([row], self._plan), end_words(one), *told)
        result = _result_of(one)
        if result is JunitResult.PASSED:
            return JunitCase(group, name, result, output=output)
        if result is JunitResult.SKIPPED:
            return JunitCase(group, name, result, message="the run stopped before this delivery ended", output=output)
        failing = [finding for finding in one.findings if finding.kind.fails]
        kinds = " + ".join(dict.fromkeys(str(finding.kind) for finding in failing)) or str(one.end)
        message, *more = [finding.sentence for finding in failing] or [end_words(one)]
        return JunitCase(group, name, result, kinds, message, tuple(more), output)


class GithubView(TextView):
    """Prints text for the log, then an annotation for each thing that was found; ``keep`` takes the step's summary.

    What ``keep`` returns is why it could not, or nothing.
    """

    def __init__(self, console: Console, plan: RunPlan, keep: Callable[[str], str], *, quiet: bool = False) -> None:
        super().__init__(console, plan, quiet=quiet)
        self._keep = keep

    def finish(self, rows: Sequence[DeliveryRow], result: RunResult) -> None:
        """Show the end: annotations and the step's summary before the text, whose last line is the verdict."""
        for group in group_findings([row.delivered for row in rows]):
            self._console.line(_annotation(group))
        for finding in result.of_run:
            self._console.line(annotation(Level.ERROR, [finding.sentence], f"{_SUITE}: {finding.kind}"))
        problem = self._keep(step_summary(self._plan, rows, result))
        super().finish(rows, result)
        if problem:
            self._console.note(problem)


def step_summary(plan: RunPlan, rows: Sequence[DeliveryRow], result: RunResult) -> str:
    """Return a run as Markdown: the verdict, a table of deliveries if there are several, the attempts, the findings."""
    about = f"{receiver_of(plan)}; {schedule_words(plan)}; {plan.clock} clock"
    parts = [f"### {_SUITE}: {markdown_text(result.verdict)}\n", f"{markdown_text(about)}\n"]
    worst = sorted(rows, key=lambda row: badness(row.delivered))[:_MOST_ROWS]
    if len(rows) > 1:
        cells = [_delivery_cells(row.delivered) for row in worst]
        parts.append(markdown_table(("event", "attempts", "end", "effects", "findings"), cells))
    attempts = [cells for row in worst for cells in _attempt_rows(row, plan, named=len(rows) > 1)]
    heads = ("event", "attempt", "at", "fault", "answer", "took", "receiver", "meaning")
    parts.append(markdown_table(heads if len(rows) > 1 else heads[1:], attempts[:_MOST_ROWS]))
    if len(attempts) > _MOST_ROWS or len(rows) > len(worst):
        parts.append(f"Only the first {_MOST_ROWS} attempts of the worst events are listed.\n")
    groups = group_findings([row.delivered for row in rows])
    if groups:
        found = [(str(len(one.deliveries)), str(one.finding.kind), one.finding.sentence) for one in groups[:_MOST_ROWS]]
        parts.append(markdown_table(("events", "finding", "what it means"), found))
    told = [*(f"{one.kind}: {one.sentence}" for one in result.of_run), *refusal_hints(rows, plan), result.warning]
    parts += [f"{markdown_text(text)}\n" for text in told if text]
    return "\n".join(parts) + "\n"


def _case_of_run(finding: DeliveryFinding) -> JunitCase:
    kind = str(finding.kind)
    return JunitCase(_SUITE, "all events together", JunitResult.FAILURE, kind, finding.sentence)


def _result_of(one: DeliveryResult) -> JunitResult:
    if one.end is not None and (one.end is DeliveryEnd.GIVEN_UP or any(finding.kind.fails for finding in one.findings)):
        return JunitResult.FAILURE
    return JunitResult.SKIPPED if one.end is None else JunitResult.PASSED


def _annotation(group: FindingGroup) -> str:
    finding, count = group.finding, len(group.deliveries)
    names = ", ".join(name_of(one) for one in group.deliveries[:_NAMED])
    more = f", … {count:,} events in all" if count > _NAMED else ""
    level = Level.ERROR if finding.kind.fails else Level.NOTICE
    return annotation(level, [finding.sentence, f"{names}{more}"], f"{_SUITE}: {finding.kind}")


def _delivery_cells(one: DeliveryResult) -> tuple[str, ...]:
    effects = "" if one.effects is None else f"{one.effects:g}"
    kinds = ", ".join(dict.fromkeys(str(finding.kind) for finding in one.findings))
    return name_of(one), str(one.attempts), end_words(one), effects, kinds


def _attempt_rows(row: DeliveryRow, plan: RunPlan, *, named: bool) -> Iterator[tuple[str, ...]]:
    for point in row.points:
        look = point.look
        cells = (
            f"{point.number}/{plan.schedule.attempts}",
            at_words(point, plan.schedule),
            look.short_fault,
            look.answer,
            "" if point.milliseconds is None else format_took(point.milliseconds),
            look.receiver,
            look.sentence,
        )
        yield (name_of(row.delivered), *cells) if named else cells

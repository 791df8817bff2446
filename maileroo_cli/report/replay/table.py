"""The end of a replay in text: a table of the deliveries, and what was found about them, in sentences."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from maileroo_cli.delivery.effects.result import DeliveryFinding, DeliveryResult, FindingKind, RunResult
from maileroo_cli.delivery.replay.records import DeliveryEnd
from maileroo_cli.report.replay.lane.axis import format_moment
from maileroo_cli.report.terminal.column import paragraph
from maileroo_cli.report.terminal.console import Console, Ink
from maileroo_cli.report.terminal.fitted import Column
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.report.terminal.table import Table, TableColumn

_NAMED = 3
"""So many events are named with a finding that several have."""

_SENTENCE = 400
_KINDS = tuple(FindingKind)


class FindingGroup(NamedTuple):
    """One thing that was found about one or more deliveries, with the attempt at which it was seen first, if at one."""

    finding: DeliveryFinding
    deliveries: list[DeliveryResult]


def badness(delivered: DeliveryResult) -> tuple[int, int, int]:
    """Return what deliveries are ordered by: the lost ones first, then the failing, the open, those with a risk."""
    kinds = {finding.kind for finding in delivered.findings}
    failing = any(kind.fails for kind in kinds)
    if delivered.end is DeliveryEnd.GIVEN_UP:
        rank = 0
    elif failing:
        rank = 1
    elif delivered.end is None:
        rank = 2
    else:
        rank = 3 if kinds else 4
    return rank, -delivered.attempts, delivered.index


def group_findings(delivered: Sequence[DeliveryResult]) -> list[FindingGroup]:
    """Return the findings, equal ones together: failing kinds first, then those that most deliveries have."""
    groups: dict[tuple[FindingKind, str], FindingGroup] = {}
    for one in delivered:
        for finding in one.findings:
            group = groups.setdefault((finding.kind, finding.sentence), FindingGroup(finding, []))
            if not group.deliveries or group.deliveries[-1] is not one:
                group.deliveries.append(one)
    return sorted(
        groups.values(),
        key=lambda group: (not group.finding.kind.fails, _KINDS.index(group.finding.kind), -len(group.deliveries)),
    )


def table_lines(delivered: Sequence[DeliveryResult], console: Console) -> Iterator[str]:
    """Yield the table of deliveries as they come, fitted to the terminal."""
    unused = {
        _EFFECTS: all(one.effects is None for one in delivered),
        _FINDINGS: not any(one.findings for one in delivered),
    }
    table = Table([column for column in _COLUMNS if not unused.get(column)], console)
    lines = table.lines(delivered)
    yield table.titles()
    yield from lines


def finding_lines(delivered: Sequence[DeliveryResult], console: Console, *, most: int = 5) -> Iterator[str]:
    """Yield what was found, a paragraph for each thing; of one kind at most ``most`` different ones."""
    shown: dict[FindingKind, int] = defaultdict(int)
    left: dict[FindingKind, int] = defaultdict(int)
    for group in group_findings(delivered):
        kind = group.finding.kind
        if shown[kind] == most:
            left[kind] += len(group.deliveries)
            continue
        shown[kind] += 1
        mark = console.paint(str(kind), Ink.BAD if kind.fails else Ink.RISK)
        text = f"{safe(group.finding.sentence, _SENTENCE)}{_whose(group, len(delivered))}"
        first, *more = paragraph(f"{kind}: {text}", console.width, "  ")
        yield first.replace(str(kind), mark, 1)
        yield from more
    for kind, count in left.items():
        yield f"{kind}: … and {count} more with other details"


def run_lines(result: RunResult, console: Console) -> Iterator[str]:
    """Yield what was found of all events together, a paragraph for each thing."""
    for finding in result.of_run:
        kind = str(finding.kind)
        first, *more = paragraph(f"{kind}: {safe(finding.sentence, _SENTENCE)}", console.width, "  ")
        yield first.replace(kind, console.paint(kind, Ink.BAD), 1)
        yield from more


def accepted_at(delivered: DeliveryResult) -> int | None:
    """Return the number of the attempt that was accepted; each number has exactly one with an outcome."""
    return delivered.attempts if delivered.end is DeliveryEnd.ACCEPTED else None


def ink_for(delivered: DeliveryResult) -> Ink:
    """Return the colour of what became of a delivery."""
    if delivered.end is DeliveryEnd.GIVEN_UP or any(finding.kind.fails for finding in delivered.findings):
        return Ink.BAD
    return Ink.RISK if delivered.end is None or delivered.findings else Ink.GOOD


def end_words(delivered: DeliveryResult) -> str:
    """Return how a delivery ended in a few words: ``accepted at attempt 3, +15m``."""
    if delivered.end is None:
        return "open"
    after = f"+{format_moment(delivered.elapsed) if delivered.elapsed else '0s'}"
    if delivered.end is DeliveryEnd.GIVEN_UP:
        return f"given up, {after}"
    return f"accepted at attempt {delivered.attempts}, {after}"


def name_of(delivered: DeliveryResult) -> str:
    """Return the type and the short id of an event, made safe."""
    kind, identity = safe(delivered.event_type, 24), safe(delivered.event_id, 9)[:8]
    return " ".join(filter(None, (kind, identity))) or "an event without a name"


def _attempts(one: DeliveryResult) -> str:
    unknown = f"+{one.unknown}?" if one.unknown else ""
    return f"{one.attempts}{unknown}"


def _kinds(one: DeliveryResult) -> str:
    return ", ".join(dict.fromkeys(str(finding.kind) for finding in one.findings))


_EFFECTS: TableColumn[DeliveryResult] = TableColumn(
    Column("EFFECTS", right=True), lambda one: "-" if one.effects is None else f"{one.effects:g}"
)
_FINDINGS: TableColumn[DeliveryResult] = TableColumn(Column("FINDINGS", least=8), _kinds, ink_for)
_COLUMNS: tuple[TableColumn[DeliveryResult], ...] = (
    TableColumn(Column("EVENT", least=6), lambda one: safe(one.event_type, 24) or "-", lambda _: Ink.NAME),
    TableColumn(Column("ID", rank=2), lambda one: safe(one.event_id, 9)[:8] or "-"),
    TableColumn(Column("ATTEMPTS", right=True), _attempts),
    TableColumn(Column("END", least=10), end_words, ink_for),
    _EFFECTS,
    _FINDINGS,
)
"""What a line shows: a column more is an entry more."""


def _whose(group: FindingGroup, total: int) -> str:
    """Return in brackets whose finding it is, where that is not plain."""
    count = len(group.deliveries)
    at = f"attempt {group.finding.attempt}" if group.finding.attempt is not None and count == 1 else ""
    if total == 1:
        return f" ({at})" if at else ""
    names = ", ".join(name_of(one) for one in group.deliveries[:_NAMED])
    more = f", … {count} events in all" if count > _NAMED else ""
    return f" ({', '.join(filter(None, (names, at)))}{more})"

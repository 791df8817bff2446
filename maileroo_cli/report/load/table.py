"""The tables of a load, as cells: what came of the requests, adding up exactly, and how long they took."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from maileroo_cli.delivery.attempt.latency import Latencies
from maileroo_cli.delivery.load.judgement.verdict import LoadVerdict
from maileroo_cli.report.load.wording import KIND_TITLES, end_title
from maileroo_cli.report.terminal.duration import format_took

Cells = tuple[str, ...]
"""The cells of a row, its name first."""

PERCENTS = {"p50": 50.0, "p90": 90.0, "p99": 99.0, "p99.9": 99.9}


class CellTable(NamedTuple):
    """A table: its titles, and its rows; ``faults`` are the names of rows that tell of something wrong."""

    titles: Cells
    rows: Sequence[Cells]
    faults: frozenset[str] = frozenset()


def count_table(verdict: LoadVerdict) -> CellTable:
    """Return how many requests ended how, by kind.

    The ends add up to those started, and with the unknown and those not started to those planned. Of what is unfinished
    nobody knows the kind; of what is unknown, as the part of a lost worker, nobody knows whether it was started.
    """
    counts, result = verdict.counts, verdict.result
    kinds = counts.kinds
    blank = ("",) * len(kinds)
    rows: list[Cells] = []
    faults = set()
    for end in counts.ends:
        title = end_title(end)
        numbers = [counts.number(kind, end) for kind in kinds]
        rows.append((title, *(f"{number:,}" for number in numbers), f"{sum(numbers):,}"))
        if any(number and not counts.is_right(kind, end) for kind, number in zip(kinds, numbers, strict=True)):
            faults.add(title)
    unfinished = result.tally.unfinished
    if unfinished:
        rows.append(("unfinished", *blank, f"{unfinished:,}"))
    started = blank if unfinished else tuple(f"{counts.number(kind):,}" for kind in kinds)
    rows.append(("started", *started, f"{result.tally.started:,}"))
    if result.unknown:
        rows.append(("unknown", *blank, f"{result.unknown:,}"))
        faults.add("unknown")
    rows += [("not started", *blank, f"{result.not_started:,}"), ("planned", *blank, f"{result.planned:,}")]
    wrong = [counts.wrong_ends(kind).total() for kind in kinds]
    rows.append(("errors", *(f"{number:,}" for number in wrong), f"{sum(wrong):,}"))
    if sum(wrong):
        faults.add("errors")
    if result.not_started:
        faults.add("not started")
    return CellTable(("", *(KIND_TITLES[kind] for kind in kinds), "all"), rows, frozenset(faults))


def sum_line(verdict: LoadVerdict) -> str:
    """Return the sum that the counts come to, for who checks it: ``90 + 10 = 100 started, + 0 not started = 100``."""
    counts, result = verdict.counts, verdict.result
    parts = [counts.number(end=end) for end in counts.ends]
    if result.tally.unfinished:
        parts.append(result.tally.unfinished)
    told = " + ".join(f"{part:,}" for part in parts) or "0"
    equal = f" = {result.tally.started:,}" if len(parts) > 1 else ""
    unknown = f" + {result.unknown:,} unknown" if result.unknown else ""
    return f"{told}{equal} started,{unknown} + {result.not_started:,} not started = {result.planned:,} planned"


def latency_table(verdict: LoadVerdict) -> CellTable:
    """Return how long requests took from when they were due and started, and how late that was; then of each kind.

    All but the lateness is of what ended as it should, or timed out.
    """
    tally = verdict.result.tally
    rows: list[Cells] = [
        ("from due", *_figures(tally.from_due)),
        ("from start", *_figures(tally.from_start)),
        ("lateness", *_figures(tally.lateness)),
    ]
    kinds = verdict.counts.kinds
    if len(kinds) > 1:
        rows += [(KIND_TITLES[kind], *_figures(tally.by_kind.get(kind, Latencies()))) for kind in kinds]
    return CellTable(("latency", *PERCENTS, "max"), rows, frozenset({"from due"} if verdict.broken_budgets else ()))


def aligned(table: CellTable) -> Iterator[str]:
    """Yield the lines of a table, its titles first: names to the left, all else to the right."""
    every = [table.titles, *table.rows]
    widths = [max(len(row[column]) for row in every) for column in range(len(table.titles))]
    for name, *cells in every:
        right = [text.rjust(width) for text, width in zip(cells, widths[1:], strict=True)]
        yield "  ".join([name.ljust(widths[0]), *right]).rstrip()


def _figures(latencies: Latencies) -> Iterator[str]:
    if not latencies.count:
        yield from ("-",) * (len(PERCENTS) + 1)
        return
    for percent in PERCENTS.values():
        yield _took(latencies.percentile(percent))
    yield _took(latencies.longest)


def _took(seconds: float) -> str:
    """Return a latency; the lateness of a generator may be far below a tenth of a millisecond."""
    milliseconds = seconds * 1000
    return f"{milliseconds:.2f} ms" if milliseconds < 1 else format_took(milliseconds)

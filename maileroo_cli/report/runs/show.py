"""Showing one run: its plan in words, then all that the replay showed of it, or would have."""

from collections.abc import Iterator
from contextlib import suppress

from maileroo_cli.delivery.effects.ledger import Ledger
from maileroo_cli.delivery.replay.clock import Timekeeper
from maileroo_cli.errors import UsageError
from maileroo_cli.report.replay.report import ReplayReport
from maileroo_cli.report.runs.view import (
    SCHEMA,
    STATE_INKS,
    event_words,
    local_moment,
    next_words,
    run_fields,
)
from maileroo_cli.report.terminal.column import lay_out
from maileroo_cli.report.terminal.console import Console, Ink, ReportFormat
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.transport.observer.opening import open_observer
from maileroo_cli.transport.run.state import Run, RunSummary
from maileroo_cli.webhook.text.instant import format_span


def show_run(run: Run, console: Console, keeper: Timekeeper, format: ReportFormat, picture: str | None = None) -> None:
    """Show a run; ``keeper`` tells when it goes on, ``picture`` is a file to draw it into."""
    summary = run.summary
    with ReplayReport(console, summary.plan, format, picture=picture) as report:
        if format is ReportFormat.JSON:
            console.object(SCHEMA, run_fields(summary, keeper))
        elif format is ReportFormat.TEXT:
            state = console.paint(summary.state, STATE_INKS[summary.state])
            console.line(f"{console.paint(summary.id, Ink.STRONG)}  {state}")
            console.lines([*lay_out(list(_state(summary, keeper)), console.width, [], "  "), ""])
        report.start(summary.deliveries, summary.id)
        ledger = _ledger(run)
        for record in run.records:
            report.add(record, ledger.add(record))
        report.finish(ledger.delivered(), ledger.result())


def _ledger(run: Run) -> Ledger:
    plan, per_event = run.summary.plan, True
    with suppress(UsageError):  # a plan of an older version; its numbers are shown all the same
        observer = open_observer(plan.observe_cmd, plan.observe_url, plan.observe_path)
        per_event = observer is None or observer.per_event
    observed = any(one.result is not None and one.result.before is not None for one in run.records)
    return Ledger(plan.schedule, plan.success, observed=observed, per_event=per_event, total=run.summary.deliveries)


def _state(run: RunSummary, keeper: Timekeeper) -> Iterator[tuple[str, str]]:
    """Yield what the replay itself does not show."""
    plan, counts = run.plan, run.counts
    yield "made", local_moment(run.created)
    yield "events", event_words(run, 8)
    yield "time-out", format_span(plan.timeout)
    if watched := plan.observe_cmd or plan.observe_url:
        yield "effects", safe(watched, 200)
    unknown = f"; {run.unknown:,} unknown" if run.unknown else ""
    yield "attempts", f"{counts.attempts:,}{unknown}"
    yield "deliveries", f"{counts.accepted:,} accepted, {counts.given_up:,} given up, {run.open:,} open"
    yield "next", next_words(run, keeper)
    if run.holder is not None:
        yield "played by", safe(str(run.holder), 80)

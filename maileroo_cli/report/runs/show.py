"""Showing one run: its plan in words, then all that the replay showed of it, or would have."""

from collections.abc import Iterator

from maileroo_cli.operation.runs import KeptRun, ShownRun
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
from maileroo_cli.webhook.text.instant import format_span


def print_run(shown: ShownRun, report: ReplayReport, console: Console, format: ReportFormat) -> None:
    """Show a run: what is known of it as a whole, then each attempt and what they come to.

    Where the reader has gone the picture is drawn all the same, before ``BrokenPipeError`` is raised.
    """
    events = iter(shown.events)
    with report:
        try:
            _print_summary(shown.run, console, format)
            for event in events:
                report.take(event)
        except BrokenPipeError:
            if report.draws:
                report.silence()
                for event in events:
                    report.take(event)
            raise


def _print_summary(kept: KeptRun, console: Console, format: ReportFormat) -> None:
    """Print what is known of a run as a whole, in the formats that have a place for it."""
    summary = kept.summary
    if format is ReportFormat.JSON:
        console.object(SCHEMA, run_fields(kept))
    elif format is ReportFormat.TEXT:
        state = console.paint(summary.state, STATE_INKS[summary.state])
        console.line(f"{console.paint(summary.id, Ink.STRONG)}  {state}")
        console.lines([*lay_out(list(_state(kept)), console.width, [], "  "), ""])


def _state(kept: KeptRun) -> Iterator[tuple[str, str]]:
    """Yield what the replay itself does not show."""
    run = kept.summary
    plan, counts = run.plan, run.counts
    yield "made", local_moment(run.created)
    yield "events", event_words(run, 8)
    yield "timeout", format_span(plan.timeout)
    if watched := plan.observe_cmd or plan.observe_url:
        yield "effects", safe(watched, 200)
    unknown = f"; {run.unknown:,} unknown" if run.unknown else ""
    yield "attempts", f"{counts.attempts:,}{unknown}"
    yield "deliveries", f"{counts.accepted:,} accepted, {counts.given_up:,} given up, {run.open:,} open"
    yield "next", next_words(kept)
    if run.holder is not None:
        yield "played by", safe(str(run.holder), 80)

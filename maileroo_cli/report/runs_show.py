"""Showing one run: its plan in words, and every attempt in a plain table."""

from collections.abc import Iterator

from maileroo_cli.delivery.attempt import Outcome, Success
from maileroo_cli.delivery.replay_clock import Timekeeper
from maileroo_cli.delivery.trial import Made, Trial
from maileroo_cli.report.column import lay_out
from maileroo_cli.report.console import Console, Format, Ink
from maileroo_cli.report.run_view import (
    SCHEMA,
    STATE_INKS,
    event_words,
    instant,
    local_moment,
    next_words,
    run_fields,
    target_words,
)
from maileroo_cli.report.safe_text import safe
from maileroo_cli.transport.run_reading import Run, RunSummary
from maileroo_cli.transport.run_schema import UNKNOWN
from maileroo_cli.webhook.instant import format_span

ATTEMPT_SCHEMA = "mhook.run-attempt/1"
_HEAD = ("TIME", "TYPE", "EVENT", "ATTEMPT", "FAULT", "ANSWER", "MS", "")
_EVENT_ID = 13


def show_run(run: Run, console: Console, keeper: Timekeeper) -> None:
    """Show a run; ``keeper`` tells when it goes on."""
    if console.format is Format.JSON:
        console.object(SCHEMA, run_fields(run.summary, keeper))
        for one in run.made:
            console.object(ATTEMPT_SCHEMA, _fields(one))
        return
    summary = run.summary
    state = console.paint(summary.state, STATE_INKS[summary.state])
    console.line(f"{console.paint(summary.id, Ink.STRONG)}  {state}")
    console.lines(lay_out(list(_plan(summary, keeper)), console.width, [], "  "))
    if run.made:
        console.line()
        rows = [_HEAD, *(_cells(one, summary.plan.schedule.attempts) for one in run.made)]
        console.lines(lay_out(rows, max(console.width, 100), [], "  "))


def _plan(run: RunSummary, keeper: Timekeeper) -> Iterator[tuple[str, str]]:
    plan, counts = run.plan, run.counts
    schedule = plan.schedule
    yield "made", local_moment(run.created)
    yield "events", event_words(run, 8)
    yield "receiver", target_words(run)
    yield (
        "schedule",
        f"{safe(schedule.name, 60)}: {schedule.attempts} attempts, the last {format_span(schedule.total)} later",
    )
    yield "success", "exactly 200" if plan.success is Success.STRICT else "any 2xx"
    yield "clock", f"{safe(plan.clock, 24)}, from {local_moment(plan.start)}"
    yield "time-out", format_span(plan.timeout)
    if faults := _faults(run):
        yield "faults", faults
    if watched := plan.observe_cmd or plan.observe_url:
        yield "effects", safe(watched, 200)
    unknown = f"; {run.unknown} unknown" if run.unknown else ""
    yield "attempts", f"{counts.attempts}{unknown}"
    yield "deliveries", f"{counts.accepted} accepted, {counts.given_up} given up, {run.open} open"
    yield "next", next_words(run, keeper)
    if run.holder is not None:
        yield "played by", safe(str(run.holder), 80)


def _faults(run: RunSummary) -> str:
    plan = run.plan
    parts = [f"--fault {one}" for one in plan.faults]
    if plan.fault_list is not None:
        parts.append(f"--faults {plan.fault_list}")
    if plan.fault_rate:
        parts.append(f"at random with a rate of {plan.fault_rate:g}, seed {plan.fault_seed}")
    return safe(", ".join(parts), 400)


def _cells(made: Made, attempts: int) -> tuple[str, ...]:
    trial = made.trial
    return (
        local_moment(made.began),
        safe(made.parcel.event_type, 24) or "-",
        safe(made.parcel.event_id, _EVENT_ID) or "-",
        f"{made.number} of {attempts}",
        "-" if made.fault is None else str(made.fault),
        _class(trial) if trial is None or trial.attempt.status is None else str(trial.attempt.status),
        "-" if trial is None else f"{trial.attempt.seconds * 1000:.1f}",
        str(made.end or "").replace("-", " ") or _action(trial),
    )


def _action(trial: Trial | None) -> str:
    if trial is None:
        return "not known, so it is made again"
    return "the receiver could act" if trial.could_act and trial.attempt.outcome is not Outcome.ANSWERED else ""


def _fields(made: Made) -> dict[str, object]:
    trial = made.trial
    return {
        "event_type": made.parcel.event_type,
        "event_id": made.parcel.event_id,
        "attempt": made.number,
        "elapsed": made.planned,
        "time": instant(made.began),
        "fault": None if made.fault is None else str(made.fault),
        "class": _class(trial),
        "status": None if trial is None else trial.attempt.status,
        "answers": None if trial is None else list(trial.answers),
        "milliseconds": None if trial is None else round(trial.attempt.seconds * 1000, 3),
        "reached": None if trial is None else str(trial.reach),
        "receiver_could_act": None if trial is None else trial.could_act,
        "accepted": made.accepted,
        "end": None if made.end is None else str(made.end),
    }


def _class(trial: Trial | None) -> str:
    return UNKNOWN if trial is None else str(trial.attempt.outcome)

"""What the commands of ``mhook runs`` say of a run in the same way: its object, and when it goes on."""

from maileroo_cli.operation.runs import KeptRun
from maileroo_cli.report.keys.value import process_value, time_value
from maileroo_cli.report.terminal.console import Ink
from maileroo_cli.report.terminal.local_time import local_day, local_time
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.transport.run.state import RunState, RunSummary

SCHEMA = "mhook.run/2"
STATE_INKS = {RunState.RUNNING: Ink.NAME, RunState.INTERRUPTED: Ink.RISK, RunState.FINISHED: Ink.FAINT}


def run_fields(kept: KeptRun) -> dict[str, object]:
    """Return what is known of a run as the fields of a JSON object.

    ``next_planned_time`` is a simulated moment, ``next_time`` the same in real time.
    """
    run, later = kept.summary, kept.next_at
    plan, counts = run.plan, run.counts
    return {
        "run": run.id,
        "time": time_value(run.created),
        "url": plan.url or None,
        "against": plan.against or None,
        "application": plan.app or None,
        "event_types": [name for name in run.event_types if name],
        "schedule": plan.schedule.name,
        "clock": plan.clock,
        "state": str(run.state),
        "deliveries": run.deliveries,
        "accepted": counts.accepted,
        "given_up": counts.given_up,
        "open": run.open,
        "attempts": counts.attempts,
        "unknown": run.unknown,
        "next_planned_time": time_value(run.next_due),
        "next_time": time_value(later),
        "held_by": None if run.holder is None else process_value(run.holder.pid, run.holder.doing),
    }


def next_words(kept: KeptRun) -> str:
    """Return in words when the next attempt is due: a local time, ``overdue``, ``at once``, or ``-`` for none."""
    if kept.summary.next_due is None:
        return "-"
    if kept.next_at is None:
        return "at once"
    return "overdue" if kept.is_overdue else local_moment(kept.next_at)


def target_words(run: RunSummary) -> str:
    """Return where the events go, made safe."""
    plan = run.plan
    if plan.app:
        return safe(f"{plan.url} in {plan.app}", 200)
    return safe(plan.url or f"--against {plan.against}", 200)


def event_words(run: RunSummary, most: int = 2) -> str:
    """Return which events are delivered, made safe: how many, and of which types, the first ``most`` of them."""
    types = [safe(name, 40) or "-" for name in run.event_types]
    named = ", ".join(types[:most]) + (", …" if len(types) > most else "")
    return named if run.deliveries == 1 else f"{run.deliveries:,} events: {named}" if named else "no events"


def local_moment(seconds: float) -> str:
    """Return a moment in local time, to the second."""
    return f"{local_day(seconds)} {local_time(seconds)[:8]}"

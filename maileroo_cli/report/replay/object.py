"""A replay as JSON objects: how it begins, each attempt, what became of each delivery, and the sum."""

from collections.abc import Sequence
from typing import Any

from maileroo_cli.delivery.effects.comparison.lone_reorders import ReorderTracker
from maileroo_cli.delivery.effects.result import DeliveryFinding, DeliveryResult, RunResult
from maileroo_cli.delivery.replay.journal import RunPlan
from maileroo_cli.delivery.replay.records import AttemptRecord, DeliveryEnd
from maileroo_cli.operation.replay.asked import asked_statuses
from maileroo_cli.report.replay.phrases import UNKNOWN, say, spent
from maileroo_cli.report.replay.point import AttemptPoint, DeliveryRow
from maileroo_cli.report.replay.table import accepted_at
from maileroo_cli.report.terminal.console import Console
from maileroo_cli.webhook.text.instant import format_instant

START_SCHEMA = "mhook.replay/1"
ATTEMPT_SCHEMA = "mhook.replay-attempt/1"
DELIVERY_SCHEMA = "mhook.replay-delivery/1"
SUMMARY_SCHEMA = "mhook.replay-summary/1"


class ObjectView:
    """Prints a replay for programs, an object a line."""

    keeps = False

    def __init__(self, console: Console, plan: RunPlan, *, quiet: bool = False) -> None:
        """With ``quiet`` what was accepted, and has no finding, has no object."""
        self._console = console
        self._plan = plan
        self._quiet = quiet
        self._asked = asked_statuses(plan)
        self._run: str | None = None
        self._neighbours = ReorderTracker(0, plan.schedule.attempts)

    def start(self, delivery_count: int, run_id: str | None, finished: float | None = None) -> None:
        """Print what is being played."""
        self._run = run_id
        plan = self._plan
        self._neighbours = ReorderTracker(delivery_count, plan.schedule.attempts)
        fields = {
            "run": run_id,
            "url": plan.url or None,
            "against": plan.against or None,
            "schedule": plan.schedule.name,
            "attempts": plan.schedule.attempts,
            "waits": [number(wait) for wait in plan.schedule.waits],
            "clock": plan.clock,
            "start": round(plan.start, 6),
            "success": str(plan.success),
            "timeout": number(plan.timeout),
            "faults": [*plan.faults, *([plan.fault_list] if plan.fault_list is not None else [])],
            "fault_rate": number(plan.fault_rate),
            "fault_seed": plan.fault_seed,
            "deliveries": delivery_count,
            "allow_no_effect": list(plan.allow_no_effect),
            "finished": None if finished is None else format_instant(finished),
        }
        self._console.object(START_SCHEMA, fields)

    def add(
        self,
        record: AttemptRecord,
        point: AttemptPoint | None,
        findings: Sequence[DeliveryFinding],
        first: float,
        *,
        past: bool = False,
    ) -> None:
        """Print an attempt."""
        fields = self._attempt(record, first)
        if not self._quiet or findings or not record.accepted:
            self._console.object(ATTEMPT_SCHEMA, {"run": self._run, **fields})

    def hint(self, text: str) -> None:
        """Do nothing: each attempt has its reason."""

    def finish(self, rows: Sequence[DeliveryRow], result: RunResult) -> None:
        """Print what became of each delivery, and the sum."""
        for row in rows:
            if self._quiet and row.delivered.end is DeliveryEnd.ACCEPTED and not row.delivered.findings:
                continue
            self._console.object(DELIVERY_SCHEMA, {"run": self._run, **_delivery(row.delivered)})
        fields = {
            "run": self._run,
            "url": self._plan.url or None,
            "schedule": self._plan.schedule.name,
            "clock": self._plan.clock,
            "deliveries": result.deliveries,
            "accepted": result.accepted,
            "given_up": result.given_up,
            "open": result.open,
            "attempts": result.attempts,
            "unknown": result.unknown,
            "effects": None if result.effects is None else number(result.effects),
            "findings": {str(kind): count for kind, count in result.findings.items()},
            "run_findings": [_finding(finding) for finding in result.of_run],
            "unobserved": result.unobserved,
            "verdict": result.verdict,
            "exit_code": int(result.exit_code),
        }
        self._console.object(SUMMARY_SCHEMA, fields)

    def close(self) -> None:
        """Do nothing: nothing is held."""

    def _attempt(self, record: AttemptRecord, first: float) -> dict[str, Any]:
        result, fault = record.result, record.fault
        attempt = None if result is None else result.attempt
        milliseconds = spent(result)
        return {
            "event_type": record.delivery.event_type,
            "event_id": record.delivery.event_id,
            "attempt": record.number,
            "elapsed": number(record.planned),
            "happened": number(max(0.0, record.began - first)),
            "time": round(record.began, 6),
            "fault": None if fault is None else str(fault),
            "class": UNKNOWN if attempt is None else str(attempt.outcome),
            "status": None if attempt is None else attempt.status,
            "answers": None if result is None else list(result.answers),
            "milliseconds": None if milliseconds is None else round(milliseconds, 3),
            "reached": None if result is None else str(result.reach),
            "receiver_could_act": None if result is None else result.could_act,
            "receiver_refused": None if result is None else result.refused,
            "accepted": record.accepted,
            "reason": say(
                fault,
                result,
                self._plan.success,
                self._plan.schedule,
                alone=self._neighbours.is_alone(record),
                asked=self._asked,
            ),
            "end": None if record.end is None else str(record.end),
            "effects_before": _effects(None if result is None else result.before),
            "effects_after": _effects(None if result is None else result.after),
        }


def number(seconds: float) -> float:
    """Return a number exact to the microsecond, a whole one as such: ``300``, not ``300.0001`` nor ``300.0``."""
    rounded = round(seconds, 6)
    return int(rounded) if float(rounded).is_integer() else rounded


def _delivery(one: DeliveryResult) -> dict[str, Any]:
    return {
        "event_type": one.event_type,
        "event_id": one.event_id,
        "end": None if one.end is None else str(one.end),
        "attempts": one.attempts,
        "unknown": one.unknown,
        "accepted_at": accepted_at(one),
        "elapsed": number(one.elapsed),
        "happened": number(one.happened),
        "effects": _effects(one.effects),
        "findings": [_finding(finding) for finding in one.findings],
        "lost_under": list(one.lost_under),
    }


def _finding(finding: DeliveryFinding) -> dict[str, Any]:
    return {"kind": str(finding.kind), "attempt": finding.attempt, "sentence": finding.sentence}


def _effects(effects: float | None) -> float | None:
    return None if effects is None else number(effects)

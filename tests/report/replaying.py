"""Attempts of replays made by hand, for whoever shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from maileroo_cli.delivery.attempt.judgement import Success
from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome, Phase
from maileroo_cli.delivery.effects.result import DeliveryFinding, DeliveryResult, FindingKind, RunResult
from maileroo_cli.delivery.fault.kind import Fault, FaultKind, FaultStage, Reach
from maileroo_cli.delivery.replay.journal import RunPlan
from maileroo_cli.delivery.replay.records import AttemptRecord, AttemptResult, Delivery, DeliveryEnd
from maileroo_cli.delivery.schedule.catalogue import MAILEROO
from maileroo_cli.delivery.schedule.definition import Schedule
from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.replay.picture import picture_file
from maileroo_cli.report.replay.point import DeliveryRow, Looks
from maileroo_cli.report.replay.report import ReplayReport
from maileroo_cli.report.terminal.console import Console, ReportFormat
from maileroo_cli.transport.file.output import append_summary
from maileroo_cli.webhook.signing.request import Request

URL = "http://127.0.0.1:8000/webhook"
START = 1_769_860_800.0
"""The beginning of every run: 2026-01-31 12:00:00 in UTC."""

TIMEOUT = 30.0
Effects = Sequence[tuple[float, float]]
_SEEN = {
    FaultKind.REFUSE: (Outcome.REFUSED, Phase.CONNECTING),
    FaultKind.DNS: (Outcome.DNS, Phase.CONNECTING),
    FaultKind.TLS: (Outcome.TLS, Phase.SECURING),
    FaultKind.CONNECT_TIMEOUT: (Outcome.TIMEOUT, Phase.CONNECTING),
    FaultKind.TRUNCATE: (Outcome.RESET, Phase.WAITING),
    FaultKind.RESET: (Outcome.RESET, Phase.SENDING),
    FaultKind.LOST: (Outcome.TIMEOUT, Phase.WAITING),
    FaultKind.LATE: (Outcome.TIMEOUT, Phase.WAITING),
    FaultKind.RESET_AFTER: (Outcome.RESET, Phase.WAITING),
}


class Played(NamedTuple):
    """A whole run: its plan, its attempts in order, what became of each delivery, and the sum."""

    plan: RunPlan
    records: list[AttemptRecord]
    delivered: list[DeliveryResult]
    result: RunResult


def plan_for(schedule: Schedule = MAILEROO, **changes: object) -> RunPlan:
    """Return the plan of a run on the virtual clock."""
    fields: dict[str, object] = {
        "url": URL,
        "against": "",
        "schedule": schedule,
        "success": Success.STRICT,
        "clock": "virtual",
        "start": START,
        "timeout": TIMEOUT,
    }
    return RunPlan(**{**fields, **changes})  # type: ignore[arg-type]  # the fields of the plan, by name


def delivery(index: int = 0, event_type: str = "delivered", event_id: str = "") -> Delivery:
    """Return one event of the run."""
    identity = event_id or f"{index:08x}{'c0ffee' * 6}0123"[:48]
    return Delivery(index, event_type, identity, Request("POST", URL, (), b"{}"))


def trial_of(step: str, said: int = 200) -> tuple[Fault | None, AttemptResult | None]:
    """Return what a step like ``200``, ``lost``, ``gateway:502``, ``drip:2s``, ``real-reset`` or ``unknown`` came to.

    ``said`` is what the receiver itself answers.
    """
    if step == "unknown":
        return None, None
    if step.isdigit():
        return None, AttemptResult(_attempt(Outcome.ANSWERED, int(step)), answers=(int(step),))
    if step.startswith("real-"):
        outcome = Outcome(step.removeprefix("real-"))
        phase = Phase.WAITING if outcome in (Outcome.RESET, Outcome.TIMEOUT, Outcome.GARBAGE) else Phase.CONNECTING
        reach = Reach.WHOLE if phase is Phase.WAITING else Reach.NOTHING
        waited = TIMEOUT if outcome is Outcome.TIMEOUT else 0.0
        return None, AttemptResult(_attempt(outcome, None, phase), reach, waited=waited)
    fault = fault_of(step)
    kind, nature = fault.kind, fault.nature
    heard = nature.stage is not FaultStage.BEFORE and kind not in (FaultKind.TRUNCATE, FaultKind.RESET)
    answers = (said,) * (2 if kind is FaultKind.DUPLICATE else 1) if heard else ()
    outcome, phase = _SEEN.get(kind, (Outcome.ANSWERED, Phase.READING))
    answered = outcome is Outcome.ANSWERED
    status = (fault.status or said) if answered else None
    waited = TIMEOUT if outcome is Outcome.TIMEOUT else 0.0
    return fault, AttemptResult(_attempt(outcome, status, phase), nature.reach, answers, waited)


def fault_of(step: str) -> Fault:
    """Return the fault of ``lost``, ``status:503`` or ``drip:2s``."""
    name, _, more = step.partition(":")
    status = int(more) if more.isdigit() else None
    return Fault(FaultKind(name), status, float(more[:-1]) if more and status is None else None)


def deliver_by(
    steps: Sequence[str], one: Delivery, plan: RunPlan, effects: Effects = (), location: str | None = None
) -> list[AttemptRecord]:
    """Return the attempts of one delivery; ``effects`` are those before and after each, ``location`` a redirect's."""
    records: list[AttemptRecord] = []
    moment, number, last = plan.start + one.offset, 1, None
    for place, step in enumerate(steps):
        fault, result = trial_of(step)
        if result is not None and place < len(effects):
            before, after = effects[place]
            result = replace(result, before=before, after=after)
        if result is not None and location is not None:
            result = replace(
                result, attempt=replace(result.attempt, location=location, detail=location, place=location)
            )
        attempt = None if result is None else result.attempt
        accepted = attempt is not None and attempt.status is not None and plan.success.accepts(attempt.status)
        ended = moment + (0.0 if result is None else result.waited)
        last = DeliveryEnd.ACCEPTED if accepted else None
        if result is not None and not accepted and number == plan.schedule.attempts:
            last = DeliveryEnd.GIVEN_UP
        planned = plan.schedule.elapsed[number - 1]
        records.append(AttemptRecord(one, number, planned, moment, moment, ended, fault, result, accepted, last))
        if result is not None and number < plan.schedule.attempts:
            moment = ended + plan.schedule.waits[number - 1]
            number += 1
    return records


def delivered_from(
    records: Sequence[AttemptRecord], findings: Sequence[DeliveryFinding] = (), effects: float | None = None
) -> DeliveryResult:
    """Return what became of the delivery that these attempts are of."""
    one, last = records[0].delivery, records[-1]
    told = list(findings)
    if last.end is DeliveryEnd.GIVEN_UP:
        told.insert(
            0, DeliveryFinding(FindingKind.GIVEN_UP, "Maileroo gives up after 9 attempts in 14h: this event is lost")
        )
    known = [each for each in records if each.result is not None]
    return DeliveryResult(
        one.index,
        one.event_type,
        one.event_id,
        last.end,
        len(known),
        len(records) - len(known),
        last.planned,
        last.began - records[0].began,
        any(each.result is not None and each.result.reach is not Reach.NOTHING for each in records),
        effects,
        told,
        ("mailgun",) if last.end is DeliveryEnd.ACCEPTED and last.number > 7 else (),
    )


def play(
    *deliveries: Sequence[str],
    plan: RunPlan | None = None,
    types: Sequence[str] = (),
    ids: Sequence[str] = (),
    effects: Effects = (),
    location: str | None = None,
) -> Played:
    """Play deliveries, each given by its steps, in the order in which their attempts are due."""
    plan = plan or plan_for()
    each = []
    for index, steps in enumerate(deliveries):
        one = delivery(index, types[index] if types else "delivered", ids[index] if ids else "")
        each.append(deliver_by(steps, one, plan, effects, location))
    records = sorted((one for several in each for one in several), key=lambda one: (one.began, one.delivery.index))
    delivered = [delivered_from(several) for several in each]
    return Played(plan, records, delivered, sum_up(delivered))


def changed(
    played: Played,
    *,
    findings: Mapping[int, Sequence[DeliveryFinding]] | None = None,
    effects: Mapping[int, float] | None = None,
    verdict: str = "",
    code: ExitCode | None = None,
) -> Played:
    """Return a run in which something was found about deliveries, by their index."""
    delivered = [
        replace(
            one,
            findings=(findings or {}).get(one.index, one.findings),
            effects=(effects or {}).get(one.index, one.effects),
        )
        for one in played.delivered
    ]
    result = sum_up(delivered, verdict)
    return played._replace(delivered=delivered, result=result if code is None else replace(result, exit_code=code))


def show(
    console: Console,
    played: Played,
    format: ReportFormat = ReportFormat.TEXT,
    *,
    run: str | None = None,
    picture: str | None = None,
) -> None:
    """Show a whole run."""
    drawn = None if picture is None else picture_file(picture)
    with ReplayReport(console, format, picture=drawn, keep_summary=append_summary) as report:
        report.start(played.plan, len(played.delivered), run)
        for record in played.records:
            report.add(record)
        report.finish(played.delivered, played.result)


def rows_of(played: Played) -> list[DeliveryRow]:
    """Return the deliveries of a run as they are drawn."""
    looks, firsts = Looks(played.plan), {record.delivery.index: record.began for record in reversed(played.records)}
    points = {
        one.index: [looks.point(record) for record in played.records if record.delivery.index == one.index]
        for one in played.delivered
    }
    return [DeliveryRow(one, points[one.index], firsts[one.index]) for one in played.delivered]


def sum_up(delivered: Sequence[DeliveryResult], verdict: str = "") -> RunResult:
    """Return the sum of these deliveries."""
    kinds = [finding.kind for one in delivered for finding in one.findings]
    accepted = sum(one.end is DeliveryEnd.ACCEPTED for one in delivered)
    given_up = sum(one.end is DeliveryEnd.GIVEN_UP for one in delivered)
    code = ExitCode.FAILED if given_up or any(kind.fails for kind in kinds) else ExitCode.OK
    return RunResult(
        len(delivered),
        accepted,
        given_up,
        len(delivered) - accepted - given_up,
        sum(one.attempts for one in delivered),
        sum(one.unknown for one in delivered),
        None,
        0.0,
        0,
        {kind: kinds.count(kind) for kind in FindingKind if kind in kinds},
        code,
        verdict or f"{given_up} given up, {accepted} accepted",
    )


def _attempt(outcome: Outcome, status: int | None = None, phase: Phase = Phase.READING) -> Attempt:
    return Attempt(outcome, 0.0012, status, phase=phase, place="127.0.0.1:8000")

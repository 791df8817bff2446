"""Runs for tests of what reads them."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from maileroo_cli.delivery.attempt.judgement import Success
from maileroo_cli.delivery.replay.clock import ClockAnchor
from maileroo_cli.delivery.replay.journal import RunPlan
from maileroo_cli.delivery.replay.records import AttemptRecord, AttemptResult, Delivery, DeliveryEnd
from maileroo_cli.delivery.schedule.catalogue import MAILEROO
from maileroo_cli.transport.run.file import RunFile, create_run
from tests.delivery.replaying import START, SetTimekeeper, answered, delivery

PLAN = RunPlan("http://127.0.0.1:9/webhook", "", MAILEROO, Success.STRICT, "virtual", START, 30.0)


def new_run(
    folder: Path,
    deliveries: Sequence[Delivery] = (delivery(),),
    timekeeper: SetTimekeeper | None = None,
    *,
    clock: str = "virtual",
) -> RunFile:
    """Make a run and open it; its clock shows the start of the run."""
    timekeeper = timekeeper or SetTimekeeper()
    anchor = ClockAnchor(START, timekeeper.wall(), timekeeper.steady(), timekeeper.boot())
    return create_run(folder, replace(PLAN, clock=clock), deliveries, anchor, timekeeper=timekeeper)


def attempt(run: RunFile, one: Delivery, number: int, result: AttemptResult | int, at: float = START) -> AttemptRecord:
    """Let an attempt of a run have been made, at once, and return it."""
    record = made_of(one, number, answered(result) if isinstance(result, int) else result, at)
    run.begin(one, number, record.due, record.began)
    run.commit()
    run.end(record)
    run.commit()
    return record


def made_of(one: Delivery, number: int, result: AttemptResult, at: float = START) -> AttemptRecord:
    """Return an attempt of Maileroo's schedule whose end follows from its status."""
    accepted = result.attempt.status == 200
    end = DeliveryEnd.ACCEPTED if accepted else DeliveryEnd.GIVEN_UP if number == 9 else None
    return AttemptRecord(
        one, number, MAILEROO.elapsed[number - 1], at, at, at + result.waited, None, result, accepted, end
    )

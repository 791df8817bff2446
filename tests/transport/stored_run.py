"""Runs for tests of what reads them."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from maileroo_cli.delivery.attempt.judgement import Success
from maileroo_cli.delivery.replay.clock import Anchor
from maileroo_cli.delivery.replay.journal import RunPlan
from maileroo_cli.delivery.replay.records import End, Made, Parcel, Trial
from maileroo_cli.delivery.schedule.definition import MAILEROO
from maileroo_cli.transport.run.file import RunFile, create_run
from tests.delivery.replaying import START, SetTimekeeper, answered, parcel

PLAN = RunPlan("http://127.0.0.1:9/webhook", "", MAILEROO, Success.STRICT, "virtual", START, 30.0)


def new_run(
    folder: Path,
    parcels: Sequence[Parcel] = (parcel(),),
    keeper: SetTimekeeper | None = None,
    *,
    clock: str = "virtual",
) -> RunFile:
    """Make a run and open it; its clock shows the start of the run."""
    keeper = keeper or SetTimekeeper()
    anchor = Anchor(START, keeper.wall(), keeper.steady(), keeper.boot())
    return create_run(folder, replace(PLAN, clock=clock), parcels, anchor, keeper=keeper)


def attempt(run: RunFile, one: Parcel, number: int, trial: Trial | int, at: float = START) -> Made:
    """Let an attempt of a run have been made, at once, and return it."""
    made = made_of(one, number, answered(trial) if isinstance(trial, int) else trial, at)
    run.begin(one, number, made.due, made.began)
    run.commit()
    run.end(made)
    run.commit()
    return made


def made_of(one: Parcel, number: int, trial: Trial, at: float = START) -> Made:
    """Return an attempt of Maileroo's schedule whose end follows from its status."""
    accepted = trial.attempt.status == 200
    end = End.ACCEPTED if accepted else End.GIVEN_UP if number == 9 else None
    return Made(one, number, MAILEROO.elapsed[number - 1], at, at, at + trial.waited, None, trial, accepted, end)

"""Attempts that a fast clock runs ahead of."""

from dataclasses import replace

import pytest

from maileroo_cli.delivery.replay.records import AttemptRecord
from maileroo_cli.operation.replay.lateness import LatenessTracker
from maileroo_cli.operation.replay.results import AttemptsLate
from tests.delivery.replaying import START, delivery
from tests.transport.stored_run import PLAN


def made(due: float, began: float) -> AttemptRecord:
    """Return an attempt by when it was due and made, in seconds after the start."""
    return AttemptRecord(delivery(), 1, 0.0, START + due, START + began, START + began, None, None)


@pytest.mark.parametrize(
    ("clock", "attempts", "late"),
    [
        ("scaled:60", [(0, 0), (0, 150), (300, 300)], None),
        ("scaled:60", [(0, 0), (0, 151), (300, 7_500), (9_000, 9_000)], (2, 7_200)),
        ("scaled:60", [(0, 9_000), (300, 9_200), (9_300, 9_600)], (1, 300)),
        ("real", [(0, 0), (0, 9_000)], None),
        ("scaled:0.5", [(0, 0), (0, 9_000)], None),
        ("virtual", [(0, 0), (0, 9_000)], None),
    ],
    ids=["a little", "much", "while nobody played", "real", "slow", "virtual"],
)
def test_what_is_late(clock: str, attempts: list[tuple[float, float]], late: tuple[int, float] | None) -> None:
    """Only on a fast clock, by more than half the shortest wait, and not what fell due before this process began."""
    tracker = LatenessTracker(replace(PLAN, clock=clock), observed=True)
    for due, began in attempts:
        tracker.take(made(due, began))
    assert tracker.result() == (None if late is None else AttemptsLate(*late, clock, observed=True))

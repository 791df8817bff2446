"""Whether counts agree: each that does not is told, and nothing else."""

from collections.abc import Callable

import pytest

from maileroo_cli.delivery.load.arrivals import ArrivalPlan, Rate
from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.delivery.load.reconciliation import count_unknown, find_discrepancies
from maileroo_cli.delivery.load.result import WorkerResult
from maileroo_cli.delivery.load.tally import LoadTally

PLAN = LoadPlan("http://127.0.0.1:9/", ArrivalPlan(Rate(10.0), 4, 0.4))
CLOSED = LoadPlan("http://127.0.0.1:9/", ArrivalPlan(Rate(10.0), 4_000, 0.4), users=2)
LONGER = LoadPlan("http://127.0.0.1:9/", ArrivalPlan(Rate(10.0), 40, 4.0))
BOTH = (WorkerResult("process 1", 2, 2), WorkerResult("process 2", 2, 2))


def counted() -> LoadTally:
    """Return the tally of four requests, one of which was broken off."""
    tally = LoadTally(0.1)
    for index in range(3):
        tally.add((index, index / 10, 0, index, -1, b""), index / 10, 0.35, 200)
    tally.add_unfinished((3, 0.3, 0, 3, -1, b""), 0.3)
    return tally


def lose_an_end(tally: LoadTally) -> None:
    """Let one end be missing."""
    tally.ends.popitem()


def start_one_more(tally: LoadTally) -> None:
    """Let one request more be started."""
    tally.started += 1


def forget_an_interval(tally: LoadTally) -> None:
    """Let what happened first be missing."""
    del tally.intervals[0]


@pytest.mark.parametrize(
    ("plan", "workers", "complete"),
    [
        (PLAN, BOTH, True),
        (LONGER, BOTH, False),
        (CLOSED, BOTH, True),
    ],
    ids=["open", "broken off", "closed"],
)
def test_counts_that_agree_are_not_told(plan: LoadPlan, workers: tuple[WorkerResult, ...], complete: bool) -> None:
    """In both models, and where not all requests were made."""
    assert list(find_discrepancies(plan, counted(), workers, complete=complete)) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lose_an_end, "4 requests were started, but 0 ended and 1 were broken off"),
        (start_one_more, "4 requests were started, but 5 were counted"),
        (forget_an_interval, "4 requests were due, but over time they come to 3"),
    ],
)
def test_a_count_that_disagrees_is_told(change: Callable[[LoadTally], None], told: str) -> None:
    """With both numbers."""
    tally = counted()
    change(tally)
    assert told in list(find_discrepancies(PLAN, tally, BOTH))


def test_what_a_lost_process_did_is_not_known() -> None:
    """So the numbers that are missing with it are no discrepancy of their own."""
    lost = WorkerResult("process 2", 0, 17, lost=True)
    assert list(find_discrepancies(PLAN, counted(), (WorkerResult("process 1", 4, 4), lost))) == [
        "process 2 ended before it told what it did: what came of its requests is not known"
    ]


@pytest.mark.parametrize(
    ("workers", "told"),
    [
        (
            (WorkerResult("process 1", 3, 3), WorkerResult("process 2", 2, 1)),
            "4 requests were planned, but 5 were made",
        ),
        (
            (WorkerResult("process 1", 1, 2), WorkerResult("process 2", 2, 2)),
            "3 requests were made, but 4 were started",
        ),
    ],
    ids=["twice", "from nowhere"],
)
def test_the_parts_have_to_be_the_plan(workers: tuple[WorkerResult, ...], told: str) -> None:
    """Neither is a request made twice, nor is one started that was not made."""
    assert told in list(find_discrepancies(PLAN, counted(), workers))


@pytest.mark.parametrize(
    ("plan", "planned", "told", "unknown"),
    [(PLAN, 2, 1, 2), (PLAN, 1, 1, 2), (LONGER, 3, 17, 20), (LONGER, 3, 25, 25), (CLOSED, 9, 17, 17)],
    ids=["half", "others broken off", "others far from their end", "more than a fair part", "closed"],
)
def test_the_part_of_a_lost_worker_is_unknown(plan: LoadPlan, planned: int, told: int, unknown: int) -> None:
    """All of it, since it may have sent more than it told last; without a lost worker nothing is."""
    lost = WorkerResult("process 2", 0, told, lost=True)
    assert count_unknown(plan, (WorkerResult("process 1", planned, planned), lost)) == unknown
    assert count_unknown(plan, BOTH) == 0

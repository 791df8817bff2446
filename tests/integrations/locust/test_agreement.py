"""Tests of maileroo_cli.integrations.locust.machine.agreement."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.delivery.load.arrivals import ArrivalPlan, Rate
from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.integrations.locust.machine.agreement import WorkerCounts, find_disagreements

PLAN = LoadPlan("http://localhost/", ArrivalPlan(Rate(10.0), 10, 1.0))
EVEN = WorkerCounts("a #1", False, 5, 5, 20, True, 5, 5, 5)
ODD = WorkerCounts("b #2", False, 5, 5, 25, True, 5, 5, 5)


def sentences(*counts: WorkerCounts, plan: LoadPlan = PLAN, total: int | None = None) -> list[str]:
    """Return what is found; ``total`` is Locust's of all, without it what adds up."""
    added = sum(one.locust_ended for one in counts)
    return list(find_disagreements(plan, counts, added if total is None else total))


def test_all_agrees() -> None:
    """Where each arrival was taken once, and Locust counted as the workers did, there is nothing to say."""
    assert sentences(EVEN, ODD) == []


@pytest.mark.parametrize(
    ("counts", "found"),
    [
        (replace(ODD, locust_ended=4), "b #2 counted 5 requests that ended, but Locust 4 of it"),
        (replace(ODD, started=6), "b #2 took 5 arrivals, but started 6 requests"),
        (replace(ODD, taken=4, started=4, index_sum=16), "1 of 10 arrivals were taken by no worker"),
        (replace(ODD, taken=6, index_sum=34), "1 of 10 arrivals were taken twice"),
        (replace(ODD, index_sum=24), "an arrival was taken twice, and another one by no worker"),
        (
            WorkerCounts("b #2", True, started=3, ended=2, locust_ended=1),
            "b #2 ended before it told all: 3 requests were started, of which 2 had ended",
        ),
        (
            WorkerCounts("b #2", True, locust_ended=4),
            "b #2 ended before it told all: 4 requests were started, of which 4 had ended",
        ),
        (WorkerCounts("b #2", True), "b #2 ended before it told anything"),
    ],
)
def test_one_thing_is_wrong(counts: WorkerCounts, found: str) -> None:
    """What does not agree is told in one sentence, with both numbers."""
    assert sentences(EVEN, counts) == [found]


def test_locust_counts_somebody_else() -> None:
    """Requests in Locust's own total that are of no worker are told."""
    assert sentences(EVEN, ODD, total=11) == ["Locust has 11 requests of all workers together, but 10 of each of them"]


def test_what_was_broken_off_is_not_compared() -> None:
    """Where a worker did not take all of its part, what is missing is not said to be taken by nobody."""
    assert sentences(EVEN, replace(ODD, whole=False, taken=2, started=2, ended=2, locust_ended=2)) == []
    assert sentences(replace(EVEN, taken=3, started=3), ODD, plan=replace(PLAN, users=2)) == []


@given(st.integers(1, 200), st.integers(1, 5), st.data())
def test_any_partition_agrees(count: int, parts: int, data: st.DataObject) -> None:
    """However the arrivals are shared out, they agree; with one that two workers took, they never do."""
    owners = data.draw(st.lists(st.integers(0, parts - 1), min_size=count, max_size=count))
    plan = replace(PLAN, arrivals=replace(PLAN.arrivals, count=count))
    counts = []
    for part in range(parts):
        own = [index for index, owner in enumerate(owners) if owner == part]
        counts.append(WorkerCounts(f"#{part}", False, len(own), len(own), sum(own), True, *[len(own)] * 3))
    assert sentences(*counts, plan=plan) == []
    twice = data.draw(st.integers(0, count - 1))
    more = replace(counts[0], taken=counts[0].taken + 1, index_sum=counts[0].index_sum + twice)
    assert len(sentences(more, *counts[1:], plan=plan)) == 1

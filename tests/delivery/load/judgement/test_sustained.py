"""The rate that a receiver sustained: budgets are kept, and the backlog does not grow."""

import pytest

from maileroo_cli.delivery.load.arrivals import ArrivalPlan, Ramp, Rate, Spacing, Wave
from maileroo_cli.delivery.load.judgement.budget import LoadBudget
from maileroo_cli.delivery.load.judgement.sustained import sustained_rate
from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.delivery.load.result import LoadResult
from maileroo_cli.delivery.load.tally import LoadTally
from tests.load_result import GOOD_PROBE, URL, load_result, queue_result

P99 = (LoadBudget("p99", 0.1),)


def ramp_result(*, breaks_at: float, from_second: float = 0, to_second: float = 99, end: int = 200) -> LoadResult:
    """Return a ramp from 10/s to 110/s over 10 s, slow from a rate on and within a span of time."""
    shape = Ramp(10, 110, 10)
    plan = LoadPlan(URL, ArrivalPlan(shape, 600, 10))
    tally = LoadTally(plan.interval_s)
    for index, due in enumerate(plan.arrivals.due_times()):
        is_slow = 10 + 10 * due >= breaks_at and from_second <= due < to_second
        tally.add((index, due, 0, index, -1, b""), due, due + (0.15 if is_slow else 0.01), end if is_slow else 200)
    return LoadResult(plan, 600, tally, GOOD_PROBE, 10)


def test_the_sustained_rate_of_a_ramp() -> None:
    """It is the rate just before answers became too slow, and it is known when that was."""
    found = sustained_rate(ramp_result(breaks_at=70), P99)
    assert found is not None
    assert 60 <= found.per_second <= 70
    assert found.broken_from_s == pytest.approx(6.0)


def test_a_ramp_that_is_kept_to_its_end() -> None:
    """Where the budget is kept all the time, it is kept up to the highest rate."""
    found = sustained_rate(ramp_result(breaks_at=1_000), P99)
    assert found is not None
    assert 100 <= found.per_second <= 110
    assert found.broken_from_s is None


def test_one_bad_span_is_passed_over() -> None:
    """One second that is slow among good ones does not tell of what the receiver can bear."""
    found = sustained_rate(ramp_result(breaks_at=10, from_second=3, to_second=3.8), P99)
    assert found is not None
    assert found.per_second > 100


def test_fast_errors_sustain_nothing() -> None:
    """A receiver that answers with errors at once has kept no budget."""
    result = ramp_result(breaks_at=50, end=503)
    found = sustained_rate(result, (LoadBudget("p99", 1.0),))
    assert found is not None
    assert 40 <= found.per_second <= 50


def test_where_there_is_nothing_to_sustain() -> None:
    """Without a budget, for a wave, and for users there is no such rate."""
    assert sustained_rate(load_result(), ()) is None
    assert sustained_rate(load_result(LoadPlan(URL, ArrivalPlan(Wave(), 5, 0))), P99) is None
    assert sustained_rate(load_result(LoadPlan(URL, ArrivalPlan(Wave(), 5, 1), users=1)), P99) is None


@pytest.mark.parametrize(("seconds", "broken_from"), [(3.0, 3.0), (6.0, None)])
def test_silence_keeps_no_budget(seconds: float, broken_from: float | None) -> None:
    """A receiver that answers nothing for longer than a budget breaks it then, and not by what may still come."""
    found = sustained_rate(load_result(took=5.0), (LoadBudget("max", seconds),))
    assert found is not None
    assert found.broken_from_s == broken_from


@pytest.mark.parametrize("seconds", [4.0, 10.0, 60.0])
def test_more_than_a_receiver_can_do_is_not_sustained(seconds: float) -> None:
    """That answers were fast before the queue was long proves nothing of a rate above the receiver's own."""
    found = sustained_rate(queue_result(Rate(150), seconds, 90), (LoadBudget("p99", 0.2),))
    assert found is not None
    assert (found.per_second, found.is_growing) == (0, True)
    assert found.broken_from_s is not None
    assert found.broken_from_s < seconds / 5


def test_a_backlog_that_grows_within_the_budget() -> None:
    """A budget may be kept to the end of a short load, and the rate be none that is sustained all the same."""
    found = sustained_rate(queue_result(Rate(100), 4, 90), (LoadBudget("p99", 1),))
    assert found == (0, None, True)


@pytest.mark.parametrize("spacing", Spacing)
@pytest.mark.parametrize("rate", [20, 60, 85])
def test_less_than_a_receiver_can_do_is_sustained(rate: int, spacing: Spacing) -> None:
    """A receiver with something to spare sustains the rate, also where requests come at random."""
    found = sustained_rate(queue_result(Rate(rate), 20, 100, spacing), (LoadBudget("p99", 1),))
    assert found is not None
    assert rate * 0.9 <= found.per_second <= rate
    assert not found.is_growing


@pytest.mark.parametrize(("seconds", "capacity"), [(8, 90), (20, 90), (60, 120), (120, 45), (20, 190)])
def test_a_ramp_tells_what_a_receiver_can_do(seconds: float, capacity: float) -> None:
    """It is never told to bear more than it can, and not much less."""
    found = sustained_rate(queue_result(Ramp(20, 200, seconds), seconds, capacity), (LoadBudget("p99", 0.2),))
    assert found is not None
    assert capacity * 0.82 <= found.per_second <= capacity * 1.03


def test_nothing_of_a_ramp_may_be_sustained() -> None:
    """A receiver that cannot bear its beginning has shown no rate that it bears."""
    found = sustained_rate(queue_result(Ramp(20, 200, 10), 10, 5), P99)
    assert found is not None
    assert found.per_second == 0

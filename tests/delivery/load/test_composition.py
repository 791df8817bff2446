"""What each arrival of a load is: shares that hold, duplicates of what has been answered, and the same for a seed."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.delivery.load.arrivals import ArrivalPlan, Wave
from maileroo_cli.delivery.load.composition import RECENT_EVENTS, compose
from maileroo_cli.delivery.load.kind import RequestKind
from maileroo_cli.delivery.load.plan import LoadPlan

SHARES = st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1)).map(lambda three: [one / 3 for one in three])


def plan_of(
    count: int, *, duplicates: float = 0.0, simultaneous: float = 0.0, bad: float = 0.0, seed: int = 1
) -> LoadPlan:
    """Return a plan of so many arrivals with these shares."""
    arrivals = ArrivalPlan(Wave(), count, 0.0)
    return LoadPlan(
        "http://127.0.0.1:9/",
        arrivals,
        duplicates=duplicates,
        concurrent_duplicates=simultaneous,
        bad=bad,
        seed=seed,
    )


def test_a_load_without_shares_is_of_events() -> None:
    """Each arrival is an event of its own."""
    assert list(compose(plan_of(3))) == [(RequestKind.EVENT, index) for index in range(3)]


def test_the_shares_hold() -> None:
    """Of 20,000 arrivals there are as many of each kind as was wanted, give or take a tenth."""
    found = Counter(kind for kind, _ in compose(plan_of(20_000, duplicates=0.1, simultaneous=0.05, bad=0.2)))
    assert found.total() == 20_000
    wanted = {RequestKind.DUPLICATE: 2_000, RequestKind.CONCURRENT_DUPLICATE: 1_000, RequestKind.BAD_SIGNATURE: 4_000}
    assert {kind: found[kind] for kind in wanted} == {kind: pytest.approx(n, rel=0.1) for kind, n in wanted.items()}


@given(st.integers(0, 300), SHARES, st.integers(0, 2**64))
def test_what_is_repeated_came_before(count: int, shares: list[float], seed: int) -> None:
    """Only an event is repeated, an earlier one, and at the same moment only what stands directly before."""
    plan = plan_of(count, duplicates=shares[0], simultaneous=shares[1], bad=shares[2], seed=seed)
    found = list(compose(plan))
    assert len(found) == count
    assert found == list(compose(plan))
    for index, (kind, original) in enumerate(found):
        match kind:
            case RequestKind.EVENT | RequestKind.BAD_SIGNATURE:
                assert original == index
            case RequestKind.DUPLICATE:
                assert original < index
                assert found[original][0] is RequestKind.EVENT
            case RequestKind.CONCURRENT_DUPLICATE:
                assert all(one == (kind, original) for one in found[original + 1 : index])
                assert found[original][0] is RequestKind.EVENT


def test_a_duplicate_comes_some_time_after_its_original() -> None:
    """Where there are enough events, it repeats none of the latest 300, and one of the latest 1,000."""
    found = list(compose(plan_of(5_000, duplicates=0.05)))
    events = [index for index, (kind, _) in enumerate(found) if kind is RequestKind.EVENT]
    place = {index: number for number, index in enumerate(events)}
    for index, (kind, original) in enumerate(found):
        if kind is RequestKind.DUPLICATE and index > 2_000:
            latest = max(number for one, number in place.items() if one < index)
            assert 300 <= latest - place[original] < RECENT_EVENTS


@pytest.mark.parametrize("count", [50, 400, 600])
def test_duplicates_of_a_short_run_are_spread(count: int) -> None:
    """Where no event is old enough they repeat the earlier half of those that there are, and none again and again."""
    repeated = Counter(
        original for kind, original in compose(plan_of(count, duplicates=0.2)) if kind is RequestKind.DUPLICATE
    )
    assert repeated.total() >= count // 10
    assert max(repeated.values()) <= 5
    assert len(repeated) > repeated.total() / 2

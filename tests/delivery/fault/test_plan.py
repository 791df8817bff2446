"""Which fault meets which attempt: what was named, and what a seed draws, in whatever order it is asked."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.delivery.fault.kind import FAULT_TRAITS, Fault, FaultArgument, FaultKind
from maileroo_cli.delivery.fault.plan import _ALONE, STATUSES, FaultPlan
from maileroo_cli.delivery.fault.text import parse_faults


def draw(plan: FaultPlan, deliveries: int = 500, attempts: int = 9) -> dict[tuple[int, int], str | None]:
    """Return the text of every fault of a run."""
    asked = [(index, number) for index in range(deliveries) for number in range(1, attempts + 1)]
    found = {place: plan.choose(place[0], place[1]) for place in asked}
    return {place: None if fault is None else str(fault) for place, fault in found.items()}


def test_named() -> None:
    """Every delivery meets the named faults at their attempts, and none elsewhere."""
    plan = parse_faults(["2=lost"], None)
    assert [plan.choose(7, number) for number in (1, 2, 3, 100)] == [
        None,
        Fault(FaultKind.LOST),
        None,
        None,
    ]


def test_named_before_random() -> None:
    """What was said of an attempt holds whatever the rate, and so does that it meets no fault."""
    plan = parse_faults(["2=lost"], "ok", rate=1.0)
    drawn = draw(plan, deliveries=50, attempts=3)
    assert {fault for (_, number), fault in drawn.items() if number == 1} == {None}
    assert {fault for (_, number), fault in drawn.items() if number == 2} == {"lost"}
    assert None not in {fault for (_, number), fault in drawn.items() if number == 3}


def test_kinds() -> None:
    """All that makes sense for one event alone is drawn, each with a status if it has one, and all about as often."""
    drawn = [parse_faults([f"1={text}"], None).by_number[1] for text in draw(FaultPlan(rate=1.0)).values()]
    counts = Counter(fault.kind for fault in drawn if fault is not None)
    assert set(counts) == set(FaultKind) - {FaultKind.REORDER}
    assert counts.total() == 4500
    assert all(200 < count < 450 for count in counts.values())


@pytest.mark.parametrize(("rate", "least", "most"), [(0.0, 0, 0), (0.1, 350, 550), (0.5, 2100, 2400), (1, 4500, 4500)])
def test_rate(rate: float, least: int, most: int) -> None:
    """About as many attempts as the rate says meet a fault."""
    met = [fault for fault in draw(FaultPlan(rate=rate)).values() if fault is not None]
    assert least <= len(met) <= most


@given(st.integers(), st.floats(0, 1), st.integers(0, 10**6), st.integers(1, 100))
def test_order_does_not_matter(seed: int, rate: float, index: int, number: int) -> None:
    """A fault depends on seed, delivery and attempt alone, and a higher rate keeps those of a lower one."""
    plan = FaultPlan(rate=rate, seed=seed)
    expected = plan.choose(index, number)
    plan.choose(index + 1, number)
    assert FaultPlan(rate=rate, seed=seed).choose(index, number) == expected
    if expected is not None:
        assert FaultPlan(rate=1.0, seed=seed).choose(index, number) == expected


def test_seed() -> None:
    """Another seed is another run, and what a seed means never changes."""
    assert draw(FaultPlan(rate=0.5, seed=1)) != draw(FaultPlan(rate=0.5, seed=2))
    first = ["gateway:500", "lost", "refuse", "duplicate", "corrupt", "refuse", "duplicate", "lost", "truncate"]
    assert list(draw(FaultPlan(rate=1.0, seed=1), 1).values()) == first


@pytest.mark.parametrize("new", [kind for kind in FaultKind if kind is not FaultKind.REORDER])
def test_a_new_kind_changes_only_where_it_is_drawn(new: FaultKind, monkeypatch: pytest.MonkeyPatch) -> None:
    """A seed draws what it drew before there was a kind, but for the places at which that one is drawn."""
    plan = FaultPlan(rate=0.8, seed=5)
    after = draw(plan, deliveries=100)
    monkeypatch.setattr(
        "maileroo_cli.delivery.fault.plan._ALONE", tuple(kind for kind in FaultKind if kind not in (new, "reorder"))
    )
    before = draw(plan, deliveries=100)
    changed = {after[place] for place in before if before[place] != after[place]}
    assert changed
    assert {str(fault).partition(":")[0] for fault in changed} == {str(new)}


def test_the_order_of_kinds_and_statuses_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is drawn depends on names alone."""
    plan = FaultPlan(rate=1.0, seed=6)
    wanted = draw(plan, deliveries=100)
    monkeypatch.setattr("maileroo_cli.delivery.fault.plan._ALONE", tuple(_ALONE[::-1]))
    monkeypatch.setattr("maileroo_cli.delivery.fault.plan.STATUSES", {kind: of[::-1] for kind, of in STATUSES.items()})
    assert draw(plan, deliveries=100) == wanted


def test_every_kind_of_fault_is_described() -> None:
    """Each kind has its traits, and the statuses to draw from where it is written with one."""
    assert set(FAULT_TRAITS) == set(FaultKind)
    assert set(STATUSES) == {kind for kind, one in FAULT_TRAITS.items() if one.argument is FaultArgument.STATUS}

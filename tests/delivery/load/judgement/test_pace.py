"""The pace of a load: planned and started, and for how long it was behind."""

from dataclasses import replace

import pytest

from maileroo_cli.delivery.load.arrivals import ArrivalPlan, Rate, Spacing, Wave
from maileroo_cli.delivery.load.judgement.budget import LoadBudget
from maileroo_cli.delivery.load.judgement.pace import pace_of
from maileroo_cli.delivery.load.kind import RequestKind
from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.delivery.load.result import LoadResult
from maileroo_cli.delivery.load.tally import LoadTally
from tests.load_result import GOOD_PROBE, URL, load_plan, load_result

P99 = (LoadBudget("p99", 0.1),)


def test_a_load_that_was_on_time() -> None:
    """Where each request is started when it is due, all of the planned rate is."""
    pace = pace_of(load_result())
    assert (pace.planned_rate, pace.started_rate, pace.share) == (100, 100, 1)
    assert (pace.behind_s, pace.most_behind, pace.keeps_up) == (0, 0, True)


def test_a_load_that_fell_behind() -> None:
    """Where requests are started later and later the rate is short, and it is known for how long and by how many."""
    plan = load_plan(1_000, 10)
    pace = pace_of(load_result(plan, lates=[index / 1_000 for index in range(1_000)]))
    assert pace.planned_rate == 100
    assert 90 < pace.started_rate < 99
    assert 8 < pace.behind_s < 10
    assert 80 < pace.most_behind < 100
    assert not pace.keeps_up


def test_an_interrupted_load_was_planned_up_to_then() -> None:
    """What was due after somebody interrupted it is no part of the rate that was planned."""
    pace = pace_of(load_result(ends={(RequestKind.EVENT, 200): 300}, interrupted=True, seconds=3.0))
    assert pace.planned_rate == pace.started_rate == 100


def test_a_moment_of_lateness_is_forgiven() -> None:
    """A load that was late for half a second in the middle, and made up for it, was the planned one all the same."""
    lates = [0.0] * 400 + [0.5 - index / 100 for index in range(50)]
    pace = pace_of(load_result(lates=lates))
    assert 0 < pace.behind_s <= 0.6
    assert pace.keeps_up


def test_the_end_may_be_a_moment_late() -> None:
    """A short run whose last request is late by less than a quarter of a second is no other load."""
    assert pace_of(load_result(load_plan(20, 0.2), lates=[0.0] * 19 + [0.2])).keeps_up


def test_what_was_never_started_is_no_load() -> None:
    """A request that is never started makes it another load, unless somebody interrupted it."""
    ends = {(RequestKind.EVENT, 200): 999}
    assert not pace_of(load_result(ends=ends)).keeps_up
    assert pace_of(load_result(ends=ends, interrupted=True)).keeps_up


def test_requests_that_were_never_started_count_as_behind() -> None:
    """What was not started is behind from when it was due, though no interval counts it."""
    result = load_result(load_plan(1_000, 10), ends={(RequestKind.EVENT, 200): 500})
    result.tally.add((999, 9.99, 0, 999, -1, b""), 9.99, 10.0, 200)
    pace = pace_of(result)
    assert pace.most_behind > 400
    assert 4 < pace.behind_s < 6


@pytest.mark.parametrize("spacing", Spacing)
def test_spacing_at_random_is_not_late(spacing: Spacing) -> None:
    """Requests that lie at random in time are no less on time than others."""
    plan = LoadPlan(URL, ArrivalPlan(Rate(200), 2_000, 10, spacing, seed=5))
    pace = pace_of(load_result(plan))
    assert pace.behind_s == 0
    assert pace.keeps_up


def test_a_wave_and_users_have_no_planned_rate() -> None:
    """Where no times are planned nobody is late: a wave tells when the last was started, users how many they did."""
    wave = load_result(LoadPlan(URL, ArrivalPlan(Wave(), 100, 0)), lates=[index / 100 for index in range(100)])
    pace = pace_of(wave)
    assert (pace.planned_rate, pace.keeps_up) == (None, True)
    assert pace.begun_s == pytest.approx(1.0)
    assert not pace_of(replace(wave, planned=101)).keeps_up
    tally = LoadTally(0.1)
    for index in range(100):
        tally.add((index, index / 10, 0, index, -1, b""), index / 10, index / 10 + 0.05, 200)
    plan = LoadPlan(URL, ArrivalPlan(Wave(), 1_000, 10), users=1)
    pace = pace_of(LoadResult(plan, 100, tally, GOOD_PROBE, 10))
    assert (pace.planned_rate, pace.keeps_up) == (None, True)
    assert pace.started_rate == pytest.approx(10)

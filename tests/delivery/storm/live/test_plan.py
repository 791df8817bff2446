"""The plan of a storm that is sent: it survives JSON, and what would be endless is refused."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.delivery.schedule.catalogue import MAILEROO
from maileroo_cli.delivery.storm.live.plan import OutageKind, check_plan, parse_mode
from maileroo_cli.delivery.storm.scenario import Campaign, Scenario
from maileroo_cli.errors import UsageError
from tests.delivery.storm.played import make_plan


@given(st.floats(0.01, 50), st.floats(1, 1e5), st.lists(st.tuples(st.integers(1, 9), st.floats(-9, 9)), max_size=3))
def test_a_plan_survives_json(rate: float, outage: float, campaigns: list[tuple[int, float]]) -> None:
    """What was written is what is read, to the last bit."""
    scenario = Scenario(MAILEROO, rate, outage, tuple(Campaign(*one) for one in campaigns), jitter=0.25)
    plan = make_plan(scenario, closed=True, mode=parse_mode("slow:20s"), header_names=("X-A",), after=3.5)
    assert type(plan).from_dict(json.loads(json.dumps(plan.as_dict()))) == plan


@pytest.mark.parametrize(
    ("text", "kind", "word"),
    [
        ("refused", OutageKind.REFUSED, "refused"),
        ("500", OutageKind.STATUS, "500"),
        (" SLOW:20s", OutageKind.SLOW, "slow:20s"),
        ("slow:1m", OutageKind.SLOW, "slow:60s"),
    ],
)
def test_a_mode_is_read(text: str, kind: OutageKind, word: str) -> None:
    """Each kind of outage is read, and written as a user would."""
    mode = parse_mode(text)
    assert (mode.kind, mode.word) == (kind, word)


@pytest.mark.parametrize("text", ["", "200", "down", "slow", "slow:", "slow:0", "slow:2h", "99", "5000"])
def test_a_mode_that_is_none_is_refused(text: str) -> None:
    """One clear line says what to write."""
    with pytest.raises(UsageError):
        parse_mode(text)


def test_the_scale_divides_time() -> None:
    """Simulated moments and real seconds are the same up to the scale and the beginning."""
    plan = make_plan(scale=100.0, steady=2.0)
    assert plan.real(-plan.before) == 0
    assert plan.real(0) == 2
    assert plan.simulated(plan.real(123.5)) == pytest.approx(123.5)


def test_campaigns_before_the_outage_are_within_the_storm() -> None:
    """The storm begins with steady traffic before its first campaign, if there is any."""
    scenario = Scenario(MAILEROO, 0.1, 60.0, (Campaign(5, -7_200.0),))
    plan = make_plan(scenario)
    assert plan.before == 7_200 + plan.steady * plan.scale
    assert plan.steady_until == -7_200
    assert make_plan(replace(scenario, per_second=0.0)).before == 7_200


def test_what_would_take_days_is_refused() -> None:
    """So is what would not fit into memory; each says what to change."""
    plan = make_plan()
    check_plan(plan)
    with pytest.raises(UsageError, match="scale"):
        check_plan(replace(plan, scale=0.001))
    with pytest.raises(UsageError, match="traffic"):
        check_plan(replace(plan, scenario=replace(plan.scenario, per_second=1e5)))

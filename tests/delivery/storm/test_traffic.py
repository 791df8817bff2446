"""When the events of a storm arrive: all of them, counted up to any moment, and as a user writes them."""

from collections import Counter
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.delivery.schedule.catalogue import MAILEROO
from maileroo_cli.delivery.storm.attempts import wait_after
from maileroo_cli.delivery.storm.scenario import Campaign, Scenario
from maileroo_cli.delivery.storm.text import parse_campaigns, parse_outages, parse_traffic
from maileroo_cli.delivery.storm.traffic import SECOND, StormTraffic, event_times

SCENARIO = st.builds(
    Scenario,
    st.just(MAILEROO),
    st.sampled_from([0.0, 0.013, 1 / 7, 0.5, 3.0]),
    st.integers(1, 2_000).map(float),
    st.lists(
        st.builds(Campaign, st.integers(1, 50), st.integers(-300, 2_000), st.sampled_from([0.0, 90.0])), max_size=3
    ).map(tuple),
    before=st.floats(0, 500).map(lambda seconds: round(seconds, 3)),
    after=st.floats(0, 500).map(lambda seconds: round(seconds, 3)),
)


@given(scenario=SCENARIO, moments=st.lists(st.integers(-600 * SECOND, 2_600 * SECOND), max_size=5))
def test_counting_is_listing(scenario: Scenario, moments: list[int]) -> None:
    """How many events come before a moment, and the last of them, is what the list of them says."""
    traffic = StormTraffic(scenario)
    arrivals = list(traffic)
    assert arrivals == sorted(arrivals)
    assert list(event_times(scenario)) == [at / SECOND for at in arrivals]
    for moment in (*moments, *arrivals[:5], *arrivals[-2:]):
        before = [at for at in arrivals if at < moment]
        assert traffic.before(moment) == len(before)
        assert traffic.latest(moment) == (before[-1] if before else None)


@pytest.mark.parametrize("per_second", [0.5, 1 / 7, 1_000 / 3])
def test_steady_events_are_even(per_second: float) -> None:
    """Steady events come at even distances, to the microsecond, from the beginning on and before the end."""
    times = list(event_times(Scenario(MAILEROO, per_second, 60.0, before=10.0, after=20.0)))
    assert times[0] == -10
    assert times[-1] < 80 <= times[-1] + 1 / per_second + 1e-6
    assert all(abs(after - before - 1 / per_second) < 2e-6 for before, after in pairwise(times))


def test_a_campaign_has_the_lives_of_its_mails() -> None:
    """Each mail of a campaign is accepted when it is sent, and its other events come when lifecycles have them."""
    campaign = Campaign(1_000, -60.0)
    scenario = Scenario(MAILEROO, 0.0, 7 * 3_600.0, (campaign,), before=120.0, mix="opened=1")
    times = Counter(event_times(scenario))
    assert times[-60.0] == 1_000
    assert times.total() == 3_000
    assert sum(times[second] for second in range(-59, -51)) >= 1_000
    assert max(times) <= 6 * 3_600
    spread = sorted(event_times(Scenario(MAILEROO, 0.0, 100.0, (Campaign(10, 5.0, 50.0),), mix="accepted=1")))
    assert spread == [5, 10, 15, 20, 25, 30, 35, 40, 45, 50]


def test_jitter_is_even_and_bounded() -> None:
    """Waits with jitter lie around the planned one, within the share, whatever was asked before."""
    scenario = Scenario(MAILEROO, 1.0, 60.0, jitter=0.2, seed=5)
    waits = [wait_after(scenario, event, 1) for event in range(4_000)]
    assert 240 <= min(waits) < 241
    assert 359 < max(waits) <= 360
    assert abs(sum(waits) / len(waits) - 300) < 2
    events = list(range(4_000))
    Random(1).shuffle(events)
    assert [wait_after(scenario, event, 1) for event in events] == [waits[event] for event in events]
    assert len({wait_after(scenario, 7, attempt) / MAILEROO.waits[attempt - 1] for attempt in range(1, 9)}) == 8


@pytest.mark.parametrize(
    ("text", "per_second"),
    [("30/min", 0.5), ("5/s", 5), ("2000/h", 2_000 / 3_600), ("0", 0), ("0/min", 0), (" 1.5/m ", 0.025)],
)
def test_traffic_as_written(text: str, per_second: float) -> None:
    """Traffic is read in events a second, a minute or an hour."""
    assert parse_traffic(text) == per_second


@pytest.mark.parametrize(
    ("text", "campaign"),
    [
        ("20000@-5m", Campaign(20_000, -300)),
        ("20000", Campaign(20_000, 0)),
        ("7@+1h30m", Campaign(7, 5_400)),
        ("7 @ 90s", Campaign(7, 90)),
        ("7@-5m over 1h", Campaign(7, -300, 3_600)),
        ("7 over 30s", Campaign(7, 0, 30)),
    ],
)
def test_a_campaign_as_written(text: str, campaign: Campaign) -> None:
    """A campaign is read as mails, when they are sent, and within how long."""
    assert parse_campaigns([text]) == (campaign,)


def test_outages_as_written() -> None:
    """One outage or several are read in their order."""
    assert parse_outages("2h") == (7_200,)
    assert parse_outages("14h, 1h,90s") == (50_400, 3_600, 90)
    assert len(parse_outages(",".join(f"{hours}h" for hours in range(1, 13)))) == 12

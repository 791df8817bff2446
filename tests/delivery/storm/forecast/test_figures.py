"""The figures that a forecast is known by, worked out by hand, and what adds up in every one."""

from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.delivery.schedule.catalogue import MAILEROO, SCHEDULES
from maileroo_cli.delivery.schedule.text import parse_schedule
from maileroo_cli.delivery.storm.forecast.definition import StormForecast
from maileroo_cli.delivery.storm.forecast.method import make_forecast
from maileroo_cli.delivery.storm.forecast.playing import play_attempts
from maileroo_cli.delivery.storm.scenario import Campaign, Scenario
from maileroo_cli.delivery.storm.window import longest_drain, with_window
from maileroo_cli.errors import UsageError

HOUR = 3_600.0


def after(hours: float) -> StormForecast:
    """Return the forecast of 30 events a minute with an outage of so many hours."""
    return make_forecast(with_window(Scenario(MAILEROO, 0.5, hours * HOUR)))


@pytest.mark.parametrize(("hours", "factor"), [(0.25, 3), (1, 5), (2, 6), (14, 9), (24, 9)])
def test_the_first_minute(hours: float, factor: int) -> None:
    """When a receiver comes back it is tried so many times as often as events arrive: every attempt that is due."""
    forecast = after(hours)
    assert forecast.factor(forecast.after[0]) == factor
    assert forecast.peak is forecast.after[0]


def test_the_steps_after_an_hour() -> None:
    """After an hour the attempts that are due end one after the other: 5, 10, 15 and 30 minutes after the recovery."""
    attempts = [one.attempts for one in after(1).after]
    assert attempts == [150] * 5 + [120] * 5 + [90] * 5 + [60] * 15 + [30] * 10


@pytest.mark.parametrize(("hours", "lost"), [(1, 0), (14, 0), (15, 1_800), (24, 18_000)])
def test_events_are_lost_after_fourteen_hours(hours: float, lost: int) -> None:
    """An event that came more than 14 hours before the recovery is gone."""
    assert after(hours).lost == lost


def test_pairs_after_two_hours() -> None:
    """Of two events of a mail ten minutes apart 29% arrive in the wrong order after two hours: 35 minutes of 120."""
    forecast = after(2)
    assert (forecast.pairs, forecast.reversed) == (3_600, 1_050)
    assert round(100 * forecast.reversed / forecast.pairs) == 29


def test_how_old_events_are() -> None:
    """In the first minute after two hours the events of each attempt are as old as its place in the schedule."""
    forecast = after(2)
    ages = [0, 300, 900, 1_800, 3_600, 7_200]
    assert forecast.after[0].age == sum(ages) / 6
    assert (forecast.after[0].oldest, forecast.oldest) == (7_200, 7_200)
    assert forecast.after[-1].age == 0


def test_the_window() -> None:
    """Traffic begins before the outage and all campaigns, and goes on until nothing is tried again."""
    scenario = with_window(Scenario(MAILEROO, 0.5, 2 * HOUR, (Campaign(10, -HOUR), Campaign(10, 60.0))))
    assert (scenario.before, scenario.after) == (61 * 60, 70 * 60)
    assert with_window(Scenario(MAILEROO, 0.5, 60.0)).before == 600
    assert with_window(Scenario(MAILEROO, 0.5, 720 * HOUR), 30.0).after == 30
    assert after(2).drain <= longest_drain(Scenario(MAILEROO, 0.5, 2 * HOUR)) == HOUR


@pytest.mark.parametrize(
    ("scenario", "message"),
    [
        (Scenario(MAILEROO, 100_000.0, 24 * HOUR), "these are 8,640,000,000 events, more than 1,000,000,000"),
        (Scenario(MAILEROO, 1_000.0, 2 * HOUR, jitter=0.1), "these are 7,200,000 events, more than 5,000,000"),
        (Scenario(MAILEROO, 1.0, 60.0, (Campaign(6_000_000, 0),)), "the campaigns have 6,000,000 mails, more than"),
        (
            Scenario(MAILEROO, 100.0, 60.0, parallel=1, failing=HOUR, serving=HOUR),
            "its deliveries would go on for more than 100 days",
        ),
    ],
    ids=["counted", "played", "mails", "endless"],
)
def test_too_much(scenario: Scenario, message: str) -> None:
    """What would take for ever is refused with what to change."""
    with pytest.raises(UsageError) as raised:
        make_forecast(scenario)
    assert raised.value.message.startswith(message)
    assert raised.value.hint


SCHEDULE = st.sampled_from([*SCHEDULES.values(), parse_schedule("0s"), parse_schedule("0s,1s,3s,90s,20m")])
SECONDS = st.floats(0, 9_000, allow_nan=False).map(lambda seconds: round(seconds, 3))
CAMPAIGN = st.builds(Campaign, st.integers(1, 40), st.integers(-900, 4_000), st.sampled_from([0.0, 600.0]))


@given(
    scenario=st.builds(
        Scenario,
        SCHEDULE,
        st.sampled_from([0.0, 0.01, 1 / 30, 0.05]),
        st.floats(1, 20_000).map(ceil),
        st.lists(CAMPAIGN, max_size=2).map(tuple),
        failing=st.sampled_from([0.0, 0.5, 30.0]),
        serving=st.sampled_from([0.0, 1.5]),
        before=SECONDS,
        after=SECONDS,
        jitter=st.sampled_from([0.0, 0.0, 0.3, 1.0]),
        parallel=st.sampled_from([0, 0, 1, 4]),
        seed=st.integers(0, 3),
    )
)
def test_everything_adds_up(scenario: Scenario) -> None:
    """Every event is accepted or lost exactly once, every attempt is counted once, and nothing is left over."""
    forecast = make_forecast(scenario)
    minutes = forecast.minutes
    assert forecast.events == sum(one.arrived for one in minutes) == sum(one.new for one in minutes)
    assert sum(one.accepted for one in minutes) == sum(forecast.accepted)
    assert sum(one.lost for one in minutes) == forecast.lost
    assert not minutes or minutes[-1].backlog == 0
    last = scenario.schedule.attempts
    tries = sum(number * count for number, count in enumerate(forecast.accepted, 1)) + forecast.lost * last
    assert forecast.attempts == tries
    assert 0 <= forecast.reversed <= forecast.pairs <= forecast.events
    assert all(one.accepted + one.lost <= one.attempts and one.backlog >= 0 for one in minutes)
    if scenario.counted:
        played = play_attempts(scenario, 600.0)
        assert (played.minutes, played.accepted, played.lost) == (minutes, forecast.accepted, forecast.lost)
        assert played.drain == forecast.drain <= longest_drain(scenario)

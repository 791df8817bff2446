"""When a receiver of a known capacity has caught up: held against naive queues, minute by minute and event by event."""

from collections import Counter
from fractions import Fraction

import pytest

from maileroo_cli.delivery.schedule.catalogue import MAILEROO
from maileroo_cli.delivery.storm.forecast.capacity import caught_up_after, queue_after
from maileroo_cli.delivery.storm.forecast.method import PAIR_GAP, follow_queue, make_forecast
from maileroo_cli.delivery.storm.forecast.minutes import StormMinute
from maileroo_cli.delivery.storm.scenario import Campaign, Scenario
from maileroo_cli.delivery.storm.traffic import event_times
from maileroo_cli.delivery.storm.window import with_window
from tests.delivery.storm.naive import MINUTE, SECOND, play_event

HOUR = 3_600.0


def accepted_times(scenario: Scenario) -> list[int]:
    """Return when each event that is accepted after the recovery is accepted, in microseconds after it."""
    outage, waits = int(scenario.outage), scenario.schedule.waits
    played = (play_event(round(at * SECOND), waits, outage, scenario.failing) for at in event_times(scenario))
    times = (event.tries[-1] - outage * SECOND for event in played if event.accepted)
    return sorted(at for at in times if at >= 0)


def naive_queue(accepted: list[int], per_minute: Fraction, minutes: int) -> list[Fraction]:
    """Return what is left of each minute when so many events are taken out of it."""
    counts, waiting, queue = Counter(at // MINUTE for at in accepted), Fraction(0), []
    for minute in range(minutes):
        waiting += counts[minute]
        waiting -= min(waiting, per_minute)
        queue.append(waiting)
    return queue


CASES = {
    "two hours": (Scenario(MAILEROO, 0.5, 2 * HOUR), Fraction(100)),
    "just enough": (Scenario(MAILEROO, 0.5, HOUR), Fraction(31)),
    "an odd capacity": (Scenario(MAILEROO, 7 / 60, 5_000.0), Fraction(100, 7)),
    "too little": (Scenario(MAILEROO, 0.5, HOUR), Fraction(30)),
    "more than enough": (Scenario(MAILEROO, 0.5, HOUR), Fraction(150)),
    "a campaign": (Scenario(MAILEROO, 0.1, HOUR, (Campaign(900, 600.0), Campaign(200, 2 * HOUR))), Fraction(40)),
    "campaigns alone": (Scenario(MAILEROO, 0.0, HOUR, (Campaign(500, -60.0),)), Fraction(1, 2)),
    "slow failures": (Scenario(MAILEROO, 0.25, HOUR, failing=30.0), Fraction(50)),
}


@pytest.mark.parametrize(("scenario", "per_minute"), CASES.values(), ids=CASES.keys())
def test_the_queue_is_a_naive_one(scenario: Scenario, per_minute: Fraction) -> None:
    """What waits at the end of each minute is what a naive queue says, and so is when nothing does any more."""
    forecast = follow_queue(with_window(scenario), PAIR_GAP, float(per_minute) / 60)
    naive = naive_queue(accepted_times(forecast.scenario), per_minute, len(forecast.after))
    assert forecast.queue == pytest.approx([float(one) for one in naive], abs=1e-6)
    assert [bool(one) for one in forecast.queue] == [bool(one) for one in naive]
    if per_minute <= scenario.per_second * 60:
        assert forecast.caught_up is None
    else:
        waits = [number for number, waiting in enumerate(naive, 1) if waiting]
        assert forecast.caught_up == (60 * (waits[-1] + 1) if waits else 0)


@pytest.mark.parametrize("per_minute", [50, 100, 160])
def test_it_is_right_to_the_minute(per_minute: int) -> None:
    """A server that does one event after the other has caught up within a minute of what is told.

    After that events wait for those alone that come at the same moment, of which there are six at most.
    """
    forecast = follow_queue(with_window(Scenario(MAILEROO, 0.5, 2 * HOUR)), PAIR_GAP, per_minute / 60)
    free, last, together = 0.0, 0.0, 6 * 60 / per_minute
    for at in accepted_times(forecast.scenario):
        begun = max(free, at / SECOND)
        free = begun + 60 / per_minute
        last = free if begun - at / SECOND > together else last
    assert forecast.caught_up is not None
    assert abs(forecast.caught_up - last) <= 60


def test_traffic_goes_on_until_it_has_caught_up() -> None:
    """A forecast is as long as the queue, unless it is said how long it is, or the queue does not end within a week."""
    scenario = with_window(Scenario(MAILEROO, 0.5, 2 * HOUR))
    assert follow_queue(scenario, PAIR_GAP, 100 / 60).scenario == scenario
    longer = follow_queue(scenario, PAIR_GAP, 35 / 60)
    assert longer.caught_up is not None
    assert scenario.after < longer.caught_up < longer.scenario.after
    assert follow_queue(scenario, PAIR_GAP, 35 / 60, as_long=False).caught_up is None
    endless = follow_queue(scenario, PAIR_GAP, 30.001 / 60)
    assert (endless.caught_up, endless.scenario.after) == (None, 7 * 86_400)
    assert (make_forecast(scenario).queue, make_forecast(scenario).caught_up) == ((), None)


def test_a_queue_that_fills_again() -> None:
    """It has caught up when nothing waits for good, not when it is empty in between."""
    minutes = [
        StormMinute(60.0 * at, 0, 0, 0, accepted, 0, 0, None, None) for at, accepted in enumerate([5, 0, 9, 0, 0])
    ]
    assert queue_after(minutes, 4 / 60) == (1, 0, 5, 1, 0)
    assert caught_up_after((1, 0, 5, 1, 0)) == 300
    assert caught_up_after((1, 0, 5, 1)) is None
    assert caught_up_after((0, 0)) == caught_up_after(()) == 0

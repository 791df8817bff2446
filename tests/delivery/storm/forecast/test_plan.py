"""The forecast of a storm against a naive simulation of the same: event by event, and minute by minute."""

from bisect import bisect_left
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from maileroo_cli.delivery.schedule.catalogue import MAILEROO, SCHEDULES
from maileroo_cli.delivery.schedule.definition import Schedule, limit_attempts
from maileroo_cli.delivery.schedule.text import parse_schedule
from maileroo_cli.delivery.storm.attempts import attempt_times, wait_after
from maileroo_cli.delivery.storm.forecast.definition import StormForecast
from maileroo_cli.delivery.storm.forecast.method import make_forecast
from maileroo_cli.delivery.storm.forecast.playing import play_attempts
from maileroo_cli.delivery.storm.scenario import Campaign, Scenario
from maileroo_cli.delivery.storm.simulation import simulate
from maileroo_cli.delivery.storm.traffic import event_times
from maileroo_cli.webhook.generation.lifecycle import LIFECYCLES, draw_offsets
from tests.delivery.storm.naive import (
    SECOND,
    NaiveEvent,
    even_arrivals,
    naive_minutes,
    naive_pairs,
    play_event,
    play_queue,
)

HOUR = 3_600
ENGAGED = "engaged=1"


def case(
    rate: str, outage: int, schedule: Schedule = MAILEROO, *campaigns: Campaign, **more: Any
) -> tuple[Fraction, Scenario]:
    """Return a rate a minute, exactly, and its scenario."""
    exact = Fraction(rate) / 60
    values = {"before": 600.0, "after": 2.0 * HOUR, **more}
    return exact, Scenario(schedule, float(exact), float(outage), campaigns, mix=ENGAGED, **values)


CASES = {
    "an hour": case("30", HOUR),
    "two hours": case("30", 2 * HOUR),
    "as long as the schedule": case("5", 14 * HOUR, after=7.0 * HOUR),
    "longer than the schedule": case("5", 24 * HOUR, after=7.0 * HOUR),
    "an odd rate and an odd outage": case("7", 6_011),
    "no minute": case("240", 17, after=400.0),
    "nothing afterwards": case("30", HOUR, after=0.0, before=0.0),
    "a campaign": case("10", 2 * HOUR, MAILEROO, Campaign(700, -300)),
    "campaigns alone": case("0", 2 * HOUR, MAILEROO, Campaign(500, 605.5), Campaign(300, 4_000, 1_800.0)),
    "a short schedule": case("30", HOUR, parse_schedule("0s,5m,30m")),
    "one attempt": case("30", HOUR, limit_attempts(MAILEROO, 1)),
    "eight attempts": case("3", 9 * HOUR, limit_attempts(MAILEROO, 8), after=5.0 * HOUR),
    "mailgun": case("6", 8 * HOUR, SCHEDULES["mailgun"], after=5.0 * HOUR),
    "postmark": case("12", 3 * HOUR, SCHEDULES["postmark"]),
    "resend": case("2", 12 * HOUR, SCHEDULES["resend"], after=11.0 * HOUR),
    "standard webhooks": case("1/3", 80 * HOUR, SCHEDULES["standard-webhooks"], after=25.0 * HOUR),
    "slow failures": case("20", 2 * HOUR, failing=30.0),
    "slow failures and a campaign": case("20", 2 * HOUR, MAILEROO, Campaign(400, 60.0), failing=12.345),
}
EVERY = pytest.mark.parametrize(("rate", "scenario"), CASES.values(), ids=CASES.keys())


def naive_arrivals(rate: Fraction, scenario: Scenario) -> list[int]:
    """Return when the events of a scenario arrive, whose campaigns have engaged mails."""
    until = int(scenario.outage + scenario.after)
    arrivals = even_arrivals(rate, int(scenario.before), until)
    for number, campaign in enumerate(scenario.campaigns):
        rng = Random(f"campaign {number} of {scenario.seed}")
        for mail in range(campaign.mails):
            rng.random()  # the choice of a lifecycle, of which there is one
            sent = round(campaign.at * SECOND) + int(campaign.over * mail / campaign.mails) * SECOND
            for offset in draw_offsets(LIFECYCLES["engaged"], rng):
                at = sent + offset * SECOND
                if -scenario.before * SECOND <= at < until * SECOND:
                    arrivals.append(at)
    return sorted(arrivals)


def check_forecast(forecast: StormForecast, events: list[NaiveEvent]) -> None:
    """Hold a forecast to what was played: its sums, and each of its minutes."""
    outage = int(forecast.scenario.outage)
    minutes = naive_minutes(events, outage)
    accepted = Counter(len(event.tries) for event in events if event.accepted)
    assert forecast.accepted == tuple(accepted[number + 1] for number in range(len(forecast.accepted)))
    assert forecast.lost == sum(not event.accepted for event in events)
    assert forecast.events == len(events)
    assert forecast.attempts == sum(len(event.tries) for event in events)
    retries = [retry for event in events for retry in event.tries[1:]]
    assert forecast.drain == max([0, *(retry - outage * SECOND for retry in retries)]) / SECOND
    numbers = [round((one.start - outage) / 60) for one in forecast.minutes]
    assert numbers == list(range(numbers[0], numbers[-1] + 1))
    assert set(minutes) <= set(numbers)
    seconds = Counter((at - outage * SECOND) // SECOND for event in events for at in event.tries)
    peak = round(forecast.peak.start - outage)
    assert forecast.peak_second == max(seconds[peak + second] for second in range(60))
    backlog = 0
    for number, one in zip(numbers, forecast.minutes, strict=True):
        if (wanted := minutes.get(number)) is None:
            assert (one.arrived, one.attempts, one.accepted, one.lost, one.backlog) == (0, 0, 0, 0, backlog)
            continue
        backlog = wanted.backlog
        assert (one.arrived, one.new, one.retries) == (wanted.arrived, wanted.new, wanted.retries)
        assert (one.accepted, one.lost, one.backlog) == (wanted.accepted, wanted.lost, wanted.backlog)
        if wanted.ages:
            assert one.age == sum(wanted.ages) / len(wanted.ages) / SECOND
            assert one.oldest == max(wanted.ages) / SECOND
        else:
            assert (one.age, one.oldest) == (None, None)


@EVERY
def test_a_forecast_is_what_happens(rate: Fraction, scenario: Scenario) -> None:
    """Each minute of a counted forecast has what a naive simulation has, and so have the pairs."""
    outage, waits = int(scenario.outage), scenario.schedule.waits
    arrivals = naive_arrivals(rate, scenario)
    events = [play_event(at, waits, outage, scenario.failing) for at in arrivals]
    forecast = make_forecast(scenario, 600.0)
    check_forecast(forecast, events)
    assert (forecast.pairs, forecast.reversed) == naive_pairs(arrivals, waits, outage, 600, scenario.failing)
    assert forecast.lost_pairs == sum(0 <= at < outage * SECOND for at in arrivals) - forecast.pairs
    met = [event for event in events if len(event.tries) > 1 or not event.accepted]
    assert (forecast.met, forecast.met_attempts) == (len(met), sum(len(event.tries) for event in met))


@EVERY
def test_each_event_fares_as_it_should(rate: Fraction, scenario: Scenario) -> None:
    """Each event arrives when it should, is tried when it should, and is accepted or lost as it should."""
    outage, waits = int(scenario.outage), scenario.schedule.waits
    arrivals = naive_arrivals(rate, scenario)
    times = list(event_times(scenario))
    assert times == [at / SECOND for at in arrivals]
    simulated: dict[int, list[tuple[int, bool, bool]]] = {}
    for one in simulate(scenario):
        assert one.arrived == arrivals[one.event]
        assert one.number == len(simulated.setdefault(one.event, [])) + 1
        simulated[one.event].append((one.at, one.accepted, one.ended))
    assert len(simulated) == len(arrivals)
    for number, at in enumerate(arrivals):
        event = play_event(at, waits, outage, scenario.failing)
        assert attempt_times(scenario, times[number], number) == (
            tuple(one / SECOND for one in event.tries),
            event.accepted,
        )
        failed = [(one, False, False) for one in event.tries[:-1]]
        assert simulated[number] == [*failed, (event.tries[-1], event.accepted, True)]


@pytest.mark.parametrize("name", ["an hour", "slow failures"])
def test_counting_is_playing(name: str) -> None:
    """Where both can be done, counting events comes to the same as playing each of them."""
    _, scenario = CASES[name]
    assert make_forecast(scenario, 600.0) == play_attempts(scenario, 600.0)


QUEUES = {
    "jitter": {"jitter": 0.2},
    "wild jitter": {"jitter": 1.0, "seed": 7},
    "one at a time": {"parallel": 1, "failing": 2.0, "serving": 0.5},
    "some at a time": {"parallel": 5, "failing": 30.0, "serving": 0.25},
    "so few that they never end within the outage": {"parallel": 2, "failing": 60.0, "serving": 1.0},
    "jitter and some at a time": {"parallel": 5, "failing": 30.0, "serving": 2.0, "jitter": 0.1, "seed": 3},
}


@pytest.mark.parametrize("campaigns", [(), (Campaign(40, 100),)], ids=["steady", "campaign"])
@pytest.mark.parametrize("more", QUEUES.values(), ids=QUEUES.keys())
def test_what_is_played_is_what_happens(more: dict[str, Any], campaigns: tuple[Campaign, ...]) -> None:
    """With jitter, and with a limit of parallel deliveries, each minute has what a naive queue has."""
    rate, scenario = case("6", HOUR, MAILEROO, *campaigns, **more)
    arrivals = naive_arrivals(rate, scenario)

    def wait_of(event: int, attempt: int) -> float | None:
        return wait_after(scenario, event, attempt) if attempt < scenario.schedule.attempts else None

    events = play_queue(
        arrivals,
        wait_of,
        HOUR,
        parallel=scenario.parallel,
        failing=scenario.failing,
        serving=scenario.serving,
    )
    forecast = make_forecast(scenario, 600.0)
    check_forecast(forecast, events)
    simulated = [(one.event, one.at) for one in simulate(scenario)]
    assert [at for _, at in simulated] == sorted(at for event in events for at in event.tries)
    wrong = both = 0
    for event in events:
        place = bisect_left(arrivals, event.arrived + 600 * SECOND)
        if 0 <= event.arrived < HOUR * SECOND and place < len(events) and event.accepted and events[place].accepted:
            both += 1
            wrong += events[place].tries[-1] < event.tries[-1]
    assert (forecast.pairs, forecast.reversed) == (both, wrong)


def test_the_same_seed_gives_the_same_forecast() -> None:
    """What is drawn is the same for the same seed, and another for another one."""
    _, scenario = case("12", HOUR, MAILEROO, Campaign(120, 100), jitter=0.2)
    assert make_forecast(scenario) == make_forecast(replace(scenario))
    assert make_forecast(scenario).minutes != make_forecast(replace(scenario, seed=1)).minutes

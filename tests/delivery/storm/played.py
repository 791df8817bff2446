"""Storms that are played without sockets: on a clock that jumps, with a receiver that is a function."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from maileroo_cli.delivery.load.request import RequestEnd
from maileroo_cli.delivery.schedule.catalogue import MAILEROO
from maileroo_cli.delivery.storm.live.attempts import EndedAttempt, StormAttempts, WaveAttempt
from maileroo_cli.delivery.storm.live.events import StormEvent, make_storm_events
from maileroo_cli.delivery.storm.live.plan import StormPlan, parse_mode
from maileroo_cli.delivery.storm.live.result import StormResult
from maileroo_cli.delivery.storm.scenario import Scenario
from maileroo_cli.delivery.storm.traffic import event_times
from maileroo_cli.webhook.generation.traffic import parse_mix
from tests.sample_vocabulary import VOCABULARY

Receiver = Callable[[WaveAttempt], RequestEnd]
SHORT = replace(MAILEROO, waits=(20.0, 60.0, 120.0, 300.0))
"""A schedule whose storms are over soon."""


def make_plan(scenario: Scenario | None = None, **fields: object) -> StormPlan:
    """Return a plan of five minutes down at one event in two seconds, unless another one is wanted."""
    scenario = scenario or Scenario(SHORT, 0.5, 300.0, mix="delivered=60,bounced=40", seed=1)
    plan = StormPlan("http://127.0.0.1:9/webhook", scenario, parse_mode("refused"), start=1_700_000_000)
    return replace(plan, **fields)  # type: ignore[arg-type]


def events_of(plan: StormPlan) -> Iterator[StormEvent]:
    """Yield the events of a plan."""
    mix = parse_mix(plan.scenario.mix)
    times, seed = event_times(plan.sent), plan.scenario.seed
    return make_storm_events(times, mix, VOCABULARY, start=plan.start, seed=seed, ids=plan.ids)


def accepts(attempt: WaveAttempt) -> RequestEnd:
    """Answer 200, whatever it is."""
    return 200


def play(
    attempts: StormAttempts, receiver: Receiver = accepts, *, took: float = 0.5, until: float = 1e12
) -> list[WaveAttempt]:
    """Play a storm, at most up to a moment, each attempt taking so many simulated seconds; return what was sent."""
    sent = []
    while (due := attempts.next_due) is not None and due <= until:
        for attempt in attempts.take_due(due):
            sent.append(attempt)
            attempts.ended(attempt, EndedAttempt(attempt.due, attempt.due, attempt.due + took, receiver(attempt)))
    return sent


def played(plan: StormPlan, receiver: Receiver = accepts, *, took: float = 0.5) -> StormResult:
    """Return what a whole storm comes to."""
    attempts = StormAttempts(plan, events_of(plan))
    play(attempts, receiver, took=took)
    moment = attempts.tally.begins(len(attempts.tally.intervals))
    return StormResult(
        plan,
        attempts.tally,
        moment,
        attempts.drained,
        attempts.planned_drain,
        discrepancies=tuple(attempts.discrepancies()),
    )

"""From the plan of a storm to its attempts, and from these to what they came to. Sending them is in ``run``."""

from dataclasses import replace

from maileroo_cli.delivery.storm.live.attempts import Recorded, StormAttempts
from maileroo_cli.delivery.storm.live.events import make_storm_events
from maileroo_cli.delivery.storm.live.notes import NotedStorm, SeenStorm
from maileroo_cli.delivery.storm.live.plan import StormPlan
from maileroo_cli.delivery.storm.live.result import StormResult
from maileroo_cli.delivery.storm.traffic import event_times
from maileroo_cli.transport.file.vocabulary import load_vocabulary
from maileroo_cli.webhook.generation.traffic import parse_mix


def make_attempts(plan: StormPlan, recorded: Recorded) -> StormAttempts:
    """Return the attempts of a plan; what was ``recorded`` counts as it ended."""
    events = make_storm_events(
        event_times(plan.sent),
        parse_mix(plan.scenario.mix),
        load_vocabulary(plan.locale),
        start=plan.start,
        seed=plan.scenario.seed,
        ids=plan.ids,
    )
    return StormAttempts(plan, events, recorded)


def result_of(attempts: StormAttempts, moment: float, seen: SeenStorm) -> StormResult:
    """Return what attempts came to up to a simulated moment, with what was observed."""
    return StormResult(
        attempts.plan,
        attempts.tally,
        moment,
        attempts.drained,
        attempts.planned_drain,
        effects=seen.effects,
        states=seen.states,
        unseen=seen.unseen,
        at_limit=seen.at_limit,
        unknown=seen.unknown,
        discrepancies=tuple(attempts.discrepancies()),
    )


def noted_result(noted: NotedStorm) -> StormResult:
    """Return what a storm came to up to where it was noted; one that is not over is interrupted there."""
    plan = noted.plan if noted.events is None else replace(noted.plan, most_events=noted.events)
    attempts = make_attempts(plan, noted.recorded)
    for attempt in attempts.take_due(noted.moment):
        attempts.broken_off(attempt)
    return replace(result_of(attempts, noted.moment, noted.seen), interrupted=noted.events is None)

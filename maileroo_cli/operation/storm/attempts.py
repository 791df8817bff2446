"""From the plan of a storm to its attempts, and from these to what they came to. Sending them is in ``run``."""

from maileroo_cli.delivery.storm.live.attempts import Recorded, StormAttempts
from maileroo_cli.delivery.storm.live.events import make_storm_events
from maileroo_cli.delivery.storm.live.notes import SeenStorm
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

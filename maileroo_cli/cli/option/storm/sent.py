"""From the options of a storm to its plan, and to who looks at what it does."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from random import SystemRandom
from typing import NamedTuple

from maileroo_cli.cli.option.endpoint import ConnectionOptions, RequestOptions, parse_header
from maileroo_cli.cli.option.storm.made import after_of, make_scenarios
from maileroo_cli.cli.option.storm.scenario import ScenarioOptions
from maileroo_cli.cli.option.storm.sending import SendingOptions, StormEffectOptions
from maileroo_cli.cli.option.storm.unknown import UnknownOptions
from maileroo_cli.delivery.attempt.judgement import Success
from maileroo_cli.delivery.storm.live.plan import LIVE_MIX, StormPlan, check_plan, parse_mode
from maileroo_cli.errors import UsageError
from maileroo_cli.operation.authorization import check_authorized
from maileroo_cli.operation.storm.terms import StormTerms
from maileroo_cli.operation.storm.watching import SettleTerms
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.client.tls import Trust
from maileroo_cli.transport.file.secret import load_secret
from maileroo_cli.transport.observer.opening import open_observer
from maileroo_cli.transport.observer.state import open_state

WHAT = "a storm"
_LARGEST_SEED = 2**31
_LARGEST_IDS = 2**53
_CONNECTIONS = 1_000
Note = Callable[[str], None]


class StormWish(NamedTuple):
    """All options that say what storm is sent."""

    scenario: ScenarioOptions
    unknown: UnknownOptions
    sending: SendingOptions
    connection: ConnectionOptions
    request: RequestOptions


def make_storm_plan(url: str, wish: StormWish, note: Note) -> StormPlan:
    """Return the plan of a new storm; what cannot be raises ``UsageError``. ``note`` is told a seed that was drawn."""
    check_authorized(parse_target(url), wish.sending.authorize, what=WHAT)
    scenario, *more = make_scenarios(wish.scenario, wish.unknown)
    if more:
        raise UsageError("a storm that is sent has one --outage", "compare several with --plan")
    if wish.scenario.seed is None:
        scenario = replace(scenario, seed=SystemRandom().randrange(_LARGEST_SEED))
        note(f"events are drawn with --seed {scenario.seed}")
    if wish.scenario.mix is None:
        scenario = replace(scenario, mix=LIVE_MIX)
    plan = StormPlan(
        url,
        scenario,
        parse_mode(wish.scenario.mode),
        scale=wish.sending.scale,
        closed=wish.sending.closed,
        steady=wish.sending.steady,
        after=after_of(wish.scenario),
        drain=wish.sending.drain,
        lost_answers=wish.sending.lost_answers,
        locale=wish.sending.locale,
        timeout=wish.connection.timeout,
        any_2xx=wish.connection.success is Success.ANY_2XX or scenario.schedule.any_2xx,
        connections=scenario.parallel or _CONNECTIONS,
        header_names=tuple(name for name, _ in map(parse_header, wish.request.header)),
        ids=SystemRandom().randrange(_LARGEST_IDS),
    )
    if plan.drain and plan.after is None:
        raise UsageError("--drain goes on after the time of --after, and there is none", "leave it out, or add --after")
    check_plan(plan)
    # Events happen no later than now, however fast the clock: what is of the future a receiver may refuse.
    return replace(plan, start=int(time.time() - plan.latest))


@contextmanager
def open_storm_terms(
    secret: str | None,
    effects: StormEffectOptions,
    connection: ConnectionOptions,
    request: RequestOptions,
    note: Note,
) -> Iterator[StormTerms]:
    """Yield what is needed to send a storm and is in no file; observers are open as long as the block lasts."""
    trust = Trust(connection.cacert, connection.insecure)
    observer = open_observer(effects.observe_cmd, effects.observe_url, effects.observe_path, trust=trust)
    state = open_state(effects.state_cmd, effects.state_url, trust=trust)
    settle = SettleTerms(effects.settle, effects.patience)
    with ExitStack() as stack:
        for one in (observer, state):
            if one is not None:
                stack.enter_context(one)
        headers = tuple(map(parse_header, request.header))
        yield StormTerms(load_secret(secret, note), trust, observer, state, settle, request.wait_for, headers)

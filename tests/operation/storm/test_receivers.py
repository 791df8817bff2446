"""Six receivers in the same storm, over real sockets: one stands it, and each of the five others is told apart."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from maileroo_cli.delivery.schedule.catalogue import MAILEROO
from maileroo_cli.delivery.storm.live.plan import StormPlan, parse_mode
from maileroo_cli.delivery.storm.live.result import StormResult
from maileroo_cli.delivery.storm.live.verdict import StormOutcome, judge_storm
from maileroo_cli.delivery.storm.scenario import Scenario
from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.storm.results import StormEnded, StormProgress, StormStarted
from maileroo_cli.operation.storm.run import send_storm
from maileroo_cli.operation.storm.terms import StormTerms
from maileroo_cli.operation.storm.watching import SettleTerms
from maileroo_cli.webhook.signing.secret import Secret
from tests.receivers.correct import SECRET
from tests.receivers.in_storm import STORM_RECEIVERS, StandsStorms
from tests.receivers.insight import ReceiverObserver, RecipientState

_SCHEDULE = replace(MAILEROO, waits=(20.0, 60.0, 120.0, 300.0))
_SCENARIO = Scenario(_SCHEDULE, 0.4, 300.0, mix="delivered=60,bounced=40", seed=4)
_DOWN = {"slow-failures", "locked-out"}


def _storm(kind: type[StandsStorms]) -> StormResult:
    with kind() as receiver:
        plan = StormPlan(
            receiver.url,
            _SCENARIO,
            parse_mode("refused"),
            scale=150.0,
            closed=True,
            steady=1.0,
            after=300.0,
            start=1_700_000_000,
        )
        terms = StormTerms(
            Secret(SECRET),
            observer=ReceiverObserver(receiver, per_event=False),
            state=RecipientState(receiver),
            settle=SettleTerms(0.3, 10.0),
        )
        first, *between, last = send_storm(plan, terms)
        assert isinstance(first, StormStarted)
        assert any(isinstance(one, StormProgress) for one in between)
        assert isinstance(last, StormEnded)
        return last.result


@pytest.fixture(scope="module")
def results() -> Iterator[dict[type[StandsStorms], StormResult]]:
    """Send the storm to all of them at the same time: most of it is waiting."""
    with ThreadPoolExecutor(len(STORM_RECEIVERS)) as pool:
        yield dict(zip(STORM_RECEIVERS, pool.map(_storm, STORM_RECEIVERS), strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("kind", STORM_RECEIVERS, ids=lambda kind: kind.__name__)
def test_receivers_are_told_apart(kind: type[StandsStorms], results: dict[type[StandsStorms], StormResult]) -> None:
    """What each does wrong is found of it, and of none of the others."""
    result = results[kind]
    verdict = judge_storm(result)
    found = {str(finding.kind) for finding in verdict.findings}
    told_apart = {one.finding for one in STORM_RECEIVERS if one.finding is not None}
    assert found & told_apart == ({kind.finding} if kind.finding else set())
    assert verdict.exit_code is (ExitCode.FAILED if kind.finding else ExitCode.OK)
    assert (verdict.outcome is StormOutcome.STAYS_DOWN) == (kind.finding in _DOWN)
    assert not result.discrepancies
    assert not result.unseen


@pytest.mark.slow
def test_what_arrived_is_what_was_sent(results: dict[type[StandsStorms], StormResult]) -> None:
    """Each event of the plan is accepted once by a receiver that stands the storm, and has its effect."""
    result = results[StandsStorms]
    tally = result.tally
    assert tally.events == tally.accepted == 300
    assert tally.cut == 10
    assert result.effects is not None
    assert (result.effects.seen, result.effects.lost, result.effects.doubled) == (300, 0, 0)
    assert result.states is not None
    assert result.states.compared == len(tally.order.sampled()) > 0

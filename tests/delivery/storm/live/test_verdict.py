"""What a storm says of a receiver: whether it recovers, drains or stays down, and what is wrong with it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.load.request import RequestEnd
from maileroo_cli.delivery.storm.live.attempts import EndedAttempt, StormAttempts, WaveAttempt
from maileroo_cli.delivery.storm.live.findings import StormFindingKind
from maileroo_cli.delivery.storm.live.plan import StormPlan
from maileroo_cli.delivery.storm.live.result import EffectsLook, StormEffects, StormResult, StormStates
from maileroo_cli.delivery.storm.live.verdict import StormOutcome, StormVerdict, judge_storm
from maileroo_cli.delivery.storm.scenario import Campaign
from maileroo_cli.errors import ExitCode
from tests.delivery.storm.played import events_of, make_plan, play, played

_CLOSED = make_plan(closed=True, scale=10.0, steady=4.0)


def _kinds(result: StormResult) -> set[StormFindingKind]:
    return {finding.kind for finding in judge_storm(result).findings}


def _stuck(end: RequestEnd) -> StormResult:
    return played(replace(_CLOSED, after=400.0), lambda one: 200 if one.event.time < 0 else end)


def test_a_receiver_that_accepts_all_recovers() -> None:
    """Its latency is back at once, and its backlog empty when the forecast has it."""
    result = played(_CLOSED)
    verdict = judge_storm(result)
    assert verdict.outcome is StormOutcome.RECOVERS
    assert verdict.recovered == 0
    assert verdict.drained == pytest.approx(result.planned_drain - 300.0 + 0.5)
    assert verdict.exit_code is ExitCode.OK
    assert not verdict.findings


def test_a_receiver_that_is_slow_for_a_while_recovers_later() -> None:
    """As long as its latency is above what it was before, it has not recovered."""
    attempts = StormAttempts(_CLOSED, events_of(_CLOSED))
    while (due := attempts.next_due) is not None:
        for one in attempts.take_due(due):
            took = 20.0 if 300 <= one.due < 450 else 0.5
            attempts.ended(one, EndedAttempt(one.due, one.due, one.due + took, 200))
    end = attempts.tally.begins(len(attempts.tally.intervals))
    result = StormResult(_CLOSED, attempts.tally, end, attempts.drained, attempts.planned_drain)
    verdict = judge_storm(result)
    assert verdict.outcome is StormOutcome.RECOVERS
    assert verdict.recovered is not None
    assert 150 <= verdict.recovered <= 150 + 20 + _CLOSED.interval


@pytest.mark.parametrize(
    ("end", "kind"),
    [
        (429, StormFindingKind.LOCKED_OUT),
        (403, StormFindingKind.LOCKED_OUT),
        (Outcome.TIMEOUT, StormFindingKind.SLOW_FAILURES),
        (500, StormFindingKind.SLOW_FAILURES),
        (404, StormFindingKind.STAYS_DOWN),
        (Outcome.REFUSED, StormFindingKind.STAYS_DOWN),
    ],
)
def test_a_receiver_that_does_not_come_back_stays_down(end: RequestEnd, kind: StormFindingKind) -> None:
    """What it answers most says what keeps it down."""
    result = _stuck(end)
    verdict = judge_storm(result)
    assert verdict.outcome is StormOutcome.STAYS_DOWN
    assert kind in _kinds(result)
    assert verdict.exit_code is ExitCode.FAILED


def test_what_fails_before_the_outage_is_told() -> None:
    """Then the outage is not what is wrong."""
    assert StormFindingKind.FAILS_BEFORE in _kinds(played(_CLOSED, lambda one: 500 if one.event.place % 2 else 200))


def test_events_that_are_given_up_after_the_recovery_are_lost() -> None:
    """Those that the outage itself outlasts are no fault of the receiver's."""
    assert StormFindingKind.LOST in _kinds(_stuck(500))
    long = make_plan(replace(_CLOSED.scenario, outage=900.0), closed=True, scale=10.0, steady=4.0)
    result = played(long)
    assert result.tally.given_up > 0
    assert StormFindingKind.LOST not in _kinds(result)


def test_effects_are_compared_with_what_was_accepted() -> None:
    """Too many are doubled, too few are lost, and a queue that is not worked off is one without a bound."""
    result = played(_CLOSED)
    expected = result.tally.accepted

    def seen(**fields: object) -> StormResult:
        effects = StormEffects(expected, expected, 0, 0)
        return replace(result, effects=replace(effects, **fields))  # type: ignore[arg-type]

    assert not _kinds(seen())
    assert _kinds(seen(doubled=3)) == {StormFindingKind.DOUBLED}
    assert _kinds(seen(lost=3)) == {StormFindingKind.WITHOUT_EFFECT}
    looks = (EffectsLook(-10.0, 5, 7), EffectsLook(400.0, 100, 200), EffectsLook(500.0, 100, 300))
    behind = seen(looks=looks, drain_s=3.0)
    assert _kinds(behind) == {StormFindingKind.FALLS_BEHIND}
    assert judge_storm(behind).outcome is StormOutcome.DRAINS
    assert judge_storm(behind).sentence.endswith("but when the traffic ended it was behind with its work")
    assert "it took 3.0 s more until they were" in judge_storm(behind).findings[0].sentence
    for never in (seen(looks=looks, lost=9), seen(looks=looks, settled=False)):
        assert judge_storm(never).outcome is StormOutcome.STAYS_DOWN
    caught_up = seen(looks=(*looks, EffectsLook(600.0, 350, 350)))
    assert not _kinds(caught_up)
    assert (judge_storm(caught_up).drained or 0) >= 200


def test_what_an_open_storm_sees_refused_fails_it() -> None:
    """It is never tried again, so that no backlog is empty; with the receiver's answers heeded it is."""
    refuses = lambda one: 503 if one.event.place % 20 == 9 and one.number == 2 else 200  # noqa: E731
    result = played(replace(_CLOSED, closed=False), refuses)
    verdict = judge_storm(result)
    refused = result.tally.unaccepted
    assert refused > 0
    assert _kinds(result) == {StormFindingKind.NEVER_ACCEPTED}
    assert verdict.exit_code is ExitCode.FAILED
    assert verdict.outcome is StormOutcome.UNDECIDED
    assert verdict.sentence.startswith(f"undecided: after 5m down it refused {refused} event")
    assert verdict.drained is None
    assert not _kinds(played(_CLOSED, refuses))


def test_what_was_not_back_is_named() -> None:
    """Fast failures are no latency."""
    limit = _CLOSED.outage + 390
    plan = replace(_CLOSED, after=400.0)
    result = played(plan, lambda one: 503 if one.event.time >= limit else 200)
    verdict = judge_storm(result)
    assert verdict.outcome is StormOutcome.DRAINS
    assert "attempts failed" in verdict.sentence
    assert "latency" not in verdict.sentence


def test_a_receiver_that_does_nothing_has_no_queue() -> None:
    """That nothing was done is found, and no work that is behind."""
    result = played(_CLOSED)
    expected = result.tally.accepted
    looks = (EffectsLook(400.0, 0, 200), EffectsLook(500.0, 0, 300))
    nothing = replace(result, effects=StormEffects(expected, 0, expected, 0, looks=looks))
    assert _kinds(nothing) == {StormFindingKind.WITHOUT_EFFECT}
    assert judge_storm(nothing).outcome is StormOutcome.UNDECIDED
    assert "none that it accepted had an effect" in judge_storm(nothing).sentence


def test_a_campaign_is_no_steady_traffic() -> None:
    """How slow it was in a campaign is not what it has to come back to; with no steady traffic only success counts."""
    campaigns = (Campaign(200, -60.0), Campaign(50, 60.0))
    plan = replace(_CLOSED, scenario=replace(_CLOSED.scenario, campaigns=campaigns))
    slow_in_it = lambda one: 90.0 if -60 <= one.due < 0 else 0.5  # noqa: E731
    assert _judged(plan, slow_in_it).latency_before == pytest.approx(0.05)
    alone = _judged(replace(plan, scenario=replace(plan.scenario, per_second=0.0)), slow_in_it)
    assert alone.latency_before is None
    assert alone.outcome is StormOutcome.RECOVERS
    assert "compared with nothing" in alone.sentence


def _judged(plan: StormPlan, took: Callable[[WaveAttempt], float]) -> StormVerdict:
    attempts = StormAttempts(plan, events_of(plan))
    while (due := attempts.next_due) is not None:
        for one in attempts.take_due(due):
            attempts.ended(one, EndedAttempt(one.due, one.due, one.due + took(one), 200))
    end = attempts.tally.begins(len(attempts.tally.intervals))
    return judge_storm(StormResult(plan, attempts.tally, end, attempts.drained, attempts.planned_drain))


def test_wrong_states_fail_it() -> None:
    """A mail that ends in another state than those in order was overwritten by what came late."""
    result = replace(played(_CLOSED), states=StormStates(9, 2, example=": x"))
    assert _kinds(result) == {StormFindingKind.WRONG_STATE}
    assert judge_storm(result).exit_code is ExitCode.FAILED
    assert not _kinds(replace(result, states=StormStates(9, 2, example=": x", settled=False)))


def test_an_interrupted_storm_is_undecided() -> None:
    """What is pending then is no verdict."""
    attempts = StormAttempts(_CLOSED, events_of(_CLOSED))
    play(attempts, until=310.0)
    result = StormResult(_CLOSED, attempts.tally, 310.0, None, attempts.planned_drain, interrupted=True)
    verdict = judge_storm(result)
    assert verdict.outcome is StormOutcome.UNDECIDED
    assert verdict.exit_code is ExitCode.INTERRUPTED
    later = replace(result, plan=replace(_CLOSED, after=400.0))
    assert judge_storm(later).sentence == f"undecided: interrupted with {result.tally.pending} events pending"
    assert judge_storm(replace(later, interrupted=False)).sentence.endswith("; --drain goes on until none is")


def test_counts_that_do_not_agree_fail_it() -> None:
    """It should never happen, and is told where it does."""
    result = replace(played(_CLOSED), discrepancies=("one is missing",))
    assert _kinds(result) == {StormFindingKind.COUNTS}

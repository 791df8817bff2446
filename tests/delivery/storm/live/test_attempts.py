"""Which attempts of a storm are sent: an open one as the forecast has them, a closed one as the receiver answers."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.load.request import RequestEnd
from maileroo_cli.delivery.schedule.catalogue import MAILEROO
from maileroo_cli.delivery.schedule.definition import limit_attempts
from maileroo_cli.delivery.storm.attempts import attempt_times
from maileroo_cli.delivery.storm.live.attempts import AttemptKey, EndedAttempt, StormAttempts, WaveAttempt
from maileroo_cli.delivery.storm.scenario import Campaign, Scenario
from tests.delivery.storm.played import SHORT, events_of, make_plan, play, played

_PLAIN = Scenario(SHORT, 0.5, 600.0, mix="delivered", seed=1)
_SCENARIOS = {
    "plain": _PLAIN,
    "an hour": Scenario(MAILEROO, 0.05, 3_600.0, seed=2),
    "two hours": Scenario(MAILEROO, 0.05, 7_200.0, seed=3),
    "longer than the schedule": Scenario(SHORT, 0.5, 1_200.0, seed=4),
    "as long as the schedule": Scenario(SHORT, 0.5, SHORT.total, seed=5),
    "slow": replace(_PLAIN, failing=20.0),
    "a campaign": replace(_PLAIN, campaigns=(Campaign(40, -30.0), Campaign(20, 100.0))),
    "a campaign alone": replace(_PLAIN, per_second=0.0, campaigns=(Campaign(40, 10.0),)),
    "one attempt": replace(_PLAIN, schedule=limit_attempts(SHORT, 1)),
    "jitter": replace(_PLAIN, jitter=0.2),
}


@pytest.mark.parametrize("scenario", _SCENARIOS.values(), ids=_SCENARIOS)
def test_an_open_storm_equals_its_forecast(scenario: Scenario) -> None:
    """Event by event: the attempt is sent that the forecast has accepted; where it loses an event, that is given up."""
    plan = make_plan(scenario, after=200.0, drain=True, lost_answers=0)
    attempts = StormAttempts(plan, events_of(plan))
    sent = {one.event.place: one for one in play(attempts)}
    lost = failed = 0
    for event in events_of(plan):
        expected = attempt_times(plan.sent, event.time, event.place)
        failed += len(expected.times) - expected.accepted
        lost += not expected.accepted
        if expected.accepted:
            one = sent.pop(event.place)
            assert one.number == len(expected.times)
            assert one.due == pytest.approx(expected.times[-1], abs=1e-4)
    assert not sent
    assert (attempts.tally.failed, attempts.tally.given_up) == (failed, lost)
    assert not list(attempts.discrepancies())


def test_an_open_storm_does_not_heed_answers() -> None:
    """The same attempts are sent to a receiver that refuses them all."""
    plan = make_plan(after=200.0, drain=True)
    good, bad = (StormAttempts(plan, events_of(plan)) for _ in range(2))
    assert play(good) == play(bad, lambda _: 500)
    assert bad.tally.unaccepted == good.tally.accepted


def test_a_closed_storm_tries_again_what_fails() -> None:
    """After a failure the wait of the schedule counts from the end of the attempt, until an attempt succeeds."""
    plan = make_plan(closed=True, after=200.0, drain=True, lost_answers=0)
    attempts = StormAttempts(plan, events_of(plan))

    def fails_once(attempt: WaveAttempt) -> RequestEnd:
        if attempt.event.place in seen or attempt.event.time < plan.outage:
            return 200
        seen.append(attempt.event.place)
        return 503

    seen: list[int] = []
    sent = [one for one in play(attempts, fails_once) if one.event.place in seen]
    for place in set(seen):
        first, second = (one for one in sent if one.event.place == place)
        assert (first.number, second.number) == (1, 2)
        assert second.due == pytest.approx(first.due + 0.5 + SHORT.waits[0])
    assert attempts.tally.accepted == attempts.tally.events


def test_a_closed_storm_gives_up_at_the_end_of_the_schedule() -> None:
    """What the receiver never accepts is lost, after as many attempts as the schedule has."""
    plan = make_plan(closed=True, after=100.0, drain=True)
    attempts = StormAttempts(plan, events_of(plan))
    play(attempts, lambda one: 200 if one.event.time < 0 else Outcome.TIMEOUT)
    tally = attempts.tally
    before = sum(event.time < 0 for event in events_of(plan))
    assert tally.accepted == before
    assert tally.given_up == tally.events - before
    assert tally.attempts == before + tally.given_up * SHORT.attempts


def test_a_status_that_ends_a_delivery_ends_it() -> None:
    """Where the provider does not try again after a refusal, nor does the storm."""
    schedule = replace(SHORT, refusals=(410,))
    plan = make_plan(Scenario(schedule, 0.5, 100.0), closed=True, after=50.0)
    attempts = StormAttempts(plan, events_of(plan))
    play(attempts, lambda one: 410 if one.number > 1 else 200)
    assert attempts.tally.ends[410] == attempts.tally.given_up > 0


def test_the_first_answers_of_the_outage_are_lost() -> None:
    """These events reach the receiver, fail all the same, and come again."""
    plan = make_plan(lost_answers=4, closed=True)
    attempts = StormAttempts(plan, events_of(plan))
    sent = play(attempts)
    cut = [one for one in sent if one.is_cut]
    assert [one.due for one in cut] == [one.time for one in events_of(plan) if one.time >= 0][:4]
    again = {one.event.place for one in sent if not one.is_cut}
    assert again.issuperset(one.event.place for one in cut)
    assert attempts.tally.cut == 4
    assert not attempts.unsure
    assert {one.place for one in attempts.sample.events()}.issuperset(one.event.place for one in cut)


def test_traffic_ends_when_what_was_pending_is_accepted() -> None:
    """Without a time it goes on until nothing from before the recovery is pending, and a while at least."""
    plan = make_plan(closed=True, scale=10.0, steady=2.0)
    attempts = StormAttempts(plan, events_of(plan))
    last = play(attempts)[-1]
    assert attempts.drained == pytest.approx(attempts.planned_drain + 0.5)
    assert attempts.planned_drain <= last.due <= attempts.planned_drain + plan.before + 4


def test_a_receiver_that_is_gone_does_not_keep_it_for_ever() -> None:
    """The storm ends at its latest moment, whatever is pending."""
    plan = make_plan(closed=True, scale=10.0, steady=2.0)
    attempts = StormAttempts(plan, events_of(plan))
    sent = play(attempts, lambda one: 200 if one.event.time < 0 else 503)
    assert attempts.is_over
    assert max(one.due for one in sent) <= plan.latest
    assert attempts.drained is None or attempts.tally.given_up


@given(st.data())
@settings(max_examples=40)
def test_no_event_is_lost_in_the_counts(data: st.DataObject) -> None:
    """Whatever the answers: each event is accepted, given up or pending once, and attempts add up."""
    outage = data.draw(st.floats(0, 900))
    plan = make_plan(Scenario(SHORT, 0.2, outage, seed=3), closed=data.draw(st.booleans()), after=200.0)
    attempts = StormAttempts(plan, events_of(plan))
    answers: st.SearchStrategy[RequestEnd] = st.sampled_from([200, 200, 500, Outcome.RESET])
    sent = play(attempts, lambda _: data.draw(answers))
    tally = attempts.tally
    assert not list(attempts.discrepancies())
    assert tally.sent == len(sent)
    assert tally.events == sum(one.events for one in tally.intervals)
    assert tally.pending == tally.events - tally.accepted - tally.given_up - tally.unaccepted >= 0
    assert tally.attempts == sum(one.sent + one.failed for one in tally.intervals)


@pytest.mark.parametrize("moment", [-20.0, 5.0, 300.0, 650.0, 800.0])
def test_a_storm_goes_on_where_it_ended(moment: float) -> None:
    """From what was recorded up to a moment the same attempts follow, and the same counts come of it."""
    plan = make_plan(closed=True, scale=10.0, steady=4.0)
    whole = StormAttempts(plan, events_of(plan))
    recorded: dict[AttemptKey, EndedAttempt] = {}

    def flaky(attempt: WaveAttempt) -> RequestEnd:
        return 200 if (attempt.event.place + attempt.number) % 3 else 500

    sent = play(whole, flaky)
    for one in sent:
        if one.due + 0.5 <= moment:
            recorded[one.key] = EndedAttempt(one.due, one.due, one.due + 0.5, 200 if one.is_cut else flaky(one))
    rest = StormAttempts(plan, events_of(plan), recorded)
    again = play(rest, flaky)
    assert {one.key for one in again} == {one.key for one in sent} - set(recorded)
    for name in ("events", "accepted", "given_up", "failed", "cut", "attempts"):
        assert getattr(rest.tally, name) == getattr(whole.tally, name)
    assert rest.tally.order.reversed_pairs == whole.tally.order.reversed_pairs
    assert [one.accepted for one in rest.tally.intervals] == [one.accepted for one in whole.tally.intervals]


def test_a_played_storm_agrees_with_itself() -> None:
    """The whole result has no discrepancy, and its backlog ends at what is pending."""
    result = played(make_plan(closed=True))
    assert not result.discrepancies
    assert result.backlog()[-1][1] == result.tally.pending == 0
    assert result.amplification == result.tally.attempts / result.tally.events

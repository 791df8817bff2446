"""A storm that is cut short: what was seen of its effects until then is told, and that it was not settled."""

import pytest

from maileroo_cli.delivery.storm.live.plan import StormPlan, parse_mode
from maileroo_cli.delivery.storm.live.verdict import StormOutcome, judge_storm
from maileroo_cli.delivery.storm.scenario import Scenario
from maileroo_cli.operation.storm.results import StormEnded, StormProgress, StormSettling
from maileroo_cli.operation.storm.run import send_storm
from maileroo_cli.operation.storm.terms import StormTerms
from maileroo_cli.operation.storm.watching import SettleTerms
from maileroo_cli.report.storm.live.wording import effect_words
from maileroo_cli.webhook.signing.secret import Secret
from tests.delivery.storm.played import SHORT
from tests.receivers.correct import SECRET
from tests.receivers.in_storm import StandsStorms
from tests.receivers.insight import ReceiverObserver


def _plan(receiver: StandsStorms) -> StormPlan:
    return StormPlan(
        receiver.url, Scenario(SHORT, 1.0, 60.0, seed=4), parse_mode("refused"), scale=150.0, closed=True, steady=1.0
    )


@pytest.mark.parametrize("moment", [StormProgress, StormSettling])
def test_the_last_look_is_told(moment: type) -> None:
    """Whether Ctrl-C comes while it is sent, or while its effects are waited for."""
    with StandsStorms() as receiver:
        observer = ReceiverObserver(receiver, per_event=False)
        events = send_storm(_plan(receiver), StormTerms(Secret(SECRET), observer=observer, settle=SettleTerms(9.0)))
        for event in events:
            if isinstance(event, moment) and getattr(event, "effects", True):
                break
        last = events.throw(KeyboardInterrupt())
        with pytest.raises(KeyboardInterrupt):
            next(events)
    assert isinstance(last, StormEnded)
    effects, verdict = last.result.effects, judge_storm(last.result)
    assert effects is not None
    assert effects.seen > 0
    assert not effects.settled
    assert (verdict.outcome, verdict.findings) == (StormOutcome.UNDECIDED, ())
    assert "not settled: the storm was cut short" in effect_words(last.result)


def test_nobody_was_asked() -> None:
    """A storm whose single events were to be asked about says so, and not that nobody was to look."""
    with StandsStorms() as receiver:
        events = send_storm(_plan(receiver), StormTerms(Secret(SECRET), observer=ReceiverObserver(receiver)))
        next(events)
        next(events)
        last = events.throw(KeyboardInterrupt())
        events.close()
    assert isinstance(last, StormEnded)
    assert effect_words(last.result) == "not seen: the storm was cut short before anybody looked"

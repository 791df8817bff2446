"""Looks at a receiver during a check: when they are taken, what is waited for, and what happens where one fails."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from maileroo_cli.errors import ExitCode, InputError
from maileroo_cli.operation.check.insight.looking import EffectLooks
from maileroo_cli.operation.check.insight.settling import Settling
from maileroo_cli.operation.check.plan import make_plan, make_probes
from maileroo_cli.operation.check.run import CheckRun
from maileroo_cli.rules.catalogue import RULES
from maileroo_cli.rules.probe import ProbeEvent
from maileroo_cli.rules.step import LookAt, LookAtState, Watch
from maileroo_cli.rules.verdict import RuleResult
from maileroo_cli.transport.observer.look import LookStopped
from tests.receivers.broken.effect import KnowsNoDuplicates
from tests.receivers.correct import CorrectReceiver, Incoming, Reply
from tests.receivers.insight import ReceiverObserver, RecipientState
from tests.rules.checking import check, findings, make_settings

LONG = 60.0
"""Seconds that no test would wait."""


class WorksWhenLookedAt(CorrectReceiver):
    """Does the work of an event after the first look that comes after its answer."""

    def count(self, event_id: str | None = None) -> int:
        """Do what is waiting once somebody has looked."""
        number = super().count(event_id)
        self.release()
        return number

    def state(self, recipient: str, reference_id: str) -> str:
        """Do what is waiting once somebody has looked."""
        text = super().state(recipient, reference_id)
        self.release()
        return text

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[Callable[[], None]] = []

    def release(self) -> None:
        """Do what is waiting."""
        while self.waiting:
            self.waiting.pop(0)()

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Answer, and do the work later."""
        event = self.parse(body)
        if event is not None:
            self.waiting.append(lambda: self.work(event))
        return Reply(200, "ok\n")


class FailingObserver(ReceiverObserver):
    """Takes some looks, and fails then."""

    def __init__(self, receiver: CorrectReceiver, looks: int) -> None:
        super().__init__(receiver)
        self._left = looks

    def look(
        self, event_type: str, event_id: str, stopped: Callable[[], bool] = lambda: False, body: bytes = b""
    ) -> float:
        """Fail after the last one."""
        self._left -= 1
        if self._left < 0:
            raise InputError("--observe-cmd ended with 1", "run it")
        return super().look(event_type, event_id, stopped, body)


def test_work_that_comes_later_is_waited_for() -> None:
    """An effect that is there at the second look is enough, and the rest of the time is not waited."""
    with WorksWhenLookedAt() as receiver:
        summary = check(receiver, ["EFFECT001"], settle=LONG)
    assert [one.verdict.reason for one in summary.outcomes] == ["", ""]
    assert summary.seconds < LONG / 2


def test_a_second_effect_that_comes_later_is_waited_for() -> None:
    """That an event had one effect is not enough: whether a second comes is looked at until the time is over."""

    class DoublesWhenLookedAt(WorksWhenLookedAt, KnowsNoDuplicates):
        pass

    with DoublesWhenLookedAt() as receiver:
        summary = check(receiver, ["EFFECT004"], settle=0.2)
    assert findings(summary) == {"EFFECT004"}


def test_one_number_for_all_events() -> None:
    """Where only all effects can be counted the rules run one after the other, and say the same."""
    with CorrectReceiver() as receiver:
        correct = check(receiver, ["EFFECT"], observer=ReceiverObserver(receiver, per_event=False))
    with KnowsNoDuplicates() as receiver:
        broken = check(receiver, ["EFFECT"], observer=ReceiverObserver(receiver, per_event=False))
    assert [(one.rule.id, one.verdict.reason) for one in correct.outcomes if one.verdict.reason] == []
    assert findings(broken) == set(KnowsNoDuplicates.breaks)


@pytest.mark.parametrize(("kind", "broken"), [(CorrectReceiver, set()), (KnowsNoDuplicates, {"EFFECT005"})])
def test_a_script_that_reads_the_id_of_the_event_by_itself(kind: type[CorrectReceiver], broken: set[str]) -> None:
    """Its line does not name the event, and its number is that of one event all the same."""

    class Script(ReceiverObserver):
        def look(
            self, event_type: str, event_id: str, stopped: Callable[[], bool] = lambda: False, body: bytes = b""
        ) -> float:
            """Count the effects of the event."""
            return float(receiver.count(event_id))

    with kind() as receiver:
        summary = check(receiver, ["EFFECT005"], observer=Script(receiver, per_event=False))
    assert findings(summary) == broken
    assert ("12 effects, not 6" in summary.outcomes[-1].verdict.reason) is bool(broken)
    assert summary.results[RuleResult.SKIP] == 0


def test_other_effects_all_the_time() -> None:
    """Where the number of all effects never rests nobody knows whose they are, and nothing is said."""

    class Busy(ReceiverObserver):
        def look(self, *arguments: object, **more: object) -> float:
            """Count one more each time."""
            self.number = getattr(self, "number", 0.0) + 1
            return self.number

    with CorrectReceiver() as receiver:
        summary = check(receiver, ["EFFECT004"], observer=Busy(receiver, per_event=False))
    assert "other effects come all the time" in summary.outcomes[-1].verdict.reason


def test_an_effect_that_should_be_there_is_waited_for_longer() -> None:
    """With patience the time to settle counts several times, and ends as soon as the effect is seen."""

    class Slow(ReceiverObserver):
        def look(self, *arguments: object, **more: object) -> float:
            """See something at the tenth look."""
            self.looks = getattr(self, "looks", 0) + 1
            return float(self.looks > 9)

    event = ProbeEvent("failed", "1", b"")
    with CorrectReceiver() as receiver:
        looks = EffectLooks(Slow(receiver), None, Settling(0.001))
        looks.note_request()
        assert looks.look(LookAt([event], 1.0, 0.0)) == 0
        assert looks.look(LookAt([event], 1.0, 0.0, patience=60_000)) == 1


def test_an_observer_that_fails_at_once() -> None:
    """It is told before anything is sent, where a rule needs it."""
    with CorrectReceiver() as receiver:
        observer = FailingObserver(receiver, 0)
        run = CheckRun(replace(make_settings(receiver.url, ["EFFECT"]), observer=observer))
        with pytest.raises(InputError, match="--observe-cmd ended with 1"):
            run.try_looks()
        assert receiver.seen == set()
        CheckRun(replace(make_settings(receiver.url, ["SIG"]), observer=observer)).try_looks()


def test_an_observer_that_fails_later() -> None:
    """Its rule is skipped, as are all that need something, and the failure is kept to be raised after the report."""
    with CorrectReceiver() as receiver:
        summary = check(receiver, ["EFFECT", "SIG002"], observer=FailingObserver(receiver, 5), concurrency=1)
    reasons = {one.rule.id: one.verdict.reason for one in summary.outcomes if one.rule.needs}
    assert set(reasons.values()) == {"--observe-cmd ended with 1"}
    assert (str(summary.failure), summary.exit_code) == ("--observe-cmd ended with 1: run it", ExitCode.INPUT)
    assert summary.results[RuleResult.PASS] == 2


def test_an_end_in_the_middle_of_a_wait() -> None:
    """A look that waits ends as soon as nobody wants to know any more."""
    event = ProbeEvent("failed", "1", b"")
    with CorrectReceiver() as receiver:
        looks = EffectLooks(ReceiverObserver(receiver), RecipientState(receiver), Settling(LONG))
        looks.watch(Watch([event]))
        looks.note_request()
        looks.stop()
        with pytest.raises(LookStopped):
            looks.look(LookAt([event], 1.0))
        with pytest.raises(LookStopped):
            looks.look_at_state(LookAtState("a@example.com", "1", "active"))


def test_nothing_is_waited_for_before_something_is_sent() -> None:
    """Without a request there is nothing to settle."""
    with CorrectReceiver() as receiver:
        looks = EffectLooks(ReceiverObserver(receiver), RecipientState(receiver), Settling(LONG))
        assert looks.look_at_state(LookAtState("a@example.com", "1", "active")) == "active"


def test_what_is_looked_at_is_new_each_time() -> None:
    """A receiver does nothing for events of an earlier check: only requests of other rules are repeated by a seed."""
    with CorrectReceiver() as receiver:
        settings = replace(make_settings(receiver.url), observer=ReceiverObserver(receiver))
    later = make_probes(replace(settings, now=settings.now + 1))
    probes = make_probes(settings)
    looked, other = RULES["EFFECT004"], RULES["SIG002"]
    first = probes.of(looked).event().event_id
    assert probes.of(looked).event().event_id == first
    assert later.of(looked).event().event_id != first
    assert probes.of(looked, number=1).event().event_id != first
    assert later.of(other).event().event_id == probes.of(other).event().event_id


def test_how_long_a_check_waits_is_planned() -> None:
    """Each time to settle counts, of rules beside each other once, of others one after the other."""
    with CorrectReceiver() as receiver:
        settings = make_settings(receiver.url, ["EFFECT004", "EFFECT005", "EFFECT015"])
        each = replace(settings, observer=ReceiverObserver(receiver), settle=2.0)
        total = replace(settings, observer=ReceiverObserver(receiver, per_event=False), settle=2.0)
    assert make_plan(settings, make_probes(settings)).waits == 0
    assert make_plan(each, make_probes(each)).waits == 2.0
    assert make_plan(total, make_probes(total)).waits == 16.0


def test_what_looks_comes_before_what_gives_much_to_do() -> None:
    """Work that a receiver does in the background would wait behind that of other rules, and seem to be lost."""
    with CorrectReceiver() as receiver:
        summary = check(receiver, ["SIG001", "SIG004", "BYTES001", "DELIVERY014", "EFFECT004", "EFFECT009"])
    order = [one.rule.id for one in summary.outcomes]
    assert max(map(order.index, ("EFFECT004", "EFFECT009"))) < min(map(order.index, ("SIG004", "BYTES001")))
    assert order[-1] == "DELIVERY014"

"""What the rules about effects and states say where nothing can be said, and where something is on purpose."""

import json
from collections import Counter
from typing import Any

import pytest

from maileroo_cli.operation.check.results import CheckSummary
from maileroo_cli.rules.catalogue import RULES
from maileroo_cli.rules.definition import Family, Need
from maileroo_cli.rules.effect.texts import TEXTS
from maileroo_cli.rules.step import Hook
from maileroo_cli.rules.verdict import Consequence, RuleResult, Severity
from tests.receivers.broken.effect import (
    GivesUpAfterDeferrals,
    KnowsEventsByTheirMail,
    TakesDeferredForFailed,
    WaitsForBounced,
)
from tests.receivers.correct import CorrectReceiver, Incoming, Reply
from tests.receivers.insight import CalledHook, hooks_of
from tests.rules.checking import check, findings

OF_STATE = [rule.id for rule in RULES.values() if Need.STATE in rule.needs]


def reasons(summary: CheckSummary) -> dict[str, str]:
    """Return why rules were skipped, by their id."""
    return {one.rule.id: one.verdict.reason for one in summary.outcomes if one.verdict.result is RuleResult.SKIP}


class TellsTheTime(TakesDeferredForFailed):
    """Tells another state each time."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def state(self, recipient: str, reference_id: str) -> str:
        """Count the questions."""
        self.asked += 1
        return f"{super().state(recipient, reference_id)} {self.asked}"


class TellsNothing(TakesDeferredForFailed):
    """Tells the same state of everybody."""

    def state(self, recipient: str, reference_id: str) -> str:
        """Return nothing."""
        return ""


class TellsMuch(CorrectReceiver):
    """Tells the state of a recipient as an application would: with its address, its mail and its opens."""

    def __init__(self) -> None:
        super().__init__()
        self.opens: Counter[str] = Counter()

    def act(self, event: dict[str, Any]) -> None:
        """Count opens."""
        super().act(event)
        self.opens[event["message_reference_id"]] += event["event_type"] == "opened"

    def state(self, recipient: str, reference_id: str) -> str:
        """Return all of it."""
        state = super().state(recipient, reference_id)
        return json.dumps(
            {"email": recipient.upper(), "mail": reference_id, "state": state, "opens": self.opens[reference_id]}
        )


class CountsDeferrals(CorrectReceiver):
    """Tells how often a recipient was deferred."""

    def state(self, recipient: str, reference_id: str) -> str:
        """Return it with the state."""
        return f"{super().state(recipient, reference_id)} {self.deferrals[recipient]}"


class HasEnough(CorrectReceiver):
    """Answers 503 but to a few events."""

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Accept the first event alone."""
        return Reply(503) if self.seen else super().accept(request, body)


class ForgetsEffects(CorrectReceiver):
    """Counts effects in the memory of its process."""

    def restart(self) -> None:
        """Lose the counts."""
        self.effects.clear()


class IgnoresOpens(CorrectReceiver):
    """Does nothing for opened events, on purpose."""

    def work(self, event: dict[str, Any]) -> None:
        """Ignore them."""
        if event.get("event_type") != "opened":
            super().work(event)


@pytest.mark.parametrize("kind", [TellsTheTime, TellsNothing], ids=lambda kind: kind.__name__)
def test_a_state_that_says_nothing(kind: type[CorrectReceiver]) -> None:
    """A state that is another one at each look, or always the same, is no reason to find anything."""
    with kind() as receiver:
        summary = check(receiver, OF_STATE)
    assert sorted(reasons(summary)) == OF_STATE
    assert findings(summary) == set()


def test_a_state_that_says_much() -> None:
    """Addresses and ids in a state differ by nature, and a late open may be counted: that is no finding."""
    with TellsMuch() as receiver:
        summary = check(receiver, OF_STATE)
    assert [(one.rule.id, one.verdict.reason) for one in summary.outcomes if one.verdict.reason] == []


def test_a_state_that_counts_deferrals() -> None:
    """One that is neither that of an untouched recipient nor that of a suppressed one cannot be judged."""
    with CountsDeferrals() as receiver:
        summary = check(receiver, ["EFFECT009"])
    assert reasons(summary)["EFFECT009"] == (
        "after 5 deferred events the recipient is 'active 5', neither 'active 0' as without them nor 'suppressed 0' as "
        "after a failed one: let the state say whether the recipient still gets mail, and nothing else"
    )


def test_who_gives_up_after_several_deferrals() -> None:
    """That is a warning, as some do so on purpose; after one deferral it is an error."""
    with GivesUpAfterDeferrals() as receiver:
        (warning,) = check(receiver, ["EFFECT009"]).findings
    with TakesDeferredForFailed() as receiver:
        (error,) = check(receiver, ["EFFECT009"]).findings
    assert (warning.severity, error.severity) == (Severity.WARNING, Severity.ERROR)
    assert warning.verdict.reason == "after 5 deferred events the recipient is 'suppressed', as after a failed one"


def test_events_that_are_not_accepted() -> None:
    """Where a valid event is refused nothing is said of its work."""
    with HasEnough() as receiver:
        summary = check(receiver, ["EFFECT"])
    assert findings(summary) == set()
    assert {"EFFECT004", "EFFECT009", "EFFECT014"} <= {
        name for name, reason in reasons(summary).items() if reason == "a valid event was not accepted: 503"
    }


def test_a_hook_that_breaks_nothing() -> None:
    """Where the store was never away nothing is shown about an outage."""
    with CorrectReceiver() as receiver:
        hooks = hooks_of(receiver) | {Hook.BREAK: CalledHook(lambda _: None)}
        summary = check(receiver, ["EFFECT015", "EFFECT016"], hooks=hooks)
    assert reasons(summary) == {
        "EFFECT015": "the event was answered 200 and has its effect: --break-cmd broke nothing that it needs",
        "EFFECT016": "the event was answered 200 while the store was down, so nobody sends it again",
    }


def test_a_store_that_stays_away() -> None:
    """What is refused also after the store was mended is retried, which is less than lost."""
    with CorrectReceiver() as receiver:
        hooks = hooks_of(receiver) | {Hook.MEND: CalledHook(lambda _: None)}
        summary = check(receiver, ["EFFECT016"], hooks=hooks)
    (found,) = summary.findings
    assert (found.severity, found.consequence) == (Severity.WARNING, Consequence.RETRIED)
    assert found.verdict.reason == "after --mend-cmd an event was answered 503, 3 times in a row"


def test_effects_that_are_counted_in_memory() -> None:
    """Where a restart makes all counts 0 nothing can be said, neither good nor bad."""
    with ForgetsEffects() as receiver:
        summary = check(receiver, ["EFFECT017", "EFFECT018"])
    assert set(reasons(summary).values()) == {
        "effects that were counted before are not there any more, so nothing can be counted"
    }


def test_a_type_that_is_ignored() -> None:
    """It is an info, as it may be on purpose, unless the type is named."""
    with IgnoresOpens() as receiver:
        told = check(receiver, ["EFFECT001"])
        named = check(receiver, ["EFFECT001"], effect_types=("opened",), seed=2)
    (info,), (error,) = told.findings, named.findings
    assert (info.severity, info.verdict.result) == (Severity.INFO, RuleResult.PASS)
    assert (info.verdict.reason, info.verdict.fix) == (
        "no effect of opened, which may be on purpose",
        "if they should have one, add --effect-of opened",
    )
    assert (error.severity, error.consequence) == (Severity.ERROR, Consequence.LOST)
    assert error.verdict.reason == "answered 200 and without an effect within 0 s: 2 of 2 opened"


def test_no_effect_of_any_type() -> None:
    """Where nothing has an effect the observer is more probably wrong than the receiver."""

    class DoesNothing(CorrectReceiver):
        def work(self, event: dict[str, Any]) -> None:
            """Do nothing."""

    with DoesNothing() as receiver:
        summary = check(receiver, ["EFFECT"])
    assert findings(summary) == set()
    assert "look at the observer" in reasons(summary)["EFFECT001"]


def test_what_a_finding_says() -> None:
    """It names the type, how the event came, and how many effects there were and should be."""
    with KnowsEventsByTheirMail() as receiver:
        lost = check(receiver, ["EFFECT002"]).findings[0].verdict.reason
    with WaitsForBounced() as receiver:
        ignored = check(receiver, ["EFFECT001"], effect_types=("failed",)).findings[0].verdict.reason
    assert lost == "one failed event that was the second of its mail had 0 effects, not 1, though the answer was 200"
    assert ignored == "answered 200 and without an effect within 0 s: 2 of 2 failed"


def test_each_rule_has_its_text() -> None:
    """There is one for each, in order."""
    assert list(TEXTS) == [rule.id for rule in RULES.values() if rule.family is Family.EFFECT]

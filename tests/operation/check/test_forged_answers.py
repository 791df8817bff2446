"""What a check says of receivers that answer every bad signature, or everything, in the same way."""

from collections import Counter
from collections.abc import Sequence

import pytest

from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.check import run
from maileroo_cli.operation.check.results import CheckSummary, RuleOutcome
from maileroo_cli.rules.verdict import Consequence, RuleResult, Severity
from tests.receivers.correct import SIGNATURE, CorrectReceiver, Incoming, Reply
from tests.rules.checking import check

FORGED = [f"SIG{number:03}" for number in range(2, 13)]
"""The rules of one bad signature each, which nobody can make by knowing the secret."""


class RefusesWith(CorrectReceiver):
    """Answers every bad signature with one status."""

    def __init__(self, status: int) -> None:
        super().__init__()
        self.status = status

    def refuse(self, request: Incoming) -> Reply:
        """Answer with that status."""
        return Reply(self.status, "no\n")


class AnswersWith(CorrectReceiver):
    """Answers everything with one status."""

    def __init__(self, status: int) -> None:
        super().__init__()
        self.status = status

    def answer(self, request: Incoming) -> Reply:
        """Answer with that status."""
        return Reply(self.status, "so\n")


def outcomes(summary: CheckSummary, ids: Sequence[str] = FORGED) -> list[RuleOutcome]:
    """Return what came of some rules."""
    found = [one for one in summary.outcomes if one.rule.id in ids]
    assert len(found) == len(ids)
    return found


def results(summary: CheckSummary, ids: Sequence[str] = FORGED) -> Counter[tuple[RuleResult, Severity | None]]:
    """Return how many rules came to which result and weight."""
    return Counter((one.verdict.result, one.severity) for one in outcomes(summary, ids))


@pytest.mark.parametrize("status", [400, 403])
def test_another_refusal(status: int) -> None:
    """Each is refused, with a warning, and the check does not fail by that."""
    with RefusesWith(status) as receiver:
        summary = check(receiver, ["SIG"])
    assert results(summary) == {(RuleResult.PASS, Severity.WARNING): len(FORGED)}
    assert summary.exit_code is ExitCode.OK


@pytest.mark.parametrize(
    ("status", "seems"), [(404, "as where no route is"), (405, "as where no POST"), (415, "as for a content type")]
)
def test_another_status(status: int, seems: str) -> None:
    """What a valid event does not get at the same path is a warning, which says what it seems to be, not that it is."""
    with RefusesWith(status) as receiver:
        summary = check(receiver, ["SIG"])
    assert results(summary) == {(RuleResult.FAIL, Severity.WARNING): len(FORGED)}
    assert all(seems in one.verdict.reason and "401" in one.verdict.fix for one in outcomes(summary))
    assert summary.exit_code is ExitCode.OK


@pytest.mark.parametrize("status", [429, 503])
def test_what_may_pass(status: int) -> None:
    """Where a limit or an overload answers, nothing is said of the signature."""
    with RefusesWith(status) as receiver:
        summary = check(receiver, ["SIG"])
    assert results(summary) == {(RuleResult.SKIP, None): len(FORGED)}


def test_a_crash_at_each() -> None:
    """A 500 is an error, as the check itself has failed."""
    with RefusesWith(500) as receiver:
        summary = check(receiver, ["SIG"])
    assert results(summary) == {(RuleResult.FAIL, Severity.ERROR): len(FORGED)}
    assert {one.consequence for one in outcomes(summary)} == {Consequence.CRASHED}


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_everything_is_refused(status: int) -> None:
    """Where no valid event is accepted, refusals and failures show nothing of the check of signatures."""
    with AnswersWith(status) as receiver:
        summary = check(receiver, ["SIG"])
    assert [one.rule.id for one in summary.findings if one.rule.id.startswith("SIG")] == ["SIG001"]
    assert results(summary) == {(RuleResult.SKIP, None): len(FORGED)}


def test_everything_is_accepted() -> None:
    """Each forged event is let in, and what follows from a refusal is not said of a receiver without one."""
    with AnswersWith(200) as receiver:
        summary = check(receiver, ["SIG"])
    assert results(summary) == {(RuleResult.FAIL, Severity.ERROR): len(FORGED)}
    assert {one.consequence for one in outcomes(summary)} == {Consequence.FORGED}
    compared = [f"SIG{number:03}" for number in range(23, 28)]
    assert results(summary, compared) == {(RuleResult.SKIP, None): len(compared)}


class CrashesAtOddOnes(CorrectReceiver):
    """Has another secret than the user thinks, and a comparison that raises."""

    def is_signed(self, body: bytes, values: Sequence[str]) -> bool:
        """Refuse."""
        return False

    def refuse(self, request: Incoming) -> Reply:
        """Fail at what is not ASCII."""
        return Reply(401 if all(value.isascii() for value in request.values(SIGNATURE)) else 500)


def test_a_crash_where_no_valid_event_is_accepted() -> None:
    """It is told all the same: other signatures are refused there."""
    with CrashesAtOddOnes() as receiver:
        summary = check(receiver, ["SIG"])
    assert [one.rule.id for one in summary.findings if one.rule.id.startswith("SIG")] == ["SIG001", "SIG010"]


class EndsForGood(CorrectReceiver):
    """Answers nothing any more once a signature had another length."""

    gone = False

    def answer(self, request: Incoming) -> Reply:
        """Answer until then."""
        if self.gone:
            raise OSError("ended")
        self.gone = any(len(value) != 64 for value in request.values(SIGNATURE))
        return super().answer(request)


def test_a_receiver_that_ends_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule that ended it is the one finding, and nothing false is said of the rest."""
    monkeypatch.setattr(run, "_COMES_BACK", 0.2)
    with EndsForGood() as receiver:
        summary = check(receiver)
    assert [(one.rule.id, one.consequence) for one in summary.findings] == [("SIG021", Consequence.STOPPED)]
    assert "after a signature of 63 digits the next valid event was not accepted" in summary.findings[0].verdict.reason
    reasons = {one.verdict.reason for one in summary.outcomes if one.rule.id not in ("SIG001", "SIG021")}
    others = {reason for reason in reasons if not reason.startswith("needs ")}
    assert others == {"the receiver does not work any more (SIG021)"}


class LocksOut(CorrectReceiver):
    """Refuses whoever sent a bad signature, for a while."""

    left = 0

    def answer(self, request: Incoming) -> Reply:
        """Answer 403 to the next two."""
        if self.left:
            self.left -= 1
            return Reply(403, "locked out\n")
        return super().answer(request)

    def refuse(self, request: Incoming) -> Reply:
        """Begin to refuse."""
        self.left = 2
        return super().refuse(request)


def test_a_receiver_that_locks_out() -> None:
    """One bad signature must not keep Maileroo's events out."""
    with LocksOut() as receiver:
        summary = check(receiver, ["SIG021"])
    assert [one.rule.id for one in summary.findings] == ["SIG021"]
    assert "it was answered 403" in summary.findings[0].verdict.reason

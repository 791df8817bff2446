"""Accepted findings: they count nowhere while they hold, and are a finding themselves when they do not."""

import datetime as dt

import pytest

from maileroo_cli.errors import ExitCode, UsageError
from maileroo_cli.operation.check.finding.acceptance import parse_accepted
from maileroo_cli.operation.check.finding.standing import find_overdue
from maileroo_cli.operation.check.results import AcceptedFinding
from maileroo_cli.rules.verdict import PASSED, failed, skipped
from tests.receivers.broken.signature import AcceptsEmpty
from tests.receivers.correct import CorrectReceiver
from tests.report.check.reports import make_outcome, make_rule
from tests.rules.checking import check

TODAY = dt.date(2027, 1, 31)


def test_what_is_written() -> None:
    """An entry has a reason and perhaps a day, as TOML has it or as text; ids in any case."""
    table = {
        "sig002": {"reason": " an old client ", "until": TODAY},
        "SIG003": {"reason": "why", "until": "2027-01-31"},
        "SIG004": {"reason": "why"},
    }
    assert parse_accepted(table) == {
        "SIG002": AcceptedFinding("an old client", TODAY),
        "SIG003": AcceptedFinding("why", TODAY),
        "SIG004": AcceptedFinding("why"),
    }


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({"SIGOO2": {"reason": "x"}}, "accept: there is no rule 'SIGOO2': did you mean SIG0"),
        ({"SIG001": {"reason": "x"}}, "accept: SIG001 cannot be accepted"),
        ({"SIG002": "x"}, "accept: SIG002 is not a table: write it like"),
        ({"SIG002": {"until": TODAY}}, "accept: SIG002 has no reason"),
        ({"SIG002": {"reason": "  "}}, "accept: SIG002 has no reason"),
        ({"SIG002": {"reason": 7}}, "accept: SIG002 has no reason"),
        (
            {"SIG002": {"reason": "x", "untill": TODAY}},
            "accept: SIG002 has the unknown key 'untill': did you mean until",
        ),
        ({"SIG002": {"reason": "x", "until": "soon"}}, "accept: SIG002: until is not a day"),
        ({"SIG002": {"reason": "x", "until": 2027}}, "accept: SIG002: until is not a day"),
        ({"SIG002": {"reason": "x", "until": dt.datetime(2027, 1, 31, tzinfo=dt.UTC)}}, "until is not a day"),
        ({"SIG002": {"reason": "x"}, "sig002": {"reason": "x"}}, "accept: SIG002 is there twice"),
    ],
)
def test_what_is_refused(table: dict[str, object], told: str) -> None:
    """What is not written as it has to be is refused with what to do."""
    with pytest.raises(UsageError) as error:
        parse_accepted(table)
    assert told in str(error.value)


def test_an_accepted_finding_counts_nowhere() -> None:
    """It fails nothing and is in no sum, but the outcome tells that it was accepted and why."""
    entry = AcceptedFinding("an old client", dt.date(2999, 1, 1))
    with AcceptsEmpty() as receiver:
        summary = check(receiver, ["SIG002", "SIG003"], accept={"SIG003": entry})
    assert (summary.exit_code, summary.findings, summary.overdue) == (ExitCode.OK, [], [])
    assert [(one.rule.id, one.accepted) for one in summary.accepted] == [("SIG003", entry)]
    assert not summary.consequences


def test_an_expired_one_counts_again() -> None:
    """After its last day the finding is one again, and the entry is another."""
    with AcceptsEmpty() as receiver:
        summary = check(receiver, ["SIG003"], accept={"SIG003": AcceptedFinding("x", dt.date(2020, 1, 31))})
    assert [one.rule.id for one in summary.findings] == ["SIG003"]
    assert summary.overdue == ["SIG003 was accepted until 2020-01-31, which is over: mend it, or set another day"]


def test_one_that_is_not_needed_any_more_fails() -> None:
    """Where the receiver keeps the rule the entry has to go, or it would hide the next mistake."""
    with CorrectReceiver() as receiver:
        summary = check(receiver, ["SIG003"], accept={"SIG003": AcceptedFinding("x"), "SIG004": AcceptedFinding("x")})
    assert summary.overdue == ["SIG003 is accepted, but the receiver keeps this rule now: take the entry out"]
    assert summary.exit_code is ExitCode.FAILED


def test_what_is_not_known_is_not_overdue() -> None:
    """Of a rule that was skipped, or passed only when it was tried again, nobody knows that it is mended."""
    accepted = {f"SIG00{one}": AcceptedFinding("x", TODAY) for one in range(1, 6)}
    outcomes = [
        make_outcome(make_rule(2), skipped("no observer")),
        make_outcome(make_rule(3), PASSED, retries=1),
        make_outcome(make_rule(4), failed("x")),
    ]
    assert list(find_overdue(outcomes, accepted, TODAY)) == []
    later = list(find_overdue(outcomes, accepted, TODAY + dt.timedelta(days=1)))
    assert [one.partition(" ")[0] for one in later] == ["SIG002", "SIG004"]

"""Comparing a check with an earlier one: only what got worse fails it, and what is no report is refused."""

import json
from pathlib import Path

import pytest

from maileroo_cli.errors import ExitCode, InputError
from maileroo_cli.operation.check.baseline import BaselineChange, CheckBaseline, read_baseline
from maileroo_cli.rules.verdict import RuleResult, Severity
from tests.receivers.broken.signature import AcceptsEmpty, AcceptsMissing
from tests.receivers.correct import CorrectReceiver
from tests.rules.checking import check

BEFORE = CheckBaseline("old.json", {"SIG001": None, "SIG002": Severity.WARNING, "SIG003": Severity.ERROR})


@pytest.mark.parametrize(
    ("rule", "result", "severity", "change"),
    [
        ("SIG001", RuleResult.PASS, None, None),
        ("SIG001", RuleResult.FAIL, Severity.ERROR, BaselineChange.REGRESSED),
        ("SIG001", RuleResult.PASS, Severity.WARNING, BaselineChange.REGRESSED),
        ("SIG002", RuleResult.PASS, Severity.WARNING, BaselineChange.UNCHANGED),
        ("SIG002", RuleResult.FAIL, Severity.ERROR, BaselineChange.REGRESSED),
        ("SIG003", RuleResult.FAIL, Severity.ERROR, BaselineChange.UNCHANGED),
        ("SIG003", RuleResult.PASS, Severity.INFO, BaselineChange.UNCHANGED),
        ("SIG003", RuleResult.PASS, None, BaselineChange.MENDED),
        ("SIG003", RuleResult.SKIP, None, None),
        ("SIG009", RuleResult.FAIL, Severity.ERROR, BaselineChange.NEW),
        ("SIG009", RuleResult.PASS, None, None),
    ],
)
def test_changes(rule: str, result: RuleResult, severity: Severity | None, change: BaselineChange | None) -> None:
    """Each rule is compared with what the baseline has of it; one that was skipped is not called mended."""
    assert BEFORE.compare(rule, result, severity) is change


def test_only_what_got_worse_fails() -> None:
    """A finding of the baseline does not fail the check, another one does, and one that is gone is mended."""
    with AcceptsMissing() as receiver:
        same = check(receiver, ["SIG002", "SIG003"], baseline=CheckBaseline("x", {"SIG002": Severity.ERROR}))
        assert (same.exit_code, [one.rule.id for one in same.changed(BaselineChange.UNCHANGED)]) == (0, ["SIG002"])
        worse = check(
            receiver, ["SIG002", "SIG003"], baseline=CheckBaseline("x", {"SIG002": None, "SIG003": Severity.ERROR})
        )
    assert worse.exit_code is ExitCode.FAILED
    assert [one.rule.id for one in worse.changed(BaselineChange.REGRESSED)] == ["SIG002"]
    assert [one.rule.id for one in worse.changed(BaselineChange.MENDED)] == ["SIG003"]


def test_the_first_check_fails_nothing() -> None:
    """A check whose report becomes the baseline is green, whatever it finds."""
    with AcceptsEmpty() as receiver:
        summary = check(receiver, ["SIG002", "SIG003"], is_first=True)
    assert [one.rule.id for one in summary.findings] == ["SIG003"]
    assert summary.exit_code is ExitCode.OK


def test_a_check_that_tried_nothing_is_no_baseline() -> None:
    """Where no valid event is accepted hardly a rule is tried: such a check stays red, also as the first."""

    class Refusing(CorrectReceiver):
        def is_signed(self, body: bytes, values: object) -> bool:
            return False

    with Refusing() as receiver:
        assert check(receiver, ["SIG002", "SIG003"], is_first=True).exit_code is ExitCode.FAILED


def test_fail_fast_goes_on_behind_what_was_there_before() -> None:
    """A finding of the baseline does not end the check."""
    with AcceptsMissing() as receiver:
        baseline = CheckBaseline("x", {"SIG002": Severity.ERROR})
        summary = check(receiver, ["SIG002", "SIG003"], baseline=baseline, fail_fast=True, concurrency=1)
    assert {one.rule.id for one in summary.outcomes} == {"SIG001", "SIG002", "SIG003"}


def line(**fields: object) -> str:
    """Return the object of a rule."""
    return json.dumps(
        {"schema": "mhook.check-rule/1", "rule": "SIG002", "result": "fail", "severity": "error"} | fields
    )


def test_reading(tmp_path: Path) -> None:
    """The rules of a report are read; plan, sum and skipped rules say nothing."""
    file = tmp_path / "old.json"
    lines = [
        '{"schema":"mhook.check-plan/1"}',
        line(),
        line(rule="SIG003", result="pass", severity=None),
        line(rule="SIG004", result="skip", severity=None),
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    assert read_baseline(str(file)).severities == {"SIG002": Severity.ERROR, "SIG003": None}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "no json",
        "[" * 100_000,
        "3",
        line(severity="dire"),
        line(result=[]),
        line(rule=7),
        line(severity={}),
        '{"schema":"mhook.check-plan/1"}',
        line(result="skip"),
    ],
    ids=["empty", "text", "deep", "number", "severity", "result", "rule", "object", "plan", "skipped"],
)
def test_what_is_no_baseline(tmp_path: Path, content: str) -> None:
    """What is not a report is refused in one line that names it."""
    file = tmp_path / "old.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"old\.json"):
        read_baseline(str(file))


def test_a_correct_receiver_has_nothing_new() -> None:
    """Nothing is compared where nothing is found."""
    with CorrectReceiver() as receiver:
        summary = check(receiver, ["SIG002"], baseline=CheckBaseline("x", {"SIG002": None}))
    assert summary.exit_code is ExitCode.OK
    assert all(summary.change(one) is None for one in summary.outcomes)

"""Correct receivers in Flask, FastAPI and Django, as real programs, pass all rules."""

from pathlib import Path

import pytest

from maileroo_cli.cli.app import run as run_command
from maileroo_cli.operation.check.run import CheckRun
from maileroo_cli.rules.verdict import RuleResult
from tests.receivers.applications.inbox import SECRET_VARIABLE
from tests.receivers.applications.running import APPLICATIONS, RunningApplication
from tests.receivers.correct import SECRET
from tests.rules.checking import make_settings

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", APPLICATIONS)
def test_a_correct_application_passes(name: str, tmp_path: Path) -> None:
    """There is no finding, nothing that can be tried is left out, and the program has not complained."""
    with RunningApplication(name, tmp_path / "log") as application:
        run = CheckRun(make_settings(application.url))
        outcomes = list(run)
        said = application.said
    assert [(one.rule.id, one.verdict.reason) for one in run.summary.findings] == [], said
    skipped = [(one.rule.id, one.verdict.reason) for one in outcomes if one.verdict.result is RuleResult.SKIP]
    assert [one for one in skipped if not one[1].startswith("needs ")] == []
    assert "Traceback" not in said


@pytest.mark.parametrize("name", APPLICATIONS)
def test_its_work_is_right_too(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With a look at its effects and states the rules of the family EFFECT find nothing, and are tried."""
    monkeypatch.setenv(SECRET_VARIABLE, SECRET)
    with RunningApplication(name, tmp_path / "log") as application:
        looks = ("--observe-url", application.observe_url, "--state-url", application.state_url, "--settle", "0.1")
        code = run_command(["check", application.url, "--select", "EFFECT", *looks, "--fail-on", "warning", "-v"])
    shown = capsys.readouterr().out
    assert code == 0, shown
    skipped = [line for line in shown.splitlines() if "  skip  " in line]
    assert len([line for line in shown.splitlines() if "  pass  " in line]) >= 14, skipped

"""Correct receivers in Flask, FastAPI and Django, as real programs, pass all rules."""

from pathlib import Path

import pytest

from maileroo_cli.operation.check.run import CheckRun
from maileroo_cli.rules.verdict import RuleResult
from tests.receivers.applications.running import APPLICATIONS, RunningApplication
from tests.rules.checking import make_settings


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

"""What a config file says about checks: findings that are accepted, what fails, and where SARIF shows findings."""

import json
from pathlib import Path

import pytest

from tests.cli.calling import SECRET, Mhook
from tests.receivers.broken.signature import AcceptsEmpty
from tests.receivers.correct import CorrectReceiver

FAILED, USAGE = 1, 2


def write(project: Path, url: str, check: str) -> None:
    """Give the project a config file with these lines in its table of checks."""
    text = f'url = "{url}"\n[check]\nselect = "SIG003"\nmarker = "c0ffee01"\n{check}\n'
    (project / "mhook.toml").write_text(text, encoding="utf-8")


def test_an_accepted_finding(mhook: Mhook, project: Path) -> None:
    """What the file accepts does not fail the check, until its day is over; without the entry it does."""
    with AcceptsEmpty(SECRET) as receiver:
        write(project, receiver.url, "")
        assert mhook("check").code == FAILED
        write(project, receiver.url, 'accept = { SIG003 = { reason = "the gateway checks", until = 9999-01-31 } }')
        ran = mhook("check")
        assert (ran.code, "the gateway checks" in ran.text) == (0, True)
        write(project, receiver.url, '[check.accept]\nSIG003 = { reason = "the gateway checks", until = 2001-01-31 }')
        assert mhook("check").code == FAILED


def test_an_exception_that_is_no_longer_needed(mhook: Mhook, project: Path) -> None:
    """An entry for a rule that the receiver keeps is a finding, so that no exception outlives its reason."""
    with CorrectReceiver(SECRET) as receiver:
        write(project, receiver.url, 'accept.SIG003 = { reason = "old" }')
        ran = mhook("check")
    assert (ran.code, "take the entry out" in ran.text) == (FAILED, True)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ('SIG03 = { reason = "x" }', "check.accept in mhook.toml:5: there is no rule 'SIG03'"),
        ("SIG003 = {}", "check.accept in mhook.toml:5: SIG003 has no reason"),
    ],
)
def test_a_wrong_exception(mhook: Mhook, project: Path, entry: str, said: str) -> None:
    """What is wrong in an entry is told with its place in the file."""
    write(project, "http://127.0.0.1:1/", f"accept = {{ {entry} }}")
    ran = mhook("check")
    assert (ran.code, ran.error.startswith(said)) == (USAGE, True), ran.err


def test_where_sarif_shows_findings(mhook: Mhook, project: Path) -> None:
    """Without --sarif-file findings are shown at the config file, also from a folder below it."""
    (project / "below").mkdir()
    (project / "mhook.toml").write_text("", encoding="utf-8")
    with AcceptsEmpty(SECRET) as receiver, pytest.MonkeyPatch.context() as patch:
        patch.chdir(project / "below")
        ran = mhook("check", receiver.url, "--select", "SIG003", "--format", "sarif")
    (result,) = json.loads(ran.text)["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "mhook.toml"


@pytest.mark.parametrize(
    ("line", "option"), [("budget = 'p9'", "budget"), ("marker = 'x'", "marker"), ("select = 'SIG999'", "select")]
)
def test_what_only_a_check_can_judge(mhook: Mhook, project: Path, line: str, option: str) -> None:
    """What the check itself refuses is told with the place of the setting; given as an option it is not."""
    (project / "mhook.toml").write_text(f"[check]\n{line}\n", encoding="utf-8")
    ran = mhook("check", "http://127.0.0.1:1/", "--dry-run")
    assert (ran.code, f"(check.{option} in mhook.toml:2)" in ran.error) == (USAGE, True), ran.err
    value = line.split("'")[1]
    ran = mhook("check", "http://127.0.0.1:1/", "--dry-run", f"--{option}", value)
    assert (ran.code, "mhook.toml" in ran.err) == (USAGE, False)

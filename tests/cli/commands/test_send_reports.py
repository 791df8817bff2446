"""``mhook send`` for continuous integration: JUnit and GitHub, with what came of each attempt and bad signature."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from maileroo_cli.webhook.signing.tamper import BadSignature
from tests.cli.calling import Mhook
from tests.cli.endpoint import Endpoint
from tests.cli.store import captured, fill
from tests.receivers.raw import closed_port


def half(given: list[str], right: str) -> bool:
    """Compare only as many digits as came, whatever their case."""
    return any(len(value) >= 32 and right.startswith(value.lower()) for value in given)


def suite_of(text: str) -> ET.Element:
    """Return the one suite of a document."""
    (suite,) = ET.fromstring(text)
    return suite


def test_junit(mhook: Mhook) -> None:
    """Each attempt is a case: one that failed says why, and a lenient one passes and tells it."""
    with Endpoint(check=half) as endpoint:
        ran = mhook("send", "opened", "--bad-signature", "all", "--url", endpoint.url, "--format", "junit")
    suite = suite_of(ran.text)
    assert ran.code == 1
    assert (suite.get("name"), suite.get("tests"), suite.get("failures"), suite.get("errors")) == (
        "mhook send",
        str(len(BadSignature)),
        "1",
        "0",
    )
    cases = {(case.get("name") or "").split()[-1]: case for case in suite}
    assert list(cases) == list(BadSignature)
    failure = cases["truncated"].find("failure")
    assert failure is not None
    assert failure.get("type") == "accepted"
    assert (failure.get("message") or "").startswith("accepted a bad signature (truncated): ")
    assert (cases["uppercase"].findtext("system-out") or "").startswith("lenient: accepted with 200")
    assert cases["missing"].findtext("system-out") == "refused with 401, as it should be"
    assert (
        ran.err == f"mhook: note: {len(BadSignature)} sent: {len(BadSignature) - 1} ok (2 of them lenient), 1 failed\n"
    )


@pytest.mark.parametrize(
    ("status", "element", "kind"), [(200, None, ""), (500, "failure", "500"), (0, "error", "refused")]
)
def test_junit_of_events(mhook: Mhook, status: int, element: str | None, kind: str) -> None:
    """An event that was not accepted is a failure, and a receiver that was never reached an error."""
    with Endpoint(status or 200) as endpoint:
        url = endpoint.url if status else f"http://127.0.0.1:{closed_port()}/"
        ran = mhook("send", "opened", "--url", url, "--format", "junit")
    (case,) = suite_of(ran.text)
    assert (case.get("classname"), (case.get("name") or "").split()[0]) == ("mhook send.opened", "opened")
    assert ran.code == {200: 0, 500: 1, 0: 4}[status]
    found = None if element is None else case.find(element)
    assert (found is None) is (element is None)
    assert found is None or found.get("type") == kind


def test_junit_with_answers(mhook: Mhook) -> None:
    """What the receiver answered is in the case, harmless, where it was asked for."""
    with Endpoint(500, body=b"<oops>\x1b[31m") as endpoint:
        ran = mhook("send", "opened", "--url", endpoint.url, "--format", "junit", "--show-response")
    (case,) = suite_of(ran.text)
    assert "HTTP 500" in (case.findtext("system-out") or "")
    assert "<oops>" in (case.findtext("system-out") or "")
    assert "\x1b" not in ran.text


def test_junit_of_nothing_but_one_answer(mhook: Mhook) -> None:
    """The hint that is told once is told on stderr."""
    with Endpoint(404, checks=False) as endpoint:
        ran = mhook("send", "opened", "--bad-signature", "all", "--url", endpoint.url, "--format", "junit")
    assert ran.code == 1
    assert suite_of(ran.text).get("failures") == str(len(BadSignature))
    assert "compare the URL with the receiver's routes" in ran.err.splitlines()[-1]


def test_github(mhook: Mhook, tmp_path: Path) -> None:
    """Text for the log, an annotation for each thing that is to be known, and a summary of the step."""
    summary = tmp_path / "summary.md"
    with Endpoint(check=half) as endpoint:
        words = ["send", "opened", "clicked", "--bad-signature", "all", "--url", endpoint.url, "--format", "github"]
        ran = mhook(*words, env={"GITHUB_STEP_SUMMARY": str(summary)})
    assert ran.code == 1
    told = [line for line in ran.lines if line.startswith("::")]
    assert [line.split(" ")[0] for line in told] == ["::error", "::notice", "::notice"]
    assert told[0].startswith("::error title=mhook send%3A accepted::accepted a bad signature (truncated): ")
    assert told[0].endswith("%0A2 attempts")
    count = len(BadSignature)
    text = summary.read_text()
    assert text.startswith(f"### mhook send: {2 * count} sent: {2 * count - 2} ok \\(4 of them lenient\\), 2 failed\n")
    assert "| lenient | uppercase, doubled |" in text
    assert "| accepted | truncated | events can be forged |" in text


def test_github_of_a_risk(mhook: Mhook) -> None:
    """A risk is a warning, and a good answer is nothing to annotate."""
    with Endpoint(204, body=b"") as endpoint:
        ran = mhook("send", "opened", "--url", endpoint.url, "--success", "2xx", "--format", "github")
    assert (ran.code, [line.split(" ")[0] for line in ran.lines if line.startswith("::")]) == (0, ["::warning"])
    with Endpoint() as endpoint:
        ran = mhook("send", "opened", "--url", endpoint.url, "--format", "github")
    assert (ran.code, "::" in ran.text) == (0, False)


def test_a_summary_that_cannot_be_written(mhook: Mhook, tmp_path: Path) -> None:
    """It is told, and changes no verdict."""
    with Endpoint() as endpoint:
        words = ["send", "opened", "--url", endpoint.url, "--format", "github"]
        ran = mhook(*words, env={"GITHUB_STEP_SUMMARY": str(tmp_path / "no" / "such")})
    assert ran.code == 0
    assert "cannot write the step's summary" in ran.err


@pytest.mark.parametrize("form", ["junit", "github"])
def test_a_dry_run_has_no_verdict(mhook: Mhook, form: str) -> None:
    """What sends nothing has nothing to report."""
    ran = mhook("send", "opened", "--url", "http://a.test/", "--dry-run", "--format", form)
    assert (ran.code, ran.out) == (2, b"")
    assert ran.error == f"--dry-run has no verdicts for --format {form}: use text or json"


def test_captures_that_are_sent_again(mhook: Mhook, project: Path) -> None:
    """What sends captures again reports in the same forms."""
    fill(project / ".mhook" / "captures.db", captured(1))
    with Endpoint(500) as endpoint:
        ran = mhook("captures", "resend", "last", "--url", endpoint.url, "--format", "junit")
        told = mhook("captures", "resend", "last", "--url", endpoint.url, "--format", "github")
    assert (ran.code, told.code) == (1, 1)
    assert suite_of(ran.text).get("failures") == "1"
    assert any(line.startswith("::error title=mhook send%3A 500::answered 500") for line in told.lines)

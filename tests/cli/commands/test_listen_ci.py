"""``mhook listen --expect`` for continuous integration: a JUnit report, and GitHub's annotations and summary."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.cli.calling import Mhook
from tests.listening import Client, ListenProcess
from tests.report.ci.xsd import JUNIT, XmlSchema


def test_junit(mhook: Mhook, tmp_path: Path) -> None:
    """Each clause is a case of a valid document; stderr says where it listens, and what came."""
    words = ("--port", "0", "--store", tmp_path / "captures.db")
    ran = mhook("listen", *words, "--expect", "failed=0, opened>=1 within 200ms", "--format", "junit")
    assert ran.code == 1
    suites = ET.fromstring(ran.out)
    XmlSchema(JUNIT).check(suites)
    assert (suites.get("tests"), suites.get("failures")) == ("2", "1")
    cases = {case.get("name"): case.find("failure") for case in suites.iter("testcase")}
    failure = cases.pop("opened>=1")
    assert failure is not None
    assert failure.get("message") == "opened: at least 1 expected, none arrived"
    assert cases == {"failed=0": None}
    notes = ran.err.splitlines()
    assert any(line.startswith("mhook: note: listening on http://") for line in notes)
    assert notes[-1] == "mhook: note: 0 requests; 1 of 2 expectations met"


def test_junit_of_what_was_met(mhook: Mhook, tmp_path: Path) -> None:
    """Where all was met nothing failed."""
    words = ("--port", "0", "--store", tmp_path / "captures.db")
    ran = mhook("listen", *words, "--expect", "failed=0 within 100ms", "--format", "junit")
    assert ran.code == 0
    assert ET.fromstring(ran.out).get("failures") == "0"


def test_github(tmp_path: Path) -> None:
    """Text for the log, an annotation for each clause that was not met, and a table in the step's summary."""
    summary = tmp_path / "summary.md"
    env = {"GITHUB_STEP_SUMMARY": str(summary)}
    awaited = "opened>=1, clicked=1 within 300ms"
    with ListenProcess(tmp_path, "--expect", awaited, form="github", env=env) as listen:
        body = b'{"event_type":"opened","event_id":"1"}'
        with Client(listen.port) as client:
            head = f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n"
            assert client.send(head.encode() + body).answer().status == 200
        ran = listen.wait()
    assert ran.code == 1
    notes = [line for line in ran.lines if line.startswith("::")]
    assert "::error title=mhook listen%3A not met::clicked: 1 expected, none arrived" in notes
    text = summary.read_text(encoding="utf-8")
    assert text.startswith("### mhook listen: 1 request: ")
    assert "| not met | clicked=1 | clicked: 1 expected, none arrived |" in text


@pytest.mark.parametrize("format", ["junit", "github"])
def test_without_a_verdict(mhook: Mhook, format: str) -> None:
    """Where nothing is expected there is no verdict to report."""
    ran = mhook("listen", "--port", "0", "--format", format)
    assert ran.code == 2
    assert ran.error == f"without --expect there is no verdict for --format {format}: say what is to arrive"

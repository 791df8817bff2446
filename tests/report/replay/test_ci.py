"""A replay for continuous integration: a JUnit case for each delivery, GitHub's annotations, and the step's summary."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from maileroo_cli.delivery.effects.result import DeliveryFinding, FindingKind
from maileroo_cli.report.terminal.console import ReportFormat
from maileroo_cli.transport.file.output import SUMMARY_VARIABLE
from tests.report.conftest import Page
from tests.report.replaying import Played, changed, play, show

NASTY = "\x1b[31m|</testcase>`\u202e\r\n::error::%0A"
MIXED = changed(
    play(["lost", "200"], ["500"] * 9, ["500"], ["201", "200"], types=["accepted", "opened", "clicked", "deferred"]),
    findings={
        0: [DeliveryFinding(FindingKind.SEVERAL_EFFECTS, "2 effects for one event", 2)],
        1: [
            DeliveryFinding(FindingKind.GIVEN_UP, "this event is lost", 9),
            DeliveryFinding(FindingKind.REFUSED_DUPLICATE, "answered 409", 3),
        ],
        3: [DeliveryFinding(FindingKind.NOT_200, "answered 201", 1)],
    },
    verdict="1 of 4 given up",
)


def suite(page: Page, played: Played) -> ET.Element:
    """Return the suite of a run's JUnit report."""
    show(page.open(terminal=False), played, ReportFormat.JUNIT)
    (found,) = ET.fromstring(page.out.content)
    return found


def test_junit(page: Page) -> None:
    """Each delivery is a case: failed with the kinds of what was found, skipped where it is open, else passed."""
    found = suite(page, MIXED)
    assert found.attrib == {"name": "mhook replay", "tests": "4", "failures": "2", "errors": "0", "skipped": "1"}
    assert [case.get("classname") for case in found][:2] == ["mhook replay.accepted", "mhook replay.opened"]
    assert [[child.tag for child in case] for case in found] == [
        ["failure", "system-out"],
        ["failure", "system-out"],
        ["skipped", "system-out"],
        ["system-out"],
    ]
    failure = found[1][0]
    assert failure.attrib == {"type": "given-up + refused-duplicate", "message": "this event is lost"}
    assert failure.text == "answered 409"


def test_junit_has_each_attempt(page: Page) -> None:
    """A case tells each of its attempts in a line, its end, and what is a risk."""
    output = suite(page, MIXED)[3].findtext("system-out")
    assert output is not None
    made = "attempt 1 of 9 at +0s, 201 after 1.2 ms, the receiver:"
    assert output.splitlines() == [
        f"{made} may have acted: answered 201, but Maileroo counts only 200 as success (official)",
        "attempt 2 of 9 at +5m, 200 after 1.2 ms, the receiver: may have acted: accepted with 200",
        "accepted at attempt 2, +5m",
        "not-200: answered 201",
    ]
    lost = suite(page, MIXED)[0].findtext("system-out") or ""
    assert lost.splitlines()[1].startswith("attempt 2 of 9 at +5m (happened at +5m30s), 200")


def test_junit_tells_the_verdict_on_stderr(page: Page) -> None:
    """The document alone is on stdout; whoever reads the log gets the verdict."""
    suite(page, MIXED)
    assert page.err.content.decode() == "mhook: note: 1 of 4 given up\n"


def test_junit_with_untrusted_text(page: Page) -> None:
    """Names and sentences of anybody's stay text in a document that parses."""
    findings = {0: [DeliveryFinding(FindingKind.GIVEN_UP, NASTY, 1)]}
    case = suite(page, changed(play(["302"], types=[NASTY], ids=[NASTY], location=NASTY), findings=findings))[0]
    assert "</testcase>" in (case.get("name") or "")
    assert not {"\x1b", "\u202e", "\r"} & set(page.text)


def test_github(page: Page, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What fails is an error, a risk is a notice, each once; the log has the text, and its last line is the verdict."""
    summary = tmp_path / "summary.md"
    monkeypatch.setenv(SUMMARY_VARIABLE, str(summary))
    show(page.open(terminal=False), MIXED, ReportFormat.GITHUB)
    assert [line for line in page.lines if line.startswith("::")] == [
        "::error title=mhook replay%3A given-up::this event is lost%0Aopened 00000001",
        "::error title=mhook replay%3A several-effects::2 effects for one event%0Aaccepted 00000000",
        "::error title=mhook replay%3A refused-duplicate::answered 409%0Aopened 00000001",
        "::notice title=mhook replay%3A not-200::answered 201%0Adeferred 00000003",
    ]
    assert page.lines[-1] == "1 of 4 given up"
    text = summary.read_text()
    assert text.startswith("### mhook replay: 1 of 4 given up\n")
    assert "| opened 00000001 | 9 | given up, \\+14h |  | given-up, refused-duplicate |\n" in text
    assert "| accepted 00000000 | 1/9 | \\+0s | lost | timeout | 30.0 s | may have acted |" in text
    assert "| 1 | given-up | this event is lost |\n" in text


def test_github_groups(page: Page) -> None:
    """What many events have in common is one annotation, since GitHub shows ten at most."""
    show(page.open(terminal=False), play(*[["500"] * 9] * 30), ReportFormat.GITHUB)
    (line,) = [line for line in page.lines if line.startswith("::")]
    assert line.endswith("delivered 00000004, … 30 events in all")


@pytest.mark.parametrize(("count", "more"), [(1, ""), (5, ""), (6, ", … 6 events in all")])
def test_github_names_five_events(page: Page, count: int, more: str) -> None:
    """An annotation names five events; where there are more, it tells how many there are in all."""
    show(page.open(terminal=False), play(*[["500"] * 9] * count), ReportFormat.GITHUB)
    (line,) = [line for line in page.lines if line.startswith("::")]
    names = ", ".join(f"delivered {number:08x}" for number in range(min(count, 5)))
    assert line.endswith(f"%0A{names}{more}")


@pytest.mark.parametrize(("count", "told"), [(200, False), (201, True)])
def test_github_summary_of_two_hundred(
    page: Page, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, count: int, told: bool
) -> None:
    """Two hundred attempts are listed without a word; of one more it is told that it is not."""
    summary = tmp_path / "summary.md"
    monkeypatch.setenv(SUMMARY_VARIABLE, str(summary))
    show(page.open(terminal=False), play(*[["200"]] * count), ReportFormat.GITHUB)
    text = summary.read_text()
    assert text.count("| 1/9 |") == 200
    assert text.count("| accepted at attempt 1, \\+0s |") == 200
    assert ("Only the first 200 attempts of the worst events are listed." in text) is told


def test_github_summary_of_one_event(page: Page, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """One event needs no table of events, and no column for its name."""
    summary = tmp_path / "summary.md"
    monkeypatch.setenv(SUMMARY_VARIABLE, str(summary))
    show(page.open(terminal=False), play(["500", "200"]), ReportFormat.GITHUB)
    text = summary.read_text()
    assert "| event |" not in text
    assert "| attempt | at | fault | answer | took | receiver | meaning |\n| --- |" in text
    assert text.count("/9 |") == 2


def test_github_summary_is_bounded(page: Page, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The step's summary lists two hundred attempts of the worst events, and says so."""
    summary = tmp_path / "summary.md"
    monkeypatch.setenv(SUMMARY_VARIABLE, str(summary))
    show(page.open(terminal=False), play(*[["500"] * 9] * 30, ["200"]), ReportFormat.GITHUB)
    text = summary.read_text()
    assert text.count("/9 |") == 200
    assert "Only the first 200 attempts of the worst events are listed." in text


def test_github_with_untrusted_text(page: Page, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nobody's text becomes a command of the log or markup of the summary."""
    summary = tmp_path / "summary.md"
    monkeypatch.setenv(SUMMARY_VARIABLE, str(summary))
    findings = {0: [DeliveryFinding(FindingKind.GIVEN_UP, NASTY, 1)]}
    played = changed(play(["302"], ["200"], types=[NASTY, "a"], ids=[NASTY, "b"], location=NASTY), findings=findings)
    show(page.open(terminal=False), played, ReportFormat.GITHUB)
    commands = [line for line in page.lines if line.startswith("::")]
    assert len(commands) == 1
    assert "%250A" in commands[0]
    for text in (page.text, summary.read_text()):
        assert not {"\x1b", "\u202e", "\r"} & set(text)
    assert "</testcase>" not in summary.read_text()


def test_github_without_a_summary(page: Page, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A summary that cannot be written is told on stderr, and the verdict stands all the same."""
    monkeypatch.setenv(SUMMARY_VARIABLE, str(tmp_path))
    show(page.open(terminal=False), MIXED, ReportFormat.GITHUB)
    assert page.lines[-1] == "1 of 4 given up"
    assert "cannot write the step's summary" in page.err.content.decode()

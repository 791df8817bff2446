"""What a receiver wrote when it failed, below the attempt that it is the answer to."""

from dataclasses import replace

import pytest

from maileroo_cli.delivery.replay.records import AttemptRecord
from maileroo_cli.report.replay.phrases import receiver_line
from tests.report.conftest import Page
from tests.report.replaying import Played, plan_for, play, show

BODY = b"KeyError: 'event_id'\nsee the log\n"


def answering(played: Played, body: bytes = BODY) -> Played:
    """Return a run in which each answer has this body."""
    records = [_with(record, body) for record in played.records]
    return played._replace(records=records)


def _with(record: AttemptRecord, body: bytes) -> AttemptRecord:
    if record.result is None:
        return record
    return record._replace(result=replace(record.result, attempt=replace(record.result.attempt, body=body)))


@pytest.mark.parametrize(
    ("step", "line"),
    [
        ("500", "KeyError: 'event_id'"),
        ("drip:2s", ""),
        ("200", ""),
        ("lost", ""),
        ("real-reset", ""),
        ("unknown", ""),
        ("status:503", ""),
        ("gateway:502", ""),
    ],
)
def test_only_the_receivers_own_answer_to_a_failure_is_told(step: str, line: str) -> None:
    """Neither a success has a line, nor what a fault answered in the receiver's place, nor what never came."""
    (record, *_) = answering(play([step])).records
    assert receiver_line(record, 80) == line


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
@pytest.mark.parametrize("events", [1, 2])
def test_the_line_stands_below_its_attempt_and_fits(page: Page, width: int, events: int) -> None:
    """It is dimmed, cut where the terminal ends, and not repeated while the receiver writes the same."""
    body = b"KeyError: 'event_id' is missing in " + b"x" * 300
    show(page.open(width=width, color=False), answering(play(*[["500", "500", "200"]] * events), body))
    told = [line for line in page.lines if line.lstrip().startswith("> ")]
    assert len(told) == events
    assert all(line.lstrip().startswith("> KeyError: 'event_id'") for line in told)
    assert all(len(line) <= width for line in told)
    show(page.open(width=120, color=True), answering(play(["500", "200"])))
    assert "\x1b[2m> KeyError: 'event_id'\x1b[0m" in page.text


def test_another_answer_is_told_again(page: Page) -> None:
    """Where the receiver writes something else at a later attempt, that is told too."""
    played = play(["500", "500", "200"])
    records = [_with(record, body) for record, body in zip(played.records, (b"first", b"second", b""), strict=True)]
    show(page.open(width=120), played._replace(records=records))
    assert [line.strip() for line in page.lines if "> " in line] == ["> first", "> second"]


def test_of_many_events_each_kind_of_failure_has_one_example(page: Page) -> None:
    """With the sums stands what the receiver wrote when it first failed in that way."""
    show(page.open(width=100), answering(play(*[["500", "200"]] * 30)))
    place = page.lines.index("  30 x 500: answered 500: the receiver failed: look at its log")
    assert page.lines[place + 1] == "    > KeyError: 'event_id'"


def test_an_embedded_receiver_has_nothing_to_tell(page: Page) -> None:
    """What mhook's own receiver writes helps nobody."""
    show(page.open(width=100), answering(play(["500", "200"], plan=plan_for(url="", against="careful:500,200"))))
    assert "> " not in page.text


def test_what_a_receiver_writes_is_harmless(page: Page) -> None:
    """Escape sequences in an answer come out as text."""
    show(page.open(width=120), answering(play(["500", "200"]), b"\x1b[2J\x1b]0;gone\x07"))
    assert "> \\x1b[2J\\x1b]0;gone\\x07" in page.text

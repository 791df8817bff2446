"""What Maileroo would do after the answer of a capture."""

from pathlib import Path
from typing import Any

import pytest

from maileroo_cli.capture.entry import Capture
from maileroo_cli.capture.listing.place import PlaceReader
from maileroo_cli.operation.inspect.depth.aftermath import Aftermath, find_aftermath
from tests.cli.store import AT, captured, event, fill


def after(folder: Path, *captures: Capture) -> Aftermath | None:
    """Return what follows the answer of the last capture."""
    with PlaceReader(fill(folder / "captures.db", *captures)) as reader:
        return find_aftermath(reader, reader.locate("last"))


def failed(*numbers: int, **known: Any) -> list[Capture]:
    """Return captures of one event, all answered 500 unless it is said otherwise."""
    return [captured(number, event(1), **{"status": 500, **known}) for number in numbers]


@pytest.mark.parametrize(
    "known",
    [
        {"status": 200},
        {"status": None, "verdict": "probe"},
        {"status": 404, "verdict": "probe"},
        {"status": 405, "method": "PUT"},
    ],
)
def test_nothing_follows(tmp_path: Path, known: dict[str, Any]) -> None:
    """After 200, and for what nobody delivers, nothing follows."""
    assert after(tmp_path, captured(1, **known)) is None


def test_no_webhook(tmp_path: Path) -> None:
    """What has neither a signature nor an event is not of Maileroo, which makes no second attempt at it."""
    unsigned = ((b"Host", b"a.test"),)
    assert after(tmp_path, captured(1, b'{"a":1}', headers=unsigned, status=500, verdict="invalid")) is None
    assert after(tmp_path, captured(2, headers=unsigned, status=500, verdict="invalid")) is not None


@pytest.mark.parametrize(
    ("known", "begins"),
    [
        ({"status": 500}, "Answered 500. Maileroo tries again 5 min later, then 7 more times"),
        ({"status": 401}, "Answered 401. Maileroo tries again"),
        ({"status": 410}, "Answered 410. Maileroo tries again"),
        ({"status": 302}, "Answered 302. Maileroo tries again"),
        ({"status": 204}, "Answered 204, but Maileroo counts only 200 as success. Maileroo tries"),
        ({"status": None, "answered": "cancelled"}, "The client left before there was an answer. Maileroo tries again"),
        ({"status": None, "answered": "script"}, "There was no answer. Maileroo tries again"),
        (
            {"status": None, "answered": ""},
            "No answer is known; this is what follows if there was none. Maileroo",
        ),
    ],
)
def test_what_came(tmp_path: Path, known: dict[str, Any], begins: str) -> None:
    """Every other answer, and none, is a failed attempt."""
    found = after(tmp_path, captured(1, **known))
    assert found is not None
    assert found.sentence.startswith(begins)
    assert found.number == 1
    assert found.sentence.endswith("If all of them fail, the event is lost.")
    assert len(found.attempts) == 8


def test_the_times(tmp_path: Path) -> None:
    """The attempts are counted from the arrival, and the event is lost at the last one."""
    found = after(tmp_path, *failed(1))
    assert found is not None
    assert [one.at - (AT + 1) for one in found.attempts] == [300, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 50_400]
    assert found.lost_at == found.attempts[-1].at
    assert found.grade == "inferred"


def test_a_repetition(tmp_path: Path) -> None:
    """The failed captures of the same event from before are the attempts before; others do not count."""
    other = [captured(7, event(7), status=500), captured(8, event(1), status=200)]
    longer = captured(9, event(1, event_id=f"{1:048x}0"), status=500)
    found = after(tmp_path, *failed(1, 2), *other, longer, *failed(3))
    assert found is not None
    assert found.number == 3
    assert [one.wait for one in found.attempts] == [900, 1_800, 3_600, 7_200, 14_400, 21_600]
    begin = "Answered 500. This was attempt 3. Maileroo tries again 15 min later, then 5 more times, the last 13 h 4"
    assert found.sentence.startswith(begin)


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (7, "This was attempt 8. Maileroo tries once more, 6 h later. If that fails too, the event is lost."),
        (8, "This was attempt 9, the last one: the event is lost."),
        (9, "The store has 9 failed attempts of this event from before, and Maileroo makes only 9: it is lost."),
    ],
)
def test_the_end(tmp_path: Path, before: int, said: str) -> None:
    """At the end of the schedule the event is lost."""
    found = after(tmp_path, *failed(*range(1, before + 2)))
    assert found is not None
    assert said in found.sentence
    assert len(found.attempts) == max(0, 8 - before)
    assert found.attempts or found.lost_at == AT + before + 1


def test_an_event_without_an_id(tmp_path: Path) -> None:
    """What names no event is nobody's repetition."""
    found = after(tmp_path, captured(1, b"{}", status=500), captured(2, b"{}", status=500))
    assert found is not None
    assert found.number == 1

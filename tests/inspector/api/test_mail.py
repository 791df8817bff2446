"""The life of one mail as the inspector answers it."""

from pathlib import Path

import pytest

from maileroo_cli.inspector.api.mail import read_mail
from maileroo_cli.inspector.call import NotFoundError
from tests.answer_keys import check_answer
from tests.cli.store import AT, captured, event
from tests.inspector.api.calling import call, settings

MAIL = "m" * 24
OTHER = captured(9, event(9, message_reference_id="n" * 24))


def test_the_events_of_a_mail(tmp_path: Path) -> None:
    """Events come as they happened, with rows, recipients, and what is odd about each in words."""
    given = settings(
        tmp_path,
        OTHER,
        captured(3, event(3, "opened", event_data={"ip": "192.0.2.1"})),
        captured(2, event(2, "delivered", event_data={"to": ["A <a@b.test>"]}), at=AT + 600),
        captured(4, event(3, "opened"), at=AT + 700),
    )
    answer = check_answer(read_mail(call(given, MAIL)))
    assert answer["reference_id"] == MAIL
    assert answer["recipients"] == ["a@b.test"]
    assert [(one["event_type"], one["row"]) for one in answer["events"]] == [
        ("delivered", 3),
        ("opened", 2),
        ("opened", 4),
    ]
    delivered, opened, again = (one["notes"] for one in answer["events"])
    assert delivered == [
        f"out of order: arrived after opened ({captured(3).entry.id})",
        "arrived late: 9 min 58 s after it happened",
    ]
    assert opened == []
    assert again == [f"duplicate of {captured(3).entry.id}"]
    assert answer["missing"] == [
        {
            "event_type": "accepted",
            "before": 0,
            "sentence": "accepted must have happened before delivered, but was not captured",
        }
    ]
    assert answer["summary"] == "2 events over 1 s: 1 duplicate, 1 out of order, 1 missing, 1 late"


def test_what_was_answered_otherwise_than_200(tmp_path: Path) -> None:
    """A repetition after another answer was asked for; an event that nobody took counts; unknown answers do not."""
    given = settings(
        tmp_path,
        captured(1, event(1, "accepted", event_data={"to": ["a@b.test"]}), status=503),
        captured(2, event(1, "accepted"), at=AT + 2),
        captured(3, event(1, "accepted"), at=AT + 3),
        captured(4, event(4, "delivered"), status=500),
        captured(5, event(5, "opened"), status=None, answered="cancelled"),
        captured(6, event(6, "clicked"), status=None, answered=""),
    )
    answer = check_answer(read_mail(call(given, MAIL)))
    assert [(one["status"], one["cancelled"]) for one in answer["events"]] == [
        (503, False), (200, False), (200, False), (500, False), (None, True), (None, False),
    ]  # fmt: skip
    assert [one["recipients"] for one in answer["events"][:2]] == [["a@b.test"], []]
    first = captured(1).entry.id
    assert [one["notes"] for one in answer["events"][:3]] == [
        [],
        [f"sent again: {first} was not answered 200"],
        [f"duplicate of {first}"],
    ]
    assert answer["summary"].endswith(": 1 duplicate, 1 sent again after another answer than 200, 2 not answered 200")


def test_named_by_a_beginning_or_a_capture(tmp_path: Path) -> None:
    """A mail may be named by the beginning of its reference id, or by one of its captures."""
    given = settings(tmp_path, OTHER, captured(1))
    for name in ("mmm", captured(1).entry.id, "last"):
        assert read_mail(call(given, name))["reference_id"] == MAIL


@pytest.mark.parametrize(
    "body", [b'{"message_reference_id":"x","event_type":"\\ud800\\u202e","event_time":1e400}', b"[" * 9_999]
)
def test_hostile_events(tmp_path: Path, body: bytes) -> None:
    """Whatever an event says of itself is told as text."""
    given = settings(tmp_path, captured(1, body, reference_id="x", event_type="\u202e<b>"))
    answer = check_answer(read_mail(call(given, "x")))
    assert answer["events"][0]["row"] == 1


@pytest.mark.parametrize("name", ["", "q", "../x", "\ud800", "z" * 100_000, "%", "last~7"])
def test_mails_that_are_not_there(tmp_path: Path, name: str) -> None:
    """A name of no mail is told as such, in one short line."""
    with pytest.raises(NotFoundError) as refused:
        read_mail(call(settings(tmp_path, captured(1)), name))
    assert len(str(refused.value)) < 400
    assert "\n" not in str(refused.value)

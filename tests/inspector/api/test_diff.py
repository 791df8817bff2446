"""How two captures differ, as the inspector answers it."""

from pathlib import Path
from typing import Any

import pytest

from maileroo_cli.errors import UsageError
from maileroo_cli.inspector.api.diff import read_diff
from maileroo_cli.inspector.call import NotFoundError
from tests.answer_keys import check_answer
from tests.cli.calling import SECRET
from tests.cli.store import captured, event, signature
from tests.inspector.api.calling import call, settings

FIRST, SECOND = captured(1).entry.id, captured(2).entry.id


def differing(folder: Path, first: bytes, second: bytes, **query: Any) -> dict[str, Any]:
    """Return how two captures differ that have these bodies."""
    given = settings(folder, captured(1, first), captured(2, second))
    return check_answer(read_diff(call(given, first=FIRST, second=SECOND, **query)))


def spans_of(answer: dict[str, Any], first: bytes, second: bytes) -> list[tuple[bytes, bytes]]:
    """Return the bytes of both sides in each place."""
    return [
        (
            first[one["first"] : one["first"] + one["bytes"]],
            second[one["second"] : one["second"] + one["second_bytes"]],
        )
        for one in answer["bytes"]["spans"]
    ]


def test_values(tmp_path: Path) -> None:
    """Values that differ are told with their places, and the bytes with theirs."""
    first, second = b'{"a":{"b":1},"c":[1,2]}', b'{"a":{"b":22},"c":[1,3],"d":null}'
    answer = differing(tmp_path, first, second)
    assert answer["values"] == [
        {"path": "a.b", "first": "1", "second": "22"},
        {"path": "c[1]", "first": "2", "second": "3"},
        {"path": "d", "first": None, "second": "null"},
    ]
    assert answer["writing"] == []
    assert spans_of(answer, first, second) == [(b"1", b"22"), (b"2", b"3"), (b"", b',"d":null')]
    assert answer["bytes"]["same_start"] == 10
    assert answer["summary"] == "The bodies differ in 3 values; 1 difference in the request line and the headers."


def test_the_same_values_written_differently(tmp_path: Path) -> None:
    """Where the values are the same, the ways of writing are told."""
    answer = differing(tmp_path, b'{"a":"\\u003c","b":1}', b'{"b": 1, "a": "<"}')
    assert answer["values"] == []
    assert {one["sentence"] for one in answer["writing"]} == {
        "white space between the values differs",
        "the keys are in another order",
        "strings are escaped differently",
    }
    assert "their signatures differ" in answer["summary"]


def test_the_same_request(tmp_path: Path) -> None:
    """A request and its repetition are equal in all levels."""
    answer = differing(tmp_path, event(1), event(1))
    assert answer["equal"]
    assert answer["bytes"] == {"equal": True, "same_start": len(event(1)), "spans": []}
    assert answer["request"] == []


def test_heads(tmp_path: Path) -> None:
    """Method, target and headers that differ are told by their names."""
    one, two = captured(1), captured(2, event(1))
    head = b"PUT /other HTTP/1.1\r\nHost: b.test\r\nX-New: 1\r\n\r\n"
    given = settings(tmp_path, one, two._replace(content=two.content._replace(head=head)))
    answer = check_answer(read_diff(call(given, first=FIRST, second=SECOND)))
    assert answer["request"] == [
        {"name": "method", "first": "POST", "second": "PUT"},
        {"name": "target", "first": "/webhook", "second": "/other"},
        {"name": "Host", "first": "a.test", "second": "b.test"},
        {"name": "x-maileroo-signature", "first": f"{signature(event(1))[:8]}…", "second": None},
        {"name": "X-New", "first": None, "second": "1"},
    ]
    assert answer["bytes"]["equal"]


def test_signatures_are_asked_for(tmp_path: Path) -> None:
    """Signatures are in full with ``signatures=1`` alone, and a secret never is."""
    masked = differing(tmp_path, event(1), event(2))
    assert signature(event(1)) not in str(masked)
    given = settings(
        tmp_path / "other",
        captured(1, headers=((b"x-maileroo-signature", b"ab" * 32), (b"X-Key", SECRET.encode()))),
        captured(2, headers=((b"x-maileroo-signature", SECRET.encode()), (b"X-Key", b"other"))),
    )
    full = read_diff(call(given, first=FIRST, second=SECOND, signatures=1))
    assert "ab" * 32 in str(full)
    assert SECRET not in str(full)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (b"", b"x"),
        (b"\xff\x00", b"\xff\x01"),
        (b"[" * 50_000, b"[" * 50_001),
        (b'{"a":NaN}', b'{"a":1}'),
        (b"1" * 5_000, b"2" * 5_000),
        (b'"\\ud800"', b'"\\ud801"'),
        (b'{"a":1}' * 30_000, b'{"a":2}' * 30_000),
        (b"ab " * 5_000, b"ac " * 5_000),
    ],
)
def test_any_bodies(tmp_path: Path, first: bytes, second: bytes) -> None:
    """Whatever the bodies are, the places put into the first one give the second."""
    answer = differing(tmp_path, first, second)
    assert not answer["equal"]
    spans = answer["bytes"]["spans"]
    assert 0 < len(spans) <= 200
    made, at = b"", 0
    for one in spans:
        made += first[at : one["first"]] + second[one["second"] : one["second"] + one["second_bytes"]]
        at = one["first"] + one["bytes"]
    assert made + first[at:] == second


@pytest.mark.parametrize("query", [{}, {"first": FIRST}, {"first": "", "second": SECOND}, {"first": [FIRST] * 2}])
def test_two_are_needed(tmp_path: Path, query: dict[str, Any]) -> None:
    """What does not name two captures is refused."""
    with pytest.raises(UsageError):
        read_diff(call(settings(tmp_path, captured(1), captured(2)), **query))


def test_captures_that_are_not_there(tmp_path: Path) -> None:
    """A name of no capture is told as such."""
    with pytest.raises(NotFoundError):
        read_diff(call(settings(tmp_path, captured(1)), first=FIRST, second="feed"))

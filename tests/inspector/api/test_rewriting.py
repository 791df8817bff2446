"""What the inspector answers of a body that programs write anew."""

from base64 import b64decode
from pathlib import Path

import pytest

from maileroo_cli.inspector.api.capture import read_body, read_rewriting
from tests.answer_keys import check_answer
from tests.cli.store import captured
from tests.inspector.api.calling import call, settings

BODY = '{"message_id":"\\u003c1@a.test\\u003e","n":1.0,"url":"https://a.test/é"}'.encode()


def test_each_program(tmp_path: Path) -> None:
    """Each program has a sentence and the places, which are those of the body that the windows show."""
    given = settings(tmp_path, captured(1, BODY))
    answer = check_answer(read_rewriting(call(given, "last")))
    body = b64decode(read_body(call(given, "last"))["body_base64"])
    told = {one["name"]: one for one in answer["writers"]}
    assert len(told) == len(answer["writers"]) == 5
    script = told["JSON.stringify"]
    assert [body[one["first"] : one["first"] + one["bytes"]] for one in script["spans"]] == [
        b"\\u003c",
        b"\\u003e",
        b"1.0",
    ]
    assert [one["instead"] for one in script["spans"]] == ["<", ">", "1"]
    assert script["sentence"] == (
        "JSON.stringify (JavaScript) writes other bytes in 3 places: the escape \\u003c becomes the character itself, "
        "the escape \\u003e becomes the character itself, 1.0 becomes 1."
    )
    assert [one["instead"] for one in told["json.Marshal of a map"]["spans"]] == ["1"]
    assert (answer["reason"], script["more"], script["equal"]) == (None, 0, False)


def test_a_body_as_it_would_be_written(tmp_path: Path) -> None:
    """Where a program writes the same bytes, that is said; what it refuses has no places."""
    answer = check_answer(read_rewriting(call(settings(tmp_path, captured(1, b'{"a":"\\ud800"}')), "last")))
    told = {one["name"]: one for one in answer["writers"]}
    assert told["JSON.stringify"]["equal"] is True
    assert told["JSON.stringify"]["sentence"] == "JSON.stringify (JavaScript) writes the same bytes."
    assert (told["json_encode"]["equal"], told["json_encode"]["spans"]) == (None, [])
    assert "refuses" in told["json_encode"]["sentence"]


def test_bounded(tmp_path: Path) -> None:
    """Two hundred places are told, and the others counted, up to ten thousand."""
    body = b"[" + b", ".join([b"1.0"] * 20_000) + b"]"
    answer = check_answer(read_rewriting(call(settings(tmp_path, captured(1, body)), "last")))
    first = answer["writers"][0]
    assert (len(first["spans"]), first["more"]) == (200, 9_800)
    assert "at least 10,000 places" in first["sentence"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"hello", "no JSON"),
        (b"\xff", "no JSON"),
        (b"NaN", "no JSON"),
        (b"[" * 100_000, "nested"),
        (b'"' + b"x" * (1 << 20) + b'"', "1 MiB"),
    ],
)
def test_what_is_not_compared(tmp_path: Path, body: bytes, reason: str) -> None:
    """Any other body has a reason, and no program."""
    answer = check_answer(read_rewriting(call(settings(tmp_path, captured(1, body)), "last")))
    assert answer["writers"] == []
    assert reason in answer["reason"]

"""What the inspector answers about one capture."""

from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from maileroo_cli.errors import UsageError
from maileroo_cli.inspector.api.capture import read_body, read_one_capture, read_pretty
from maileroo_cli.inspector.call import NotFoundError
from tests.answer_keys import check_answer
from tests.cli.calling import SECRET
from tests.cli.store import captured, event, signature
from tests.inspector.api.calling import call, settings, without_secrets

WRONG = ((b"Host", b"a.test"), (b"x-maileroo-signature", b"ab" * 32))


def test_all_that_is_known(tmp_path: Path) -> None:
    """The fields of the list come with the head, what the body is, its mail, and where the capture stands."""
    given = settings(tmp_path, captured(1), captured(2))
    answer = check_answer(read_one_capture(call(given, captured(2).entry.id)))
    assert (answer["id"], answer["row"], answer["position"]) == (captured(2).entry.id, 2, 1)
    assert (answer["verdict"], answer["secret"], answer["explanations"]) == ("valid", "test", [])
    assert answer["request_line"] == "POST /webhook HTTP/1.1"
    assert answer["headers"] == [["Host", "a.test"], ["x-maileroo-signature", f"{signature(event(2))[:8]}…"]]
    assert answer["body"] == {"bytes": len(event(2)), "kind": "json"}
    assert answer["mail"] == {"reference_id": "m" * 24, "captures": 2}
    assert (answer["next"], answer["response"]) == (None, None)
    assert not answer["can_resend"]
    assert "--target" in answer["cannot_resend_reason"]


def test_signatures_are_asked_for(tmp_path: Path) -> None:
    """The signature comes in full with ``signatures=1`` alone, from heads and from trailers."""
    whole = captured(1)
    trailing = whole._replace(content=whole.content._replace(trailers=b"X-Maileroo-Signature: " + b"cd" * 32 + b"\r\n"))
    given = settings(tmp_path, trailing)
    masked, full = (read_one_capture(call(given, "last", signatures=one)) for one in (0, 1))
    assert signature(event(1)) not in str(masked)
    assert "cd" * 32 not in str(masked)
    assert masked["trailers"] == [["X-Maileroo-Signature", "cdcdcdcd…"]]
    assert ["x-maileroo-signature", signature(event(1))] in full["headers"]
    assert full["trailers"] == [["X-Maileroo-Signature", "cd" * 32]]


def test_an_application_that_repeats_them(tmp_path: Path) -> None:
    """What an application answers has neither secret nor signature in it, and each other byte in its place."""
    head = f"HTTP/1.1 401 No\r\nX-Got: {'ab' * 32}\r\nX-Key: {SECRET}\r\n\r\n".encode()
    body = f"got {'ab' * 32}, not {signature(event(1)).upper()}, with {SECRET}; {'cd' * 32} is another".encode()
    given = settings(tmp_path, captured(1, headers=WRONG, status=401, answer=(head, body)))
    answer = check_answer(read_one_capture(call(given, "last")))
    told = b64decode(read_body(call(given, "last", part="response"))["body_base64"])
    for text in (str(answer), told.decode()):
        assert SECRET not in text
        assert "ab" * 32 not in text
        assert signature(event(1)) not in text.lower()
    assert len(told) == len(body)
    assert told.startswith(b"got abababab****")
    assert told.endswith(b"; " + b"cd" * 32 + b" is another")
    asked = b64decode(read_body(call(given, "last", part="response", signatures=1))["body_base64"])
    assert b"ab" * 32 in asked
    assert SECRET.encode() not in asked


def test_a_secret_in_the_place_of_a_signature(tmp_path: Path) -> None:
    """A sender that sends the secret itself does not make the inspector show it, whatever is asked for."""
    sent = ((b"x-maileroo-signature", SECRET.encode()), (b"X-Other", b"Bearer " + SECRET.encode()))
    given = settings(tmp_path, captured(1, headers=sent, target=f"/hook?key={SECRET}"))
    for signatures in (0, 1):
        assert SECRET not in str(read_one_capture(call(given, "last", signatures=signatures)))


def test_the_verdict_is_found_now(tmp_path: Path) -> None:
    """With a secret the signature is checked and explained, without one the stored verdict is told."""
    given = settings(
        tmp_path, captured(1, headers=((b"x-maileroo-signature", f"sha256={signature(event(1))}".encode()),))
    )
    now = check_answer(read_one_capture(call(given, "last")))
    assert (now["verdict"], now["causes"]) == ("invalid", ["header-prefixed"])
    assert [one["code"] for one in now["explanations"]] == ["header-prefixed"]
    assert all(now["explanations"][0][name] for name in ("sentence", "fix"))
    stored = check_answer(read_one_capture(call(without_secrets(given), "last")))
    assert (stored["verdict"], stored["explanations"]) == ("valid", [])


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "empty"),
        (b'{"a":1}', "json"),
        (b"12", "json"),
        (b"\xef\xbb\xbf{}", "json"),
        (b'{"a":NaN}', "text"),
        (b'{"a":"NaN"}', "json"),
        (b"[" * 100_000, "text"),
        (b"1" * 5_000, "json"),
        (b'{"a":"\\ud800"}', "json"),
        (b"hello", "text"),
        (b"a\0b", "binary"),
        (b"\xff\xfe", "binary"),
        (b"[" + b"1," * 700_000 + b"1]", "json"),
        (b"x" * 1_400_000, "text"),
    ],
)
def test_kinds(tmp_path: Path, body: bytes, kind: str) -> None:
    """Whatever came as a body is one of four kinds, and is never an error."""
    given = without_secrets(settings(tmp_path, captured(1, body, headers=())))
    assert check_answer(read_one_capture(call(given, "last")))["body"] == {"bytes": len(body), "kind": kind}
    pretty = check_answer(read_pretty(call(given, "last")))
    assert (pretty["pretty"] is None) == (kind != "json" or len(body) > 1 << 20)
    assert (pretty["pretty"] is None) == (pretty["reason"] is not None)


def test_windows_of_a_body(tmp_path: Path) -> None:
    """A body is read in windows of 64 KiB at most, and they are the body."""
    body = bytes(range(256)) * 1_000
    given = settings(tmp_path, captured(1, body))
    whole, first = b"", 0
    while first < len(body):
        answer = check_answer(read_body(call(given, "last", first=first)))
        window = b64decode(answer["body_base64"])
        assert (answer["bytes"], answer["first"]) == (len(body), first)
        assert 0 < len(window) <= 65_536
        whole, first = whole + window, first + len(window)
    assert whole == body
    assert b64decode(read_body(call(given, "last", first=10, limit=3))["body_base64"]) == b"\x0a\x0b\x0c"
    assert read_body(call(given, "last", first=len(body)))["body_base64"] == ""


@pytest.mark.parametrize(
    "query",
    [{"first": -1}, {"first": "x"}, {"limit": 0}, {"limit": 65_537}, {"part": "head"}, {"part": ["request"] * 2}],
)
def test_windows_that_are_none(tmp_path: Path, query: dict[str, Any]) -> None:
    """What is asked for in another way than the API says is refused, in one line."""
    with pytest.raises(UsageError) as refused:
        read_body(call(settings(tmp_path, captured(1)), "last", **query))
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "name", ["", "ffff", "nothing", "last~9", "../../etc/passwd", "\u202e\x00", "0" * 9_000, "*", "'"]
)
@pytest.mark.parametrize("read", [read_one_capture, read_body, read_pretty])
def test_captures_that_are_not_there(tmp_path: Path, read: object, name: str) -> None:
    """A name of nothing is told as such, short and in one line."""
    given = settings(tmp_path, captured(1))
    with pytest.raises(NotFoundError) as refused:
        read(call(given, name))  # type: ignore[operator]
    assert len(str(refused.value)) < 300
    assert "\n" not in str(refused.value)


def test_pretty_keeps_what_was_written(tmp_path: Path) -> None:
    """Each literal stands as it came, on a line of its own."""
    body = b'{"a":1.50,"b":"\\u003cx\\/\xe2\x80\xae","a":[],"c":[1e2,{}]}'
    given = settings(tmp_path, captured(1, body))
    assert read_pretty(call(given, "last"))["pretty"].splitlines() == [
        "{",
        '  "a": 1.50,',
        '  "b": "\\u003cx\\/\u202e",',
        '  "a": [],',
        '  "c": [',
        "    1e2,",
        "    {}",
        "  ]",
        "}",
    ]


def test_what_follows(tmp_path: Path) -> None:
    """After another answer than 200 the remaining attempts are told, counted from the arrival."""
    given = settings(tmp_path, captured(1, status=500))
    following = check_answer(read_one_capture(call(given, "last")))["next"]
    assert following["number"] == 1
    assert [one["wait_s"] for one in following["attempts"]] == [300, 600, 900, 1800, 3600, 7200, 14400, 21600]
    assert [one["number"] for one in following["attempts"]] == list(range(2, 10))
    assert following["attempts"][0]["time"] == "2026-03-15T23:37:23.250Z"
    assert following["lost_time"] == following["attempts"][-1]["time"] == "2026-03-16T13:32:23.250Z"
    assert following["sentence"] == (
        "Answered 500. Maileroo tries again 5 min later, then 7 more times, the last 14 h after this attempt. "
        "If all of them fail, the event is lost."
    )
    assert following["grade"] == "inferred"

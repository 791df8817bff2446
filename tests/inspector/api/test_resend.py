"""POST /api/resend: what may be asked for, what is refused in words, and the object that comes back."""

import base64
import threading
from pathlib import Path
from typing import Any

import pytest

from maileroo_cli.errors import UsageError
from maileroo_cli.inspector.api import resend as route
from maileroo_cli.inspector.api.resend import MOST
from maileroo_cli.inspector.call import ConflictError, InspectorCall, NotFoundError
from maileroo_cli.inspector.settings import InspectorSettings
from maileroo_cli.operation.send import Endpoint
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.webhook.signing.secret import Secret
from tests.answer_keys import check_answer
from tests.capture.stored import capture, fill
from tests.receivers.raw import Peer, Receiver, answering

ONE, TWO = f"{1:016x}", f"{2:016x}"
ATTEMPT_KEYS = {
    "id", "time", "event_type", "event_id", "outcome", "status", "duration_ms", "ok", "reason", "risk",
    "bad_signature", "bad_signature_handling", "response", "traceback", "signature_sentence",
}  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Return a store with three captures."""
    first = capture(1, event_type="delivered", body=b"\xff\x00", verdict="valid")
    return fill(tmp_path / "captures.db", first, capture(2, event_type="opened"), capture(3, event_type="opened"))


def resend(call: InspectorCall) -> dict[str, Any]:
    """Return the answer of a call, which has the keys of its schema."""
    return check_answer(route.resend(call))


def settings(store: Path, receiver: Receiver | None, *secrets: Secret) -> InspectorSettings:
    """Return the settings of an inspector with this target."""
    endpoint = None if receiver is None else Endpoint(parse_target(receiver.url))
    return InspectorSettings(store, store.parent, secrets, endpoint)


def asked(of: InspectorSettings, **body: Any) -> InspectorCall:
    """Return a call with this body."""
    return InspectorCall(of, body=body)


def test_named_captures(store: Path) -> None:
    """Each capture has an attempt in order, with what was answered and what its signature meant."""
    with Receiver(answering(b"HTTP/1.1 500 Oops\r\nX-A: 1\r\nContent-Length: 2\r\n\r\n\xff\x00")) as receiver:
        answer = resend(asked(settings(store, receiver), captures=[TWO, ONE], count=2))
        target = receiver.url
    first, second = answer["attempts"]
    assert (answer["schema"], answer["target"], answer["stopped"]) == ("mhook.inspector-resent/1", target, None)
    assert (first["id"], second["id"], second["event_type"]) == (TWO, ONE, "delivered")
    assert first.keys() == ATTEMPT_KEYS
    assert (first["outcome"], first["status"]) == ("answered", 500)
    assert first["duration_ms"] > 0
    assert first["response"] == {
        "status": 500,
        "headers": [["X-A", "1"], ["Content-Length", "2"]],
        "body": None,
        "body_base64": "/wA=",
        "truncated": False,
    }
    assert first["signature_sentence"] == "The capture has no signature, so the receiver should refuse it."


def test_a_filter(store: Path) -> None:
    """A filter means all captures that fit it, the oldest first."""
    with Receiver() as receiver:
        call = asked(settings(store, receiver), filter={"type": ["opened"], "text": None}, count=2, signature="none")
        answer = resend(call)
    assert [one["id"] for one in answer["attempts"]] == [TWO, f"{3:016x}"]


def test_an_edit_arrives_byte_for_byte(store: Path) -> None:
    """Method, headers and bytes of an edit arrive, signed anew with the first secret."""
    edit = {
        "method": "PATCH",
        "headers": [["X-One", "\xe9"], ["x-one", "2"]],
        "body_base64": base64.b64encode(b"\x00\xfe\r\n").decode(),
    }
    with Receiver() as receiver:
        call = asked(settings(store, receiver, Secret("s")), captures=[ONE], count=1, signature="new", edit=edit)
        [attempt] = resend(call)["attempts"]
    head, _, body = receiver.requests[0].partition(b"\r\n\r\n")
    assert body == b"\x00\xfe\r\n"
    assert head.split(b"\r\n")[2:4] == [b"X-One: \xe9", b"x-one: 2"]
    assert head.startswith(b"PATCH /")
    assert attempt["signature_sentence"].startswith("The signature was made anew")
    assert b"x-maileroo-signature: " in head


EDIT = {"method": "POST", "headers": [], "body_base64": ""}
REFUSED: dict[str, tuple[dict[str, Any], type[UsageError], str]] = {
    "neither": ({"count": 1}, UsageError, "neither captures nor filter is given"),
    "both": ({"captures": [ONE], "filter": {}, "count": 1}, UsageError, "give only one of them"),
    "no-list": ({"captures": ONE, "count": 1}, UsageError, "captures is no list of ids"),
    "no-text": ({"captures": [1], "count": 1}, UsageError, "captures is no list of ids"),
    "twice": ({"captures": [ONE, "1".rjust(16, "0")], "count": 2}, UsageError, "is named twice"),
    "not-there": ({"captures": ["ab"], "count": 1}, NotFoundError, "there is no capture 'ab'"),
    "no-count": ({"captures": [ONE]}, UsageError, "count is not given"),
    "true": ({"captures": [ONE], "count": True}, UsageError, "count is no number"),
    "other-count": ({"filter": {}, "count": 2}, ConflictError, "3 captures are meant, not 2"),
    "none": ({"captures": [], "count": 0}, UsageError, "choose at least one"),
    "no-filter": ({"filter": [], "count": 3}, UsageError, "filter is no object"),
    "unknown-word": ({"filter": {"from": "x"}, "count": 3}, UsageError, "filter has 'from'"),
    "number": ({"filter": {"text": 1}, "count": 3}, UsageError, "filter has 'text'"),
    "two-texts": ({"filter": {"text": ["a", "b"]}, "count": 3}, UsageError, "text is given 2 times"),
    "verdict": ({"filter": {"verdict": ["good"]}, "count": 3}, UsageError, "there is no verdict 'good'"),
    "time": ({"filter": {"since": "soon"}, "count": 3}, UsageError, "soon"),
    "signature": ({"captures": [ONE], "count": 1, "signature": "old"}, UsageError, "give kept, new or none"),
    "signature-list": ({"captures": [ONE], "count": 1, "signature": []}, UsageError, "give kept, new or none"),
    "no-secret": ({"captures": [ONE], "count": 1, "signature": "new"}, UsageError, "there is no secret to sign with"),
    "edit-of-two": ({"captures": [ONE, TWO], "count": 2, "edit": EDIT}, UsageError, "an edit is for one capture"),
    "edit": ({"captures": [ONE], "count": 1, "edit": {"method": "POST"}}, UsageError, "edit is not what it should be"),
    "edit-list": ({"captures": [ONE], "count": 1, "edit": []}, UsageError, "edit is not what it should be"),
    "pairs": (
        {"captures": [ONE], "count": 1, "edit": {**EDIT, "headers": [["a", 1]]}},
        UsageError,
        "edit is not what it should be",
    ),
    "base64": ({"captures": [ONE], "count": 1, "edit": {**EDIT, "body_base64": "é"}}, UsageError, "is no base64"),
    "method": ({"captures": [ONE], "count": 1, "edit": {**EDIT, "method": "A B"}}, UsageError, "method 'A B'"),
    "name": (
        {"captures": [ONE], "count": 1, "edit": {**EDIT, "headers": [["A", ""], ["B C", "x"]]}},
        UsageError,
        "header 2: 'B C' is not the name of a header",
    ),
    "break": (
        {"captures": [ONE], "count": 1, "edit": {**EDIT, "headers": [["A", "x\r\nHost: y"]]}},
        UsageError,
        "header 1, A, character 2: a value cannot hold a line break",
    ),
    "nul": (
        {"captures": [ONE], "count": 1, "edit": {**EDIT, "headers": [["A", "\0"]]}},
        UsageError,
        "header 1, A, character 1: a value cannot hold a NUL",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(store: Path, name: str) -> None:
    """What cannot be is refused in words, and nothing is sent; the next call is answered."""
    body, kind, words = REFUSED[name]
    with Receiver() as receiver:
        with pytest.raises(UsageError) as refused:
            resend(asked(settings(store, receiver), **body))
        assert receiver.requests == []
    assert type(refused.value) is kind
    assert words in str(refused.value)


def test_without_a_target(store: Path) -> None:
    """Without a target on the command line nothing is sent anywhere."""
    with pytest.raises(UsageError, match="mhook inspect was started without --target"):
        resend(asked(settings(store, None), captures=[ONE], count=1))


def test_too_many(tmp_path: Path) -> None:
    """More than a thousand are refused, with the command that sends them."""
    store = fill(tmp_path / "captures.db", *map(capture, range(MOST + 1)))
    with Receiver() as receiver, pytest.raises(UsageError, match="at most 1,000: mhook captures resend"):
        resend(asked(settings(store, receiver), filter={}, count=MOST + 1))


def test_one_at_a_time(store: Path) -> None:
    """While one resend goes on another one is refused; afterwards there may be the next one."""
    arrived, go_on = threading.Event(), threading.Event()

    def slow(peer: Peer) -> None:
        while peer.read() is not None:
            arrived.set()
            go_on.wait(10)
            peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    with Receiver(slow) as receiver:
        call = asked(settings(store, receiver), captures=[ONE], count=1)
        answers: list[Any] = []
        thread = threading.Thread(target=lambda: answers.append(resend(call)))
        thread.start()
        assert arrived.wait(10)
        with pytest.raises(ConflictError, match="another resend is under way"):
            resend(call)
        go_on.set()
        thread.join(10)
        assert answers[0]["attempts"][0]["status"] == 200
        assert resend(call)["attempts"][0]["status"] == 200


def test_who_left_stops_it(store: Path) -> None:
    """Where nobody waits any more, what was not sent is said."""
    with Receiver() as receiver:
        of = settings(store, receiver)
        answer = resend(InspectorCall(of, body={"captures": [ONE, TWO], "count": 2}, gone=lambda: True))
    assert (answer["attempts"], receiver.requests) == ([], [])
    assert answer["stopped"] == "Stopped after 0 of 2 captures: nobody waited for the answer."


def test_answers_are_bounded(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond a number of bytes the bodies of answers are left out, and said to be."""
    monkeypatch.setattr("maileroo_cli.report.inspect.resent.MOST_BYTES", 150)
    with Receiver(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + b"a" * 100)) as receiver:
        answer = resend(asked(settings(store, receiver), captures=[ONE, TWO], count=2))
    first, second = (one["response"] for one in answer["attempts"])
    assert (first["body"], first["truncated"]) == ("a" * 100, False)
    assert (second["body"], second["truncated"], second["status"]) == ("", True, 200)


def test_nobody_there(store: Path) -> None:
    """A receiver that is not there is an attempt with that outcome, not an error."""
    with Receiver() as receiver:
        of = settings(store, receiver)
    [attempt] = resend(asked(of, captures=[ONE], count=1))["attempts"]
    assert (attempt["outcome"], attempt["status"], attempt["response"]) == ("refused", None, None)

"""What `--respond` says is what senders see on their sockets, and what is stored and reported."""

import json
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from maileroo_cli.capture.entry import Capture
from maileroo_cli.capture.store.writer import Store
from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.transport.client.sender import Sender
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.webhook.signing.request import Request
from tests.listening import PATIENCE, Answer, Client, ListenThread


def event(kind: str = "opened", event_id: str = "e1", *lines: bytes, first: bytes = b"POST / HTTP/1.1") -> bytes:
    """Return a request with an event."""
    body = json.dumps({"event_type": kind, "event_id": event_id}).encode()
    head = [first, b"Host: x", *lines, b"Content-Length: %d" % len(body)]
    return b"\r\n".join(head) + b"\r\n\r\n" + body


def post(listen: ListenThread, request: bytes) -> int:
    """Send one request on a connection of its own and return its status, 0 where there was no answer."""
    with Client(listen.port) as client:
        return client.send(request).answer().status


def wait_until_kept(listen: ListenThread) -> None:
    """Return as soon as a request has been stored, which nothing else may show before its answer."""
    while not listen.captures():
        pass


def test_by_attempt(tmp_path: Path) -> None:
    """Each event goes through the steps for itself, by its id; the last step stays."""
    with ListenThread(tmp_path, respond=["500,500,reset,200"]) as listen:
        first = [post(listen, event(event_id="a")) for _ in range(3)]
        other = [post(listen, event(event_id="b")) for _ in range(2)]
        rest = [post(listen, event(event_id="a")) for _ in range(2)]
    assert (first, other, rest) == ([500, 500, 0], [500, 500], [200, 200])
    assert [one.entry.status for one in listen.captures()] == [500, 500, None, 500, 500, 200, 200]
    assert [one.answer for one in listen.heard.arrivals] == ["500", "500", "reset", "500", "500", "200", "200"]


def test_by_type(tmp_path: Path) -> None:
    """An event type can have a script of its own; all others have the general one."""
    with ListenThread(tmp_path, respond=["deferred=503", "opened=201,202", "204"]) as listen:
        kinds = ["deferred", "opened", "clicked", "opened", "deferred", "brand-new"]
        assert [post(listen, event(kind, "x")) for kind in kinds] == [503, 201, 204, 202, 503, 204]


def test_headers_and_body(tmp_path: Path) -> None:
    """A step's headers and body are sent as they are, and the connection stays for the next request."""
    script = ["429+header:Retry-After:5+header:X-A:b+body:%7Bslow%00%FF%7D"]
    with ListenThread(tmp_path, respond=script) as listen, Client(listen.port) as client:
        for _ in range(2):
            answer = client.send(event()).answer()
            assert (answer.status, answer.body) == (429, b"{slow\x00\xff}")
            assert {"retry-after": "5", "x-a": "b"}.items() <= answer.headers.items()


SILENT = {"reset": Outcome.RESET, "close": Outcome.RESET, "hang": Outcome.TIMEOUT}


@pytest.mark.parametrize(
    ("action", "delay"),
    [("reset", ""), ("close", ""), ("hang", ""), ("reset", "+delay:50ms"), ("close", "+delay:50ms")],
)
def test_no_answer(action: str, delay: str, tmp_path: Path) -> None:
    """Where a step does not answer, a sender sees the connection end or its own deadline; the request is kept."""
    with ListenThread(tmp_path, respond=[action + delay]) as listen:
        with Sender(parse_target(listen.url), timeout=0.4) as sender:
            attempt = sender.send(Request("POST", listen.url, (), b"{}"))
        (arrival,) = listen.heard.wait_for(1)
    assert (attempt.outcome, attempt.status) == (SILENT[action], None)
    assert arrival.answer == action
    assert arrival.milliseconds >= (50 if delay else 0)
    assert [(one.entry.status, one.content.body) for one in listen.captures()] == [(None, b"{}")]


def test_reset_and_close_differ(tmp_path: Path) -> None:
    """`reset` is an abrupt end of the connection, `close` an orderly one."""
    with ListenThread(tmp_path, respond=["reset,close"]) as listen:
        with Client(listen.port) as client, pytest.raises(ConnectionResetError):
            client.send(event()).socket.recv(1)
        with Client(listen.port) as client:
            assert client.send(event()).socket.recv(1) == b""


def test_delay(tmp_path: Path) -> None:
    """A delayed answer is reported and stored when it has been given, with the time that it took."""
    with ListenThread(tmp_path, respond=["503+delay:200ms"]) as listen:
        assert post(listen, event()) == 503
        (arrival,) = listen.heard.wait_for(1)
    (kept,) = listen.captures()
    assert arrival.milliseconds >= 200
    assert (arrival.answer, kept.entry.status, kept.entry.answered) == ("503", 503, "script")
    assert kept.entry.milliseconds == arrival.milliseconds


def test_delay_is_not_waited_for(tmp_path: Path) -> None:
    """Where the sender leaves during a delay that is reported, and stored as unanswered."""
    with ListenThread(tmp_path, respond=["200+delay:1h"]) as listen:
        with Client(listen.port) as client:
            client.send(event())
            wait_until_kept(listen)
            client.reset()
        (arrival,) = listen.heard.wait_for(1)
    assert (arrival.answer, arrival.detail) == ("-", "the connection ended before the answer")
    assert [one.entry.status for one in listen.captures()] == [None]


def test_delay_at_the_end(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A request whose delayed answer is still to come when the listener ends is reported and stays stored."""
    monkeypatch.setattr("maileroo_cli.transport.server.listener._GRACE", 0.1)
    with ListenThread(tmp_path, respond=["200+delay:1h"]) as listen, Client(listen.port) as client:
        client.send(event())
        wait_until_kept(listen)
        listen.stop()
        assert client.ended
    assert [one.answer for one in listen.heard.arrivals] == ["-"]


def test_delays_of_one_connection_do_not_hold_up_another(tmp_path: Path) -> None:
    """While one answer is delayed others are given; on one connection answers keep their order."""
    script = ["opened=200+delay:300ms+body:slow", "201"]
    with ListenThread(tmp_path, respond=script) as listen, Client(listen.port) as slow:
        slow.send(event() + event("clicked", "2"))
        assert post(listen, event("clicked", "3")) == 201
        assert not listen.heard.arrivals or listen.heard.arrivals[0].entry.event_id == "3"
        assert [slow.answer().status, slow.answer().status] == [200, 201]


def test_drip(tmp_path: Path) -> None:
    """A dripped answer arrives whole, but byte after byte, and the connection stays."""
    with ListenThread(tmp_path, respond=["drip:503+delay:1ms+body:ab"]) as listen, Client(listen.port) as client:
        client.send(event())
        pieces = [client.socket.recv(65_536)]
        while not b"".join(pieces).endswith(b"\r\n\r\nab"):
            pieces.append(client.socket.recv(65_536))
        assert len(pieces) > 20
        assert client.send(event()).answer().body == b"ab"
    assert {one.answer for one in listen.heard.arrivals} == {"drip 503"}


def test_drip_outlasts_a_sender(tmp_path: Path) -> None:
    """A sender with a total deadline is not fooled by a byte now and then."""
    with (
        ListenThread(tmp_path, respond=["drip+delay:100ms"]) as listen,
        Sender(parse_target(listen.url), timeout=0.4) as sender,
    ):
        attempt = sender.send(Request("POST", listen.url, (), b"{}"))
    assert attempt.outcome is Outcome.TIMEOUT
    assert [one.entry.status for one in listen.captures()] == [200]


def test_head(tmp_path: Path) -> None:
    """HEAD gets the head of the answer that POST would get, without the body, and the next answer is in step."""
    with ListenThread(tmp_path, respond=["200+body:hello"]) as listen, Client(listen.port) as client:
        head = client.send(b"HEAD / HTTP/1.1\r\nHost: x\r\n\r\n").answer(to_head=True)
        assert (head.status, head.headers["content-length"], head.body) == (200, "5", b"")
        assert client.send(event()).answer().body == b"hello"


@pytest.mark.parametrize("status", [204, 205, 304])
def test_without_body(status: int, tmp_path: Path) -> None:
    """A status that has no body leaves the connection in step."""
    with ListenThread(tmp_path, respond=[str(status)]) as listen, Client(listen.port) as client:
        answers = [client.send(event()).answer() for _ in range(2)]
    lengths = {"content-length": "0"} if status == 205 else {}
    assert answers == [Answer(status, lengths, b"")] * 2


CLOSING = {
    "Connection: close": (b"POST / HTTP/1.1", (b"Connection: close",)),
    "HTTP/1.0": (b"POST / HTTP/1.0", ()),
}


@pytest.mark.parametrize("name", CLOSING)
@pytest.mark.parametrize("script", ["200", "500+delay:20ms", "drip+delay:1ms"])
def test_end_of_connection(name: str, script: str, tmp_path: Path) -> None:
    """Where the client asked for it the connection ends after the answer, however that is given, and says so."""
    first, lines = CLOSING[name]
    with ListenThread(tmp_path, respond=[script]) as listen, Client(listen.port) as client:
        (answer,) = client.send(event("opened", "1", *lines, first=first) + event()).answers()
        assert not answer.keeps
    assert len(listen.captures()) == 1


def test_a_client_that_leaves_before_the_last_answer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Answering who has gone spoils nothing: the request is reported, the others are answered, and the end is quick."""
    committing, left = threading.Event(), threading.Event()
    add = Store.add

    def add_slowly(store: Store, captures: Sequence[Capture]) -> int:
        committing.set()
        assert left.wait(PATIENCE)
        return add(store, captures)

    monkeypatch.setattr(Store, "add", add_slowly)
    monkeypatch.setattr("maileroo_cli.transport.server.listener._GRACE", PATIENCE)
    with ListenThread(tmp_path) as listen:
        with Client(listen.port) as client:
            client.send(b"POST / HTTP/1.1\r\n\r\n")  # no Host: it is answered, and the connection ended
            assert committing.wait(PATIENCE)
        left.set()
        assert post(listen, event()) == 200
        assert [one.answer for one in listen.heard.wait_for(2)] == ["400", "200"]

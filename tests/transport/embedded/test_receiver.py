"""The receiver of ``--against``: what it answers, what effects it has, and that nothing is left of it."""

import http.client
import os
import socket
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.delivery.fault.kind import Reach
from maileroo_cli.delivery.replay.records import AttemptRecord, AttemptResult, Delivery
from maileroo_cli.operation.replay.receiver import ReplayReceiver
from maileroo_cli.operation.send import Endpoint
from maileroo_cli.transport.client.sender import Sender
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.embedded.receiver import EmbeddedReceiver
from maileroo_cli.transport.embedded.specification import parse_specification
from maileroo_cli.transport.observer.sender import ObservedSender
from maileroo_cli.webhook.signing.request import Request, webhook_headers
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import sign
from tests.delivery.replaying import FunctionSender, answered, delivery

SECRET = Secret("It's a Secret to Everybody")


def request(event_id: str = "e1", *, signature: str | None = None, body: bytes | None = None) -> Request:
    """Return a request that carries an event, rightly signed unless a signature is given."""
    body = body if body is not None else b'{"event_id":"%s","event_type":"delivered"}' % event_id.encode()
    return Request("POST", "/", webhook_headers([signature or sign(body, SECRET)]), body)


@contextmanager
def entered(against: str) -> Iterator[tuple[EmbeddedReceiver, Sender]]:
    """Run a receiver, and have a sender to it."""
    with (
        EmbeddedReceiver(parse_specification(against), SECRET) as receiver,
        Sender(parse_target(receiver.url)) as sender,
    ):
        yield receiver, sender


STORIES = [
    ("careful", [200, 200, 200], 1),
    ("careless", [200, 200, 200], 3),
    ("picky", [200, 409, 409], 1),
    ("careful:500,500,200", [500, 500, 200, 200], 1),
    ("careless:500,200,503,201", [500, 200, 503, 201, 201], 3),
    ("picky:500,204,200", [500, 204, 409], 1),
    ("careful:302,404,410", [302, 404, 410], 0),
    ("careless:reset,close,200", [None, None, 200], 1),
    ("careful:drip:200+delay:1ms", [200], 1),
]


@pytest.mark.parametrize(("against", "statuses", "effects"), STORIES, ids=[against for against, _, _ in STORIES])
def test_answers_and_effects(against: str, statuses: Sequence[int | None], effects: int) -> None:
    """Each request of one event is answered by script and habit, and has an effect only where it says 2xx."""
    with entered(against) as (receiver, sender):
        attempts = [sender.send(request()) for _ in statuses]
        assert [one.status for one in attempts] == statuses
        assert all(one.outcome is Outcome.RESET for one in attempts if one.status is None)
        assert (receiver.count("e1"), receiver.count("e2")) == (effects, 0)
        assert receiver.look("delivered", "e1") == effects
    assert receiver.count("e1") == effects


def test_each_event_has_its_own_course() -> None:
    """Attempts and effects are counted for each event; one with a long id, or none, is an event as well."""
    with entered("careless:500,200") as (receiver, sender):
        for event_id in ("a", "b" * 500):
            assert [sender.send(request(event_id)).status for _ in range(3)] == [500, 200, 200]
        assert (receiver.count("a"), receiver.count("b" * 500)) == (2, 2)
        assert [sender.send(request(body=b"{}")).status for _ in range(2)] == [500, 200]


def test_what_does_not_verify() -> None:
    """It is answered 401, has no effect, and takes no step of the script; nobody searches for the cause."""
    altered = request()
    altered = Request("POST", "/", altered.headers, altered.body.replace(b"delivered", b"deliverec"))
    with entered("careful:503,200") as (receiver, sender):
        for bad in (altered, request(signature="0" * 64), request(signature="x")):
            assert sender.send(bad).status == 401
        assert [sender.send(request()).status for _ in range(2)] == [503, 200]
        assert receiver.count("e1") == 1
        # The last one is the loop's own, for its store: there is none that searches.
        assert {one.name for one in threading.enumerate()} <= {"MainThread", "mhook-against", "asyncio_0"}


def test_two_copies_at_the_same_instant() -> None:
    """The second of two copies whose last bytes come together is known as a copy."""
    parts = [request()] * 2
    with entered("picky") as (receiver, _):
        address = urlsplit(receiver.url)
        connections = [http.client.HTTPConnection(str(address.hostname), address.port or 0, timeout=30) for _ in parts]
        for connection, one in zip(connections, parts, strict=True):
            connection.putrequest("POST", address.path)
            for name, value in (*one.headers, ("Content-Length", str(len(one.body)))):
                connection.putheader(name, value)
            connection.endheaders(one.body[:-1])
        for connection, one in zip(connections, parts, strict=True):
            connection.send(one.body[-1:])
        assert sorted(connection.getresponse().status for connection in connections) == [200, 409]
        for connection in connections:
            connection.close()
        assert receiver.count("e1") == 1


def test_it_is_an_observer() -> None:
    """A sender can look at its effects before and after an attempt."""
    with entered("careless") as (receiver, sender):
        event = delivery()
        body = b'{"event_id":"%s"}' % event.event_id.encode()
        observed = ObservedSender(FunctionSender(lambda *_: sender.send(request(body=body)).status or 0), receiver)
        results = [observed.send(event, number, None) for number in (1, 2)]
        observed.interrupt()
        assert [(one.before, one.after) for one in results] == [(0.0, 1.0), (1.0, 2.0)]


def test_an_event_without_an_id() -> None:
    """Its effects are counted by its body: before and after an attempt, at the end, and not as those of another."""
    first, other = (
        Delivery(index, "delivered", "", request(body=b'{"event_type":"delivered","n":%d}' % index))
        for index in range(2)
    )
    with entered("careless") as (receiver, sender):
        observed = ObservedSender(FunctionSender(lambda one, *_: sender.send(one.request).status or 0), receiver)
        results = [observed.send(event, 1, None) for event in (first, other, first)]
        assert [(one.before, one.after) for one in results] == [(0.0, 1.0), (0.0, 1.0), (1.0, 2.0)]
        replay_receiver = ReplayReceiver(Endpoint(parse_target(receiver.url)), receiver, receiver)
        assert list(replay_receiver.look([first, other])) == [(0, 2.0), (1, 1.0)]


def test_nothing_is_left(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No file, thread or socket is left, whoever is still connected, and whatever ended the block."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = threading.active_count()
    with suppress(KeyError), entered("careful:hang") as (receiver, _), socket.socket() as waiting:
        address = urlsplit(receiver.url)
        assert list(tmp_path.iterdir()) == []
        waiting.connect((str(address.hostname), address.port or 0))
        waiting.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n1")
        raise KeyError
    assert list(tmp_path.iterdir()) == []
    assert threading.active_count() == before
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((str(address.hostname), address.port or 0))


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="counts the open files of this process")
def test_no_file_stays_open() -> None:
    """Ten receivers one after the other leave as many files open as one does."""
    counts = []
    for _ in range(10):
        with entered("careful") as (_, sender):
            assert sender.send(request()).status == 200
        counts.append(len(os.listdir("/proc/self/fd")))
    assert len(set(counts)) == 1


def test_a_place_that_cannot_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it cannot start nothing is left either."""
    before = threading.active_count()

    def refuse(*_: object, **__: object) -> None:
        raise OSError("no more sockets")

    monkeypatch.setattr("maileroo_cli.transport.server.listener.ListenServer.__init__", refuse)
    with pytest.raises(OSError, match="no more sockets"), entered("careful"):
        pass
    assert threading.active_count() == before


def test_what_ends_it_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    """A defect in the receiver does not pass unnoticed, neither at the start nor later."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("maileroo_cli.transport.server.arrival.SilentReporter.ready", fail)
    with pytest.raises(ZeroDivisionError), EmbeddedReceiver(parse_specification("careful"), SECRET):
        pass


@pytest.mark.parametrize("value", [None, "", "0" * 64, sign(b"{}", "other"), "\xe9"])
def test_whatever_stands_in_the_header(value: str | None) -> None:
    """A request that is not signed with its secret gets 401."""
    headers = () if value is None else (("x-maileroo-signature", value),)
    with entered("careful") as (_, sender):
        assert sender.send(Request("POST", "/", headers, b"{}")).status == 401


def test_captures() -> None:
    """What arrived is there with the answer: in order, headers with case and duplicates, bodies byte for byte."""
    body = b"\x00\xff"
    headers = (("X-B", "1"), ("x-a", "2"), ("X-B", "3"), ("X-Maileroo-Signature", sign(body, SECRET)))
    with entered("careful:503,200") as (receiver, sender):
        assert receiver.captures() == []
        for number, (sent, status) in enumerate([(headers, 503), (headers, 200), (headers[:3], 401)], 1):
            assert sender.send(Request("POST", "/", sent, body)).status == status
            assert len(receiver.captures()) == number
        first, *_, last = receiver.captures()
    assert (first.method, first.target, first.content) == ("POST", "/webhook", body)
    assert first.time.endswith("Z")
    for record, sent in ((first, headers), (last, headers[:3])):
        assert tuple(pair for pair in record.headers if pair[0].lower().startswith("x-")) == sent


def test_it_goes_on_where_an_earlier_one_was() -> None:
    """What had come whole and verified is known; what had not takes no step, even if it was answered 401 by the way."""
    good, bad = request(), request(signature="0" * 64)
    refused = AttemptResult(Attempt(Outcome.ANSWERED, 0.0, 401), answers=(401,))
    earlier = [
        (bad, refused),
        (good, refused),
        (good, None),
        (good, AttemptResult(Attempt(Outcome.RESET, 0.0), Reach.PART)),
        (good, AttemptResult(Attempt(Outcome.TIMEOUT, 1.0))),
        (good, answered(200)),
    ]
    records = [
        AttemptRecord(Delivery(0, "delivered", "e1", one, 0.0), 1, 0.0, 0.0, 0.0, 0.0, None, result)
        for one, result in earlier
    ]
    with entered("careless:401,hang,200,202,203") as (receiver, sender):
        receiver.recall(records)
        assert receiver.count("e1") == 1
        assert sender.send(good).status == 202
        assert receiver.count("e1") == 2

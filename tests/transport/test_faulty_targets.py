"""Faulty receivers of every kind: one attempt each, with its class and its reach, within the deadline."""

import gzip
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from maileroo_cli.delivery.fault import Reach
from maileroo_cli.delivery.outcome import Outcome, TlsProblem
from maileroo_cli.delivery.replay import replay
from maileroo_cli.delivery.replay_clock import VirtualClock
from maileroo_cli.delivery.schedule_text import parse_schedule
from maileroo_cli.delivery.trial import End, Made, Parcel, Pending
from maileroo_cli.transport.fault_courier import FaultCourier
from maileroo_cli.transport.target import parse_target
from maileroo_cli.transport.tls import Trust
from maileroo_cli.webhook.message import METHOD, Request
from tests.certificates import Certificates
from tests.receivers import OK, Behaviour, Peer, Receiver, answering_once, closed_port, hanging

DEADLINE = 0.5
LATEST = DEADLINE * 1.1
BODY = b'{"event_id":"1"}'
ONCE = parse_schedule("0s,1h")
HEAD = b"HTTP/1.1 200 OK\r\n"
NOTHING, WHOLE = Reach.NOTHING, Reach.WHOLE


def reset_at_once(peer: Peer) -> None:
    """Reset after the request, without a word."""
    peer.read()
    peer.reset()


def reset_after_headers(peer: Peer) -> None:
    """Reset after the headers of the answer."""
    peer.read()
    peer.send(HEAD + b"Content-Length: 10\r\n\r\n")
    peer.reset()


def answer_then_reset(peer: Peer) -> None:
    """Answer in full and reset: what was answered counts."""
    peer.read()
    peer.send(OK)
    peer.wait_for_end()
    peer.reset()


def drip(peer: Peer) -> None:
    """Send a byte now and then, for far longer than anybody waits."""
    peer.read()
    peer.drip(HEAD + b"X: " + b"a" * 1_000, 0.05)


def drip_body(peer: Peer) -> None:
    """Send the headers at once and the body byte by byte."""
    peer.read()
    peer.send(HEAD + b"Content-Length: 1000\r\n\r\n")
    peer.drip(b"a" * 1_000, 0.05)


def endless(peer: Peer) -> None:
    """Send a body without end."""
    peer.read()
    peer.send(HEAD + b"\r\n")
    while True:
        peer.send(b"x" * 65_536)


def close_unread(peer: Peer) -> None:
    """Close without having read anything."""


BOMB = gzip.compress(bytes(20_000_000))
TARGETS: list[tuple[str, Behaviour, Outcome, int | None, bool]] = [
    ("reset before headers", reset_at_once, Outcome.RESET, None, False),
    ("reset after headers", reset_after_headers, Outcome.RESET, 200, False),
    ("closes unread", close_unread, Outcome.RESET, None, False),
    ("closes without an answer", answering_once(b""), Outcome.RESET, None, False),
    ("half a status line", answering_once(b"HTTP/1.1 20"), Outcome.RESET, None, False),
    ("hangs", hanging, Outcome.TIMEOUT, None, False),
    ("drips a header", drip, Outcome.TIMEOUT, None, False),
    ("drips a body", drip_body, Outcome.TIMEOUT, 200, False),
    ("short body", answering_once(HEAD + b"Content-Length: 99\r\n\r\nshort"), Outcome.RESET, 200, False),
    (
        "bad chunk",
        answering_once(HEAD + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\nab\r\n"),
        Outcome.GARBAGE,
        200,
        False,
    ),
    ("garbage", answering_once(b"\x00\xff\x16SSH-2.0-x\r\n\r\n"), Outcome.GARBAGE, None, False),
    ("HTTP/0.9", answering_once(b"<html>ok</html>\n"), Outcome.GARBAGE, None, False),
    (
        "1xx then 200",
        answering_once(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK),
        Outcome.ANSWERED,
        200,
        True,
    ),
    ("100 for ever", answering_once(b"HTTP/1.1 100 Continue\r\n\r\n" * 3), Outcome.RESET, None, False),
    (
        "101",
        answering_once(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: any\r\nConnection: upgrade\r\n\r\n"),
        Outcome.ANSWERED,
        101,
        False,
    ),
    (
        "gzip bomb",
        answering_once(HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(BOMB) + BOMB),
        Outcome.ANSWERED,
        200,
        True,
    ),
    (
        "two lengths",
        answering_once(HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\nok"),
        Outcome.GARBAGE,
        None,
        False,
    ),
    (
        "200 kB of headers",
        answering_once(HEAD + b"X: " + b"a" * 200_000 + b"\r\nContent-Length: 2\r\n\r\nok"),
        Outcome.GARBAGE,
        None,
        False,
    ),
    ("endless body", endless, Outcome.ANSWERED, 200, True),
    ("200 then reset", answer_then_reset, Outcome.ANSWERED, 200, True),
    (
        "redirect",
        answering_once(b"HTTP/1.1 307 T\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"),
        Outcome.ANSWERED,
        307,
        False,
    ),
    ("204", answering_once(b"HTTP/1.1 204 No Content\r\n\r\n"), Outcome.ANSWERED, 204, False),
]


def attempt(url: str, trust: Trust | None = None) -> tuple[Made, float]:
    """Make the first attempt of a delivery through the engine; return it with the real seconds that it took."""
    request = Request(METHOD, url, (("Content-Type", "application/json"),), BODY)
    pending = [Pending(Parcel(0, "opened", "1", request), 1, 0.0)]
    clock = VirtualClock(0.0)
    attempts = replay(
        pending, lambda: FaultCourier(parse_target(url), clock, timeout=DEADLINE, trust=trust), clock, ONCE
    )
    began = time.monotonic()
    made = next(attempts)
    seconds = time.monotonic() - began
    attempts.close()
    return made, seconds


@pytest.mark.parametrize(
    ("behaviour", "outcome", "status", "accepted"), [case[1:] for case in TARGETS], ids=[case[0] for case in TARGETS]
)
def test_one_attempt_with_its_class(behaviour: Behaviour, outcome: Outcome, status: int | None, accepted: bool) -> None:
    """Each is asked once, over one connection, and what it did has its name; it is never waited for beyond the end."""
    with Receiver(behaviour) as receiver:
        made, seconds = attempt(receiver.url)
        assert receiver.connections == 1
        for _ in range(2):  # where the machine was busy with something else
            if seconds > LATEST and outcome is Outcome.TIMEOUT:
                made, seconds = attempt(receiver.url)
    assert made.trial is not None
    seen = made.trial.attempt
    assert (seen.outcome, seen.status, made.accepted) == (outcome, status, accepted)
    assert made.end is (End.ACCEPTED if accepted else None)
    assert made.trial.waited == (DEADLINE if outcome is Outcome.TIMEOUT else 0)
    assert len(seen.body) <= 65_536
    if behaviour is not close_unread:
        assert (made.trial.reach, receiver.requests[0].partition(b"\r\n\r\n")[2]) == (WHOLE, BODY)
    if outcome is Outcome.TIMEOUT:
        assert DEADLINE <= seen.seconds <= LATEST
        assert seconds >= DEADLINE


@pytest.mark.parametrize("certificate", ["expired", "other-name", "self-signed"])
def test_tls_that_cannot_be_trusted(certificates: Certificates, certificate: str) -> None:
    """A bad certificate has its own name, and not a byte of the request is sent."""
    problems = {
        "expired": TlsProblem.EXPIRED,
        "other-name": TlsProblem.WRONG_HOST,
        "self-signed": TlsProblem.SELF_SIGNED,
    }
    with Receiver(tls=certificates.server(certificate)) as receiver:
        made, _ = attempt(receiver.url, Trust(certificates.authority))
    assert made.trial is not None
    assert (made.trial.attempt.outcome, made.trial.reach) == (Outcome.TLS, NOTHING)
    assert made.trial.attempt.problem is problems[certificate]
    assert receiver.requests == []


def nobody() -> str:
    """Return a URL where nothing listens."""
    return f"http://127.0.0.1:{closed_port()}/"


def plain_behind_https() -> str:
    """Return an HTTPS URL of a port that is closed."""
    return f"https://127.0.0.1:{closed_port()}/"


@pytest.mark.parametrize("url", [nobody, plain_behind_https])
def test_nobody_there(url: Callable[[], str]) -> None:
    """A refused connection is one attempt that reached nobody."""
    made, _ = attempt(url())
    assert made.trial is not None
    assert (made.trial.attempt.outcome, made.trial.reach, made.accepted) == (Outcome.REFUSED, NOTHING, False)


@pytest.mark.parametrize(
    ("error", "outcome"),
    [(OSError(101, "Network is unreachable"), Outcome.UNREACHABLE), (None, Outcome.DNS)],
    ids=["unreachable", "unknown name"],
)
def test_no_way_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, error: OSError | None, outcome: Outcome) -> None:
    """A network or a name that is not there is one attempt that reached nobody; nothing leaves this machine."""
    import socket

    def connect(*_: object) -> None:
        assert error is not None
        raise error

    def resolve(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "not known")

    if error is None:
        monkeypatch.setattr(socket, "getaddrinfo", resolve)
    else:
        monkeypatch.setattr(socket.socket, "connect", connect)
    made, _ = attempt("http://receiver.invalid/" if error is None else "http://127.0.0.1:9/")
    assert made.trial is not None
    assert (made.trial.attempt.outcome, made.trial.reach) == (outcome, NOTHING)

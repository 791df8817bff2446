"""Targets of every faulty kind, and what must be told of each: one table for all ways of sending to them."""

import gzip
from dataclasses import dataclass, field

from maileroo_cli.delivery.attempt.outcome import AttemptProblem, Outcome, Phase
from maileroo_cli.delivery.fault.kind import Reach
from tests.receivers.raw import OK, Behaviour, Peer, answering_once, hanging

DEADLINE = 0.5
PATIENCE = 30.0
"""The deadline where the target does not hang, in seconds: a busy machine must not come near it."""

BODY = b'{"event_id":"1"}'
LARGE_BODY = b"x" * 20_000_000
HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
BOMB = gzip.compress(bytes(20_000_000))


def reset_at_once(peer: Peer) -> None:
    """Reset after the request, without a word."""
    peer.read()
    peer.reset()


def reset_after_headers(peer: Peer) -> None:
    """Reset after the headers of the answer."""
    peer.read()
    peer.send(HEAD + b"Content-Length: 10\r\n\r\n")
    peer.reset()


def reset_after_answer(peer: Peer) -> None:
    """Answer in full and reset: what was answered counts, where the system hands it on."""
    peer.read()
    peer.send(OK)
    peer.reset()


def reset_handshake(peer: Peer) -> None:
    """Reset as soon as a handshake begins."""
    peer._connection.recv(1)
    peer.reset()


def answer_handshake(peer: Peer) -> None:
    """Answer a handshake in plain HTTP."""
    peer.send(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
    peer.wait_for_end()


def close_unread(peer: Peer) -> None:
    """Close without having read anything."""


def answer_unread(peer: Peer) -> None:
    """Refuse a large request before it has come, as a proxy with a limit does, and then take it in."""
    peer.send(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    peer.wait_for_end()


def drip_header(peer: Peer) -> None:
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


@dataclass(frozen=True)
class Case:
    """What a target does, and what must be told of it.

    Without a ``behaviour`` nothing listens; ``certificate`` is the server's own, ``requests`` how many it reads.
    Where a reset may overtake what was sent before, which depends on the system, it may end with ``RESET`` as well.
    """

    behaviour: Behaviour | None
    outcome: Outcome
    status: int | None = None
    reach: Reach = Reach.WHOLE
    phase: Phase | None = None
    problem: AttemptProblem | None = None
    scheme: str = "http"
    certificate: str = ""
    requests: int = 1
    body: bytes = field(default=BODY, repr=False)
    overtakes: bool = False
    breaks: str = ""
    """Which function of the system's sockets fails, so that nothing leaves this machine."""

    @property
    def timeout(self) -> float:
        """The deadline of an attempt, in seconds."""
        return DEADLINE if self.outcome is Outcome.TIMEOUT else PATIENCE


def says(answer: bytes, outcome: Outcome, status: int | None = None) -> Case:
    """Return the case of a target that reads the request, sends ``answer`` and closes."""
    return Case(answering_once(answer), outcome, status)


def cannot_secure(behaviour: Behaviour, problem: AttemptProblem) -> Case:
    """Return the case of a port with which no TLS comes about."""
    return Case(
        behaviour, Outcome.TLS, None, Reach.NOTHING, Phase.SECURING, problem=problem, scheme="https", requests=0
    )


def mistrusted(certificate: str, problem: AttemptProblem) -> Case:
    """Return the case of a correct receiver whose certificate cannot be trusted."""
    return Case(
        answering_once(OK), Outcome.TLS, None, Reach.NOTHING, Phase.SECURING, problem, "https", certificate, requests=0
    )


def nowhere(outcome: Outcome, scheme: str = "http", breaks: str = "") -> Case:
    """Return the case of a target that no connection reaches."""
    return Case(None, outcome, None, Reach.NOTHING, Phase.CONNECTING, scheme=scheme, requests=0, breaks=breaks)


def times_out(behaviour: Behaviour, phase: Phase, status: int | None = None) -> Case:
    """Return the case of a target that takes too long over its answer."""
    return Case(behaviour, Outcome.TIMEOUT, status, phase=phase)


CASES = {
    "refused": nowhere(Outcome.REFUSED),
    "refused over https": nowhere(Outcome.REFUSED, "https"),
    "unreachable": nowhere(Outcome.UNREACHABLE, breaks="connect"),
    "unknown name": nowhere(Outcome.DNS, breaks="getaddrinfo"),
    "TLS expired": mistrusted("expired", AttemptProblem.EXPIRED),
    "TLS not yet valid": mistrusted("future", AttemptProblem.NOT_YET_VALID),
    "TLS of another host": mistrusted("other-name", AttemptProblem.WRONG_HOST),
    "TLS self-signed": mistrusted("self-signed", AttemptProblem.SELF_SIGNED),
    "plain HTTP for https": cannot_secure(answer_handshake, AttemptProblem.PLAIN_HTTP),
    "reset in the handshake": cannot_secure(reset_handshake, AttemptProblem.HANDSHAKE),
    "silent in the handshake": Case(
        Peer.hold, Outcome.TIMEOUT, None, Reach.NOTHING, Phase.SECURING, scheme="https", requests=0
    ),
    "TLS alert for http": Case(
        answering_once(b"\x15\x03\x01\x00\x02\x02\x46"), Outcome.TLS, problem=AttemptProblem.NEEDS_HTTPS
    ),
    "reset before headers": Case(reset_at_once, Outcome.RESET, phase=Phase.WAITING),
    "reset after headers": Case(reset_after_headers, Outcome.RESET, 200, overtakes=True),
    "200, then reset": Case(reset_after_answer, Outcome.ANSWERED, 200, overtakes=True),
    # What was written counts as come: the system took it, and nobody can tell that the receiver never read it.
    "closes at once": Case(close_unread, Outcome.RESET, phase=Phase.WAITING, requests=0),
    "empty answer": says(b"", Outcome.RESET),
    "half a status line": says(b"HTTP/1.1 20", Outcome.RESET),
    "half a header": says(HEAD + b"X: a", Outcome.RESET),
    "hangs": times_out(hanging, Phase.WAITING),
    "drips a header": times_out(drip_header, Phase.READING),
    "drips a body": times_out(drip_body, Phase.READING, 200),
    "stops reading": Case(Peer.hold, Outcome.TIMEOUT, None, Reach.PART, Phase.SENDING, requests=0, body=LARGE_BODY),
    "413 before the body": Case(answer_unread, Outcome.ANSWERED, 413, requests=0, body=LARGE_BODY[:3_000_000]),
    "short body": says(HEAD + b"Content-Length: 99\r\n\r\nshort", Outcome.RESET, 200),
    "short chunk": says(CHUNKED + b"9\r\nabc", Outcome.RESET, 200),
    "bad chunk": says(CHUNKED + b"xyz\r\nab\r\n", Outcome.GARBAGE, 200),
    "garbage": says(b"\x00\xff\x16\x00 \r\n\r\n", Outcome.GARBAGE),
    "another protocol": says(b"SSH-2.0-x\r\n", Outcome.GARBAGE),
    "HTTP/0.9": says(b"<html>ok</html>\n", Outcome.GARBAGE),
    "two lengths": says(HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\nok", Outcome.GARBAGE),
    "200 kB header": says(HEAD + b"X: " + b"a" * 200_000 + b"\r\n\r\n", Outcome.GARBAGE),
    "1xx, then 200": says(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK, Outcome.ANSWERED, 200),
    "1xx and no more": says(b"HTTP/1.1 100 Continue\r\n\r\n" * 3, Outcome.RESET),
    "101": says(b"HTTP/1.1 101 X\r\nUpgrade: any\r\nConnection: upgrade\r\n\r\n", Outcome.ANSWERED, 101),
    "204": says(b"HTTP/1.1 204 No Content\r\n\r\n", Outcome.ANSWERED, 204),
    "redirect": says(b"HTTP/1.1 307 X\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n", Outcome.ANSWERED, 307),
    "gzip bomb": says(
        HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(BOMB) + BOMB, Outcome.ANSWERED, 200
    ),
    "endless body": Case(endless, Outcome.ANSWERED, 200),
}

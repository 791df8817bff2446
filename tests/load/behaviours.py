"""What a sink may do to a request, and how the request has to end then: one table."""

from dataclasses import dataclass
from typing import TypeAlias

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.load.request import RequestEnd
from tests.load.sink import Step, Steps, Treatment

TIMEOUT = 0.3
"""The engine's, in seconds; what a sink does in time takes far less."""

HEAD = b"HTTP/1.1 200 OK\r\n"
OK = HEAD + b"Content-Length: 2\r\n\r\nok"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
LAST = b"Connection: close\r\n"
Ends: TypeAlias = frozenset[RequestEnd]


@dataclass(frozen=True, slots=True)
class Behaviour:
    """A treatment and the ways in which the request may end; a time-out that lasted as long as it should is another."""

    treatment: Treatment
    ends: Ends


def answers(status: int, *steps: bytes | float | Step, early: bool = False) -> Behaviour:
    """Return a behaviour whose steps make a whole answer."""
    return Behaviour(Treatment(steps, early=early), frozenset({status}))


def fails(end: Outcome, *steps: bytes | float | Step) -> Behaviour:
    """Return a behaviour whose steps make no whole answer."""
    return Behaviour(Treatment(steps, answers=False), frozenset({end}))


def in_pieces(data: bytes) -> Steps:
    """Return the steps that send each byte for itself."""
    return tuple(data[at : at + 1] for at in range(len(data)))


BEHAVIOURS = {
    "200": answers(200, OK),
    "200 without a body": answers(200, HEAD + b"Content-Length: 0\r\n\r\n"),
    "401": answers(401, b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"),
    "503": answers(503, b"HTTP/1.1 503 Unavailable\r\nRetry-After: 1\r\nContent-Length: 3\r\n\r\nno\n"),
    "redirect": answers(307, b"HTTP/1.1 307 X\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"),
    "204": answers(204, b"HTTP/1.1 204 No Content\r\n\r\n"),
    "304": answers(304, b"HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n"),
    "chunked": answers(200, CHUNKED + b"5;x=y\r\nhello\r\n", b"a\r\n0123456789\r\n0\r\nX-Trailer: 1\r\n\r\n"),
    "chunked, no chunk": answers(200, CHUNKED + b"0\r\n\r\n"),
    "connection: close": answers(200, HEAD + LAST + b"Content-Length: 2\r\n\r\nok", Step.CLOSE),
    "says close and stays": answers(200, HEAD + LAST + b"Content-Length: 2\r\n\r\nok"),
    "until the end": answers(200, HEAD + b"\r\nany", b"thing", Step.CLOSE),
    "HTTP/1.0": answers(200, b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", Step.CLOSE),
    "HTTP/1.0 until the end": answers(500, b"HTTP/1.0 500 X\r\n\r\nany", Step.CLOSE),
    "HTTP/1.0, kept": answers(200, b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok"),
    "100, then 200": answers(200, b"HTTP/1.1 100 Continue\r\n\r\n", 0.01, OK),
    "103, then 200": answers(200, b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK),
    "a large body": answers(200, HEAD + b"Content-Length: 700000\r\n\r\n" + b"x" * 700_000),
    "in pieces": answers(200, *in_pieces(HEAD + b"content-length:2\r\n\r\nok")),
    "chunks in pieces": answers(200, *in_pieces(CHUNKED + b"2\r\nok\r\n0\r\n\r\n")),
    "slow": answers(200, 0.03, OK),
    "a slow body": answers(200, HEAD + b"Content-Length: 2\r\n\r\n", 0.02, b"o", 0.02, b"k"),
    "before it was read": answers(
        413, b"HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", Step.IGNORE, early=True
    ),
    "closes": fails(Outcome.RESET, Step.CLOSE),
    "resets": fails(Outcome.RESET, Step.RESET),
    "resets in the head": fails(Outcome.RESET, HEAD, 0.02, Step.RESET),
    "resets in the body": fails(Outcome.RESET, HEAD + b"Content-Length: 9\r\n\r\nok", 0.02, Step.RESET),
    "closes in the head": fails(Outcome.RESET, b"HTTP/1.1 20", Step.CLOSE),
    "closes in the body": fails(Outcome.RESET, HEAD + b"Content-Length: 9\r\n\r\nok", Step.CLOSE),
    "closes in a chunk": fails(Outcome.RESET, CHUNKED + b"9\r\nabc", Step.CLOSE),
    "only 100": fails(Outcome.RESET, b"HTTP/1.1 100 Continue\r\n\r\n", Step.CLOSE),
    "garbage": fails(Outcome.GARBAGE, b"\x00\xff\x16\x00 \r\n\r\n", Step.CLOSE),
    "another protocol": fails(Outcome.GARBAGE, b"SSH-2.0-x\r\n", Step.CLOSE),
    "a bad chunk": fails(Outcome.GARBAGE, CHUNKED + b"xyz\r\nab\r\n", Step.CLOSE),
    "two lengths": fails(Outcome.GARBAGE, HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\nok", Step.CLOSE),
    "never answers": fails(Outcome.TIMEOUT, Step.IGNORE),
    "stops in the head": fails(Outcome.TIMEOUT, HEAD, Step.IGNORE),
    "stops in the body": fails(Outcome.TIMEOUT, HEAD + b"Content-Length: 9\r\n\r\nok", Step.IGNORE),
}
DIES = Behaviour(Treatment((Step.DIE,), answers=False), frozenset({Outcome.RESET}))
CLOSES_LATER = answers(200, OK, 0.002, Step.CLOSE)
"""Answers, and closes the connection without having said so: the next request on it may come too late."""

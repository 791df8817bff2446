"""What is changed between a client and the application that it is forwarded to, and what is answered in its place.

How requests get there is in ``forward``.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from maileroo_cli.capture.answer.step import make_answer
from maileroo_cli.capture.entry import Capture
from maileroo_cli.delivery.attempt.explanation import explain
from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.webhook.signing.request import HOP_BY_HOP, Headers, Request

ANSWER_LIMIT = 1024 * 1024
_NOT_FORWARDED = HOP_BY_HOP | {"host", "expect"}
_NOT_RETURNED = HOP_BY_HOP | {"content-length"}
_PATH = re.compile(r"[/?].*")


class Forwarded(NamedTuple):
    """What came back: ``passed`` tells whether the application answered; otherwise the answer is a gateway's."""

    status: int
    headers: Headers
    body: bytes
    passed: bool
    milliseconds: float
    sentence: str = ""


def forwarded_request(capture: Capture) -> Request:
    """Return what the application is sent: the headers that belong to the client's connection stay behind."""
    entry, body = capture.entry, capture.content.body
    return Request(entry.method, entry.target, _forwarded_headers(capture.headers, len(body)), body)


def request_path(target: str) -> str:
    """Return the path and query of a request's target, which may also be a whole URL or ``*``."""
    if target.startswith("/"):
        return target
    _, _, rest = target.partition("://")
    found = _PATH.search(rest)
    return (found[0] if found[0].startswith("/") else f"/{found[0]}") if found else "/"


def _forwarded_headers(headers: Headers, size: int) -> Headers:
    """Return what is passed on, as the sender takes it: text whose UTF-8 bytes are those that were captured."""
    left = _NOT_FORWARDED | _named_by_connection(headers)
    return tuple(
        (name, str(size) if name.lower() == "content-length" else _bytes_as_text(value))
        for name, value in headers
        if name.lower() not in left
    )


def _bytes_as_text(value: str) -> str:
    return value.encode("latin-1").decode("utf-8", "surrogateescape")


def _named_by_connection(headers: Headers) -> set[str]:
    """Return the names of the headers that belong to this connection alone, in lower case."""
    values = [value for name, value in headers if name.lower() == "connection"]
    return {option.strip().lower() for value in values for option in value.split(",")}


def read_attempt(attempt: Attempt, method: str = "POST") -> Forwarded:
    """Return the answer to give: the application's, or 502 where there was none and 504 where it came too late."""
    milliseconds = attempt.seconds * 1000
    if attempt.outcome is Outcome.ANSWERED and attempt.status is not None and attempt.status >= 200:
        if not attempt.body_truncated:
            headers = _returned_headers(attempt, method)
            return Forwarded(attempt.status, headers, attempt.body, True, milliseconds)
        return gateway_answer(502, f"the answer is longer than {ANSWER_LIMIT:,} bytes", milliseconds)
    return gateway_answer(504 if attempt.outcome is Outcome.TIMEOUT else 502, explain(attempt), milliseconds)


def _returned_headers(attempt: Attempt, method: str) -> Headers:
    """Return what goes back; the length of a body that HTTP leaves out here is told as the application told it."""
    left = _NOT_RETURNED | _named_by_connection(attempt.headers)
    if method == "HEAD" or attempt.status == 304:
        left -= {"content-length"}
    return tuple((name, value) for name, value in attempt.headers if name.lower() not in left)


def gateway_answer(status: int, sentence: str, milliseconds: float = 0.0) -> Forwarded:
    """Return what is answered where the application does not."""
    step = make_answer(status, body=f"mhook: {sentence}\n".encode())
    return Forwarded(step.status, step.headers, step.body, False, milliseconds, sentence)

"""One step of a scripted answer: what is sent for a request, or how the connection ends without. Nothing is sent here.

Steps are written by users in the language of ``script``, and chosen for each request by ``responder``.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from maileroo_cli.webhook.signing.request import TOKEN, Headers

BODILESS = frozenset((204, 205, 304))
"""Statuses whose answer cannot have a body (RFC 9110, sections 15.3.5, 15.3.6 and 15.4.5)."""

FRAMING_HEADERS = frozenset(("content-length", "transfer-encoding", "connection"))
"""Headers that say where an answer ends: the server writes them itself."""

PLAIN_TEXT = ("Content-Type", "text/plain; charset=utf-8")
_UNSENDABLE = re.compile(r"[^\t\x20-\x7e\x80-\xff]")


class Action(StrEnum):
    """What happens to a request: an answer, an answer byte by byte, or an end without any."""

    ANSWER = "answer"
    RESET = "reset"
    CLOSE = "close"
    HANG = "hang"
    DRIP = "drip"

    @property
    def answers(self) -> bool:
        """Whether an answer is sent at all."""
        match self:
            case Action.ANSWER | Action.DRIP:
                return True
            case Action.RESET | Action.CLOSE | Action.HANG:
                return False
            case _:
                assert_never(self)


@dataclass(frozen=True, slots=True)
class AnswerStep:
    """One answer, or one way not to answer.

    ``delay`` are the seconds between the whole request and the first byte, or the end of the connection. Where
    nothing is answered ``status`` is 0 and there are neither headers nor body. ``headers`` are latin-1 text, as they
    go on the wire, and hold no framing: whoever sends the step adds Content-Length.
    """

    action: Action
    status: int = 0
    delay: float = 0.0
    headers: Headers = ()
    body: bytes = b""


def default_body(status: int) -> bytes:
    r"""Return the body of an answer for which none was given: ``ok\n``, ``503 Service Unavailable\n``, or nothing."""
    if status == 200:
        return b"ok\n"
    return b"" if status in BODILESS else f"{status} {reason_phrase(status)}\n".encode()


def reason_phrase(status: int) -> str:
    """Return the words that HTTP has for a status from 200 to 599; an unknown one gets those of its class."""
    from http import HTTPStatus

    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ("Success", "Redirection", "Client Error", "Server Error")[status // 100 - 2]


def make_answer(
    status: int = 200,
    *,
    action: Action = Action.ANSWER,
    delay: float = 0.0,
    headers: Headers = (),
    body: bytes | None = None,
) -> AnswerStep:
    """Return the step that answers so; without ``body`` it has the default one of its status.

    A body is called plain text unless ``headers`` name another type.
    """
    content = default_body(status) if body is None else body
    if content and not has_content_type(headers):
        headers = (PLAIN_TEXT, *headers)
    return AnswerStep(action, status, delay, headers, content)


def has_content_type(headers: Headers) -> bool:
    """Return whether ``headers`` say of what type the body is."""
    return any(name.lower() == "content-type" for name, _ in headers)


def is_header_name(name: str) -> bool:
    """Return whether ``name`` can be the name of a header (a token of RFC 9110)."""
    return TOKEN.fullmatch(name) is not None


def is_header_value(value: str) -> bool:
    """Return whether latin-1 text can be the value of a header: no line break, no control character but a tab."""
    return _UNSENDABLE.search(value) is None


OK = make_answer()

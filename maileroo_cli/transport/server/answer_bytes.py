"""The bytes of the answers that ``mhook listen`` gives. When they are sent is decided in ``connection``."""

from functools import lru_cache

from maileroo_cli.capture.answer.step import BODILESS, AnswerStep, make_answer, reason_phrase
from maileroo_cli.webhook.signing.request import Headers

_UNNAMED = 600
"""No status from here on has a name; some servers answer so all the same."""

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


def encode_answer(status: int, headers: Headers, body: bytes, *, keeps: bool, to_head: bool = False) -> bytes:
    """Return an answer with its length, unless ``headers`` tell one already, as they may where there is no body.

    Headers are latin-1. ``to_head`` leaves the body out, as a HEAD wants it.
    """
    lines = [f"HTTP/1.1 {status} {reason_phrase(status) if status < _UNNAMED else ''}"]
    lines += [f"{name}: {value}" for name, value in headers]
    if status == 205:  # has no body, but clients cannot know that (RFC 9112, section 6.3)
        lines.append("Content-Length: 0")
    elif status not in BODILESS and not any(name.lower() == "content-length" for name, _ in headers):
        lines.append(f"Content-Length: {len(body)}")
    if not keeps:
        lines.append("Connection: close")
    head = "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"
    return head if to_head or status in BODILESS else head + body


@lru_cache(maxsize=256)
def encode_step(step: AnswerStep, *, keeps: bool, to_head: bool) -> bytes:
    """Return the answer of a step; few different ones are given many times."""
    return encode_answer(step.status, step.headers, step.body, keeps=keeps, to_head=to_head)


def tell_kept(answer: bytes) -> bytes:
    """Return an answer that tells an HTTP/1.0 client, which does not expect it, that the connection stays."""
    return answer.replace(b"\r\n\r\n", b"\r\nConnection: keep-alive\r\n\r\n", 1)


@lru_cache(maxsize=64)
def refusal(status: int, sentence: str) -> AnswerStep:
    """Return the step that answers ``status`` with a sentence and ends the connection."""
    return make_answer(status, body=f"{sentence}\n".encode())

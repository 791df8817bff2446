"""What a captured request was answered, as HAR's response: an application's whole answer, or a status alone."""

from base64 import b64encode
from typing import Any, NamedTuple

from maileroo_cli.capture.answer.step import reason_phrase
from maileroo_cli.capture.entry import Capture
from maileroo_cli.capture.head import head_headers
from maileroo_cli.capture.masking import head_without_signature, mask_in_ascii
from maileroo_cli.webhook.signing.request import Headers, header_values
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER


class HarAnswer(NamedTuple):
    """An answer. ``body`` is ``None`` where it was not kept, ``milliseconds`` is 0 where that is not known.

    Headers are latin-1. A ``status`` of 0 is that of no answer. ``source`` is an ``AnswerSource``.
    """

    status: int = 0
    headers: Headers = ()
    body: bytes | None = None
    milliseconds: float = 0.0
    source: str = ""


NO_ANSWER = HarAnswer()
_SHORTEST = 8
"""What is shorter is no signature, and may stand in an answer by chance."""


def answer_of(capture: Capture, *, signatures: bool) -> HarAnswer:
    """Return what is known of a capture's answer; without ``signatures`` it does not repeat that of the request."""
    entry, content = capture.entry, capture.content
    if entry.status is None:
        return NO_ANSWER
    head, body = content.answer_head, content.answer_body
    if not signatures:
        head = head_without_signature(head)
        for value in header_values(capture.headers, SIGNATURE_HEADER):
            head, body = _without(head, value), _without(body, value)
    kept = body if head or body else None
    return HarAnswer(entry.status, head_headers(head), kept, entry.milliseconds or 0.0, entry.answered)


def _without(data: bytes, signature: str) -> bytes:
    """Mask a signature wherever it is in an answer, in ASCII, since an answer may be in any encoding."""
    sought = signature.encode("latin-1")
    return data if len(sought) < _SHORTEST else data.replace(sought, mask_in_ascii(signature))


def write_response(answer: HarAnswer) -> dict[str, Any]:
    """Return the object that HAR 1.2 has for an answer."""
    body = answer.body
    known = {
        "status": answer.status,
        "statusText": reason_phrase(answer.status) if 200 <= answer.status < 600 else "",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [{"name": name, "value": value} for name, value in answer.headers],
        "content": {"size": 0, "mimeType": "x-unknown"} if body is None else _content(answer.headers, body),
        "redirectURL": next(iter(header_values(answer.headers, "location")), ""),
        "headersSize": -1,
        "bodySize": -1 if body is None else len(body),
    }
    if body is None:
        known["comment"] = "only the status was kept" if answer.status else "not kept"
    return known


def _content(headers: Headers, body: bytes) -> dict[str, Any]:
    kind = next(iter(header_values(headers, "content-type")), "x-unknown")
    content: dict[str, Any] = {"size": len(body), "mimeType": kind}
    try:
        return content | {"text": body.decode()}
    except UnicodeDecodeError:
        return content | {"text": b64encode(body).decode(), "encoding": "base64"}

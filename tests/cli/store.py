"""Stores for tests of the command line, and what must not come out of them."""

import hashlib
import hmac
import json
from pathlib import Path

from maileroo_cli.capture.entry import Capture, CaptureContent, CaptureEntry
from maileroo_cli.capture.event_names import peek_names
from maileroo_cli.capture.store.writer import Store
from tests.cli.calling import SECRET

AT = 1_773_617_542.25
"""2026-03-15T23:32:22.250Z."""


def signature(body: bytes, secret: str = SECRET) -> str:
    """Return the signature of a body."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def event(number: int = 1, event_type: str = "delivered", **fields: object) -> bytes:
    """Return the body of an event as Maileroo writes it."""
    names = {"event_id": f"{number:048x}", "event_type": event_type, "message_reference_id": "m" * 24}
    text = json.dumps({"event_data": {}, "event_time": int(AT) + number, **names, **fields}, separators=(",", ":"))
    return text.replace("<", "\\u003c").encode()


def captured(
    number: int,
    body: bytes | None = None,
    *,
    headers: tuple[tuple[bytes, bytes], ...] | None = None,
    answer: tuple[bytes, bytes] = (b"", b""),
    **known: object,
) -> Capture:
    """Return a capture that is signed, with a valid verdict, unless it is said otherwise."""
    body = event(number) if body is None else body
    if headers is None:
        headers = ((b"Host", b"a.test"), (b"x-maileroo-signature", signature(body).encode()))
    head = b"POST /webhook HTTP/1.1\r\n" + b"".join(b"%b: %b\r\n" % pair for pair in headers) + b"\r\n"
    entry = CaptureEntry(
        f"{number:04x}".ljust(16, "0"), AT + number, "127.0.0.1:40000", "POST", "/webhook", *peek_names(body), "valid",
        secret="env:MAILEROO_WEBHOOK_SECRET", size=len(body), status=200, answered="script", milliseconds=3.25,
    )._replace(**known)  # type: ignore[arg-type]  # fmt: skip
    return Capture(entry, CaptureContent(head, body, b"", *answer))


def fill(path: Path, *captures: Capture) -> Path:
    """Add captures to the store at ``path`` and return that."""
    with Store(path) as store:
        store.add(captures)
    return path

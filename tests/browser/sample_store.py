"""A store as a developer's: mails with a whole life and with a gap, signatures that verify and that do not."""

import json
from datetime import UTC, datetime
from pathlib import Path

from maileroo_cli.capture.entry import Capture
from tests.cli.store import captured, fill, signature

START = datetime(2026, 3, 16, 9, 30, tzinfo=UTC).timestamp()
MAIL = "9f2c41d07b3e4a5f8c6d1e2b"
OTHER = "51ad03c9e8f7462ab0d4c3f1"
_AGENT = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X)"
_STORY = (
    (0.0, MAIL, "accepted", "valid", "", 200, 8.4),
    (0.9, OTHER, "accepted", "valid", "", 200, 7.1),
    (2.6, MAIL, "deferred", "valid", "", 500, 12.9),
    (61.2, MAIL, "deferred", "valid", "", 200, 9.3),
    (95.0, OTHER, "rejected", "valid", "", 200, 6.6),
    (124.8, MAIL, "delivered", "valid", "", 200, 8.8),
    (190.3, MAIL, "opened", "invalid", "json-python", 401, 3.2),
    (191.0, MAIL, "opened", "invalid", "json-python", 401, 3.0),
    (242.7, MAIL, "clicked", "valid", "", 200, 10.2),
    (243.1, "c0ffee00aa11bb22cc33dd44", "opened", "valid", "", 200, 8.0),
    (260.4, OTHER, "", "probe", "", 405, 1.1),
    (301.5, "c0ffee00aa11bb22cc33dd44", "complained", "unverifiable", "", 200, 7.7),
)


def sample_captures() -> list[Capture]:
    """Return the captures, oldest first; the two ``opened`` are one event that was delivered twice."""
    return [_capture(number, *one) for number, one in enumerate(_STORY)]


def write_sample(folder: Path) -> Path:
    """Write them into a new store and return it."""
    return fill(folder / "captures.db", *sample_captures())


def _capture(
    number: int, after: float, mail: str, kind: str, verdict: str, cause: str, status: int, took: float
) -> Capture:
    body = _body(number, START + after, mail, kind)
    # What was signed is the same JSON, as another program writes it.
    signed = json.dumps(json.loads(body), sort_keys=False).encode() if verdict == "invalid" else body
    headers = [(b"Host", b"hooks.example.com"), (b"User-Agent", b"Go-http-client/2.0")]
    if kind:
        headers += [(b"Content-Type", b"application/json"), (b"Content-Length", str(len(body)).encode())]
    if kind and verdict != "unverifiable":
        headers.append((b"x-maileroo-signature", signature(signed).encode()))
    says = {200: b"ok\n", 401: b"bad signature\n", 405: b"method not allowed\n", 500: b"database is locked\n"}[status]
    answer = (f"HTTP/1.1 {status} \r\nContent-Type: text/plain\r\nContent-Length: {len(says)}\r\n\r\n".encode(), says)
    method = "POST" if kind else "GET"
    one = captured(
        number + 1, body, headers=tuple(headers), answer=answer, verdict=verdict, cause=cause, status=status,
        answered="application", milliseconds=took, at=START + after + 0.4, peer="203.0.113.7:52114", method=method,
        secret="env:MAILEROO_WEBHOOK_SECRET" if verdict == "valid" else "", target="/webhook",
        id=f"{0x7d41c2e98a5b0f36 + number * 0x1f3d5b79a1c3:016x}",
    )  # fmt: skip
    head = one.content.head.replace(b"POST ", f"{method} ".encode(), 1)
    return one._replace(content=one.content._replace(head=head))


def _body(number: int, at: float, mail: str, kind: str) -> bytes:
    if not kind:
        return b""
    data: dict[str, object] = {"from": "shop@example.com", "to": "maria@example.org", "subject": "Your order 1042"}
    if kind in {"deferred", "rejected"}:
        data["reject_reason" if kind == "rejected" else "reason"] = "450 4.2.0 <maria@example.org>: try again later"
    if kind in {"opened", "clicked"}:
        data |= {"ip": "198.51.100.23", "user_agent": _AGENT}
    if kind == "clicked":
        data["url"] = "https://shop.example.com/orders/1042"
    number = 6 if number == 7 else number
    event = {
        "event_id": f"{0x3B7E19F4C0D2A856 + number * 0x1B2C3D4E5F607:024x}",
        "event_type": kind,
        "event_time": int(at),
        "message_id": f"<{mail[:8]}@example.com>",
        "message_reference_id": mail,
        "event_data": data,
    }
    return json.dumps(event, separators=(",", ":")).replace("<", "\\u003c").replace(">", "\\u003e").encode()

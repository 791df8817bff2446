"""Writing captured requests as HAR 1.2, so that they come back as they were; reading is in ``reader``.

A body that is text is HAR's ``postData.text``. HAR 1.2 has no place for another one: it becomes base64 with
``"encoding": "base64"``, the field of HAR 1.3's draft, which Reqable, Martian and others write too. So does a text
that a reader could doubt. What HAR cannot say stands in ``_mhook``, a custom field of the entry.
"""

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote

from maileroo_cli.capture.formats.har.request import UNKNOWN_TIME, time_of
from maileroo_cli.capture.formats.har.response import NO_ANSWER, HarAnswer, write_response
from maileroo_cli.capture.record import CaptureRecord
from maileroo_cli.webhook.signing.request import header_values

_VERSION = "1.2"
_URL_SAFE = "!#$%&'()*+,/:;=?@[]~-._"
_HOST_SAFE = "!$&'()*+,;=:[]~-._%"


class Exchange(NamedTuple):
    """A record and what it was answered."""

    record: CaptureRecord
    answer: HarAnswer = NO_ANSWER


def write_har(exchanges: Iterable[Exchange], creator_version: str) -> Iterator[bytes]:
    """Yield a HAR 1.2 file in pieces, one for each exchange, whose import gives the same requests.

    A record's id, time and target come back as they were. ``creator_version`` is our own.
    """
    creator = _encode({"name": "mhook", "version": creator_version})
    yield b'{"log":{"version":"%b","creator":%b,"entries":[' % (_VERSION.encode(), creator)
    start = b"\n"
    for exchange in exchanges:
        yield start + _encode(_entry(*exchange))
        start = b",\n"
    yield b"\n]}}\n"


def _encode(value: object) -> bytes:
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:  # a lone surrogate, which JSON allows as an escape alone
        return json.dumps(value, separators=(",", ":")).encode()


def _entry(record: CaptureRecord, answer: HarAnswer) -> dict[str, Any]:
    took = max(answer.milliseconds, 0)
    return {
        "startedDateTime": time_of(record.time) or UNKNOWN_TIME,
        "time": took,
        "request": _request(record),
        "response": write_response(answer),
        "cache": {},
        "timings": {"send": 0, "wait": took, "receive": 0},
        "_mhook": {"target": record.target, "id": record.id, "answered": answer.source, **_open(record)},
    }


def _open(record: CaptureRecord) -> dict[str, str]:
    """Return what the record leaves open, if anything."""
    reservation = record.reservation
    return {} if reservation is None else {"anomaly": reservation.code, "anomaly_reason": reservation.reason}


def _request(record: CaptureRecord) -> dict[str, Any]:
    size = len(record.content)
    request = {
        "method": record.method,
        "url": _url(record),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [{"name": name, "value": value} for name, value in record.headers],
        "queryString": [{"name": name, "value": value} for name, value in _query(record.target)],
        "headersSize": -1,
        "bodySize": size,
    }
    if size:
        request["postData"] = _post_data(record)
    return request


def _url(record: CaptureRecord) -> str:
    """Return an absolute URL of the request, wherever it went: the scheme is a guess, the host the header's."""
    target = quote(record.target.encode("utf-8", "replace"), _URL_SAFE)
    if target.startswith(("http://", "https://")):
        return target
    hosts = header_values(record.headers, "host")
    host = quote(hosts[0].encode("utf-8", "replace"), _HOST_SAFE) if hosts and hosts[0] else "localhost"
    return f"http://{host}{target}" if target.startswith("/") else f"http://{host}/{target.lstrip('*')}"


def _query(target: str) -> list[tuple[str, str]]:
    query = target.partition("#")[0].partition("?")[2]
    return parse_qsl(query.encode("utf-8", "replace").decode(), keep_blank_values=True)


def _post_data(record: CaptureRecord) -> dict[str, str]:
    kind = next(iter(header_values(record.headers, "content-type")), "application/octet-stream")
    if record.body is not None and _is_above_doubt(record, record.body):
        return {"mimeType": kind, "text": record.body}
    return {"mimeType": kind, "text": b64encode(record.content).decode(), "encoding": "base64"}


def _is_above_doubt(record: CaptureRecord, text: str) -> bool:
    """Tell whether a reader of the text takes its UTF-8 for the body."""
    lengths = header_values(record.headers, "content-length")
    return "\ufffd" not in text and all(value == str(len(record.content)) for value in lengths)

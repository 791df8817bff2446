"""From a HAR's entry to a captured request. Which bytes its body has is decided in ``body``."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from maileroo_cli.capture.formats.har.body import body_of
from maileroo_cli.capture.read_result import ReadRequest
from maileroo_cli.capture.record import CaptureRecord
from maileroo_cli.capture.reservation import Reservation
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER

if TYPE_CHECKING:
    from maileroo_cli.capture.formats.har.entry import HarEntry

UNKNOWN_TIME = "1970-01-01T00:00:00.000Z"
"""HAR wants a time; this one says that it is not known."""

_LENGTH = "content-length"
_SIGNATURE_SIZE, _LENGTH_SIZE = len(SIGNATURE_HEADER), len(_LENGTH)
_SHORTENED = "the entry is too large: part of its text was left out"


def read_request(entry: "HarEntry", number: int, shortened: bool = False) -> ReadRequest | None:
    """Return the request of the ``number``-th entry, or ``None`` for one with neither a body nor a signature.

    ``shortened`` tells that some of its text was too long to be read.
    """
    request = entry.request
    if isinstance(request.headers, dict):
        headers = tuple(_pairs(request.headers))
    else:
        headers = tuple(
            [
                (one.name, one.value if type(one.value) is str else _text(one.value))
                for one in request.headers or ()
                if one.name[:1] != ":"
            ]
        )
    signed, lengths = False, []
    for name, value in headers:
        size = len(name)
        if size == _SIGNATURE_SIZE:
            signed = signed or name.lower() == SIGNATURE_HEADER
        elif size == _LENGTH_SIZE and name.lower() == _LENGTH:
            lengths.append(value)
    body = body_of(request, headers, _number(lengths) if lengths else None, signed=signed)
    if body is None and not signed and entry.mark is None:
        return None
    target = entry.mark.target if entry.mark is not None else _target(request.url)
    content, notes, whole = (b"", (), True) if body is None else (body.content, body.notes, body.whole)
    doubt = "" if body is None else body.doubt
    if shortened:
        notes, whole = (_SHORTENED,), False
    name = entry.mark.id if entry.mark is not None and entry.mark.id else f"entry-{number}"
    record = CaptureRecord.of(name, time_of(entry.started), request.method, target, headers, content)
    if entry.mark is not None and entry.mark.anomaly:
        record = record.reserved(Reservation(entry.mark.anomaly, entry.mark.anomaly_reason or ""))
    return ReadRequest(record, f"entry {number}", notes, whole, doubt)


def _pairs(headers: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield headers that were written as an object, in which a name can have several values."""
    for name, value in headers.items():
        if name[:1] != ":":
            for one in value if isinstance(value, list) else (value,):
                yield name, one if isinstance(one, str) else _text(one)


def _number(values: list[str]) -> int | None:
    """Return the Content-Length that all of ``values`` agree on; what is no number is no witness."""
    [*different] = {value.strip() for value in values}
    value = different[0]
    return int(value) if len(different) == 1 and value.isascii() and value.isdigit() and len(value) < 19 else None


def _target(url: str) -> str:
    """Return the path and the query of an absolute URL; what is none is a target already."""
    _, found, rest = url.partition("://")
    if not found:
        return url.partition("#")[0]
    rest = rest.partition("#")[0]
    path = rest.find("/")
    query = rest.find("?")
    if 0 <= query < path or path < 0:
        return f"/{rest[query:]}" if query >= 0 else "/"
    return rest[path:]


def time_of(text: str | None) -> str:
    """Return a time as RFC 3339 in UTC with milliseconds and ``Z``, or nothing where it is none or not known."""
    if not text or text == UNKNOWN_TIME:
        return ""
    try:
        moment = datetime.fromisoformat(text)
        if len(text) == 24 and text[19] == "." and text[-1] == "Z":
            return text
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"
    except (ValueError, OverflowError):
        return ""


def _text(value: Any) -> str:
    return "" if value is None else str(value)

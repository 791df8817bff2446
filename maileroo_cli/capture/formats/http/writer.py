"""Writing captured requests as raw HTTP: one that is ready to be sent, or a file of many for an editor.

Reading is in ``dump``.
"""

import re
from collections.abc import Iterable, Iterator

from maileroo_cli.capture.formats.http.body import is_chunked
from maileroo_cli.capture.formats.http.head import check_head
from maileroo_cli.capture.head import storable_target, to_wire
from maileroo_cli.capture.record import CaptureRecord
from maileroo_cli.capture.reservation import write_comment
from maileroo_cli.errors import InputError
from maileroo_cli.webhook.signing.request import Headers, header_values

_AUTHORITY = re.compile(r"https?://(?:[^/?#@]*@)?([^/?#]+)")


def write_http(record: CaptureRecord, target: str | None = None) -> bytes:
    """Return the record as one raw request that ``read_http`` reads back, ready to be sent.

    The framing is made to fit the body: chunked stays so, in one chunk; else Content-Length is put right. An
    absolute target without a Host header gets one. ``target`` is written in place of the record's own. A head that HTTP
    cannot hold raises ``InputError``.
    """
    body, chunked = record.content, is_chunked(record.headers)
    headers = list(_with_length(record.headers, None if chunked else len(body)))
    if not header_values(headers, "host") and (host := _AUTHORITY.match(record.target)):
        headers.insert(0, ("Host", host[1]))
    lines = [
        f"{record.method} {record.target if target is None else target} HTTP/1.1",
        *(f"{name}: {value}" for name, value in headers),
    ]
    check_head(lines, headers)
    head = b"\r\n".join(map(to_wire, lines)) + b"\r\n\r\n"
    if not chunked:
        return head + body
    return head + (b"%x\r\n%b\r\n" % (len(body), body) if body else b"") + b"0\r\n\r\n"


def write_in_file(record: CaptureRecord) -> bytes:
    """Return a record as it stands in a file, where its target is one that fits a request line."""
    return write_http(record, storable_target(record.target))


def write_http_file(records: Iterable[CaptureRecord]) -> Iterator[bytes]:
    """Yield the bytes of an editor's ``.http`` file that ``read_http`` reads back, each request under its name.

    What a record leaves open is kept in a comment before it.
    A record that HTTP cannot hold raises ``InputError`` with its id.
    """
    start = b""
    for record in records:
        try:
            request = write_in_file(record)
        except InputError as error:
            raise InputError(f"the request {record.id!r} cannot be written: {error.message}", error.hint) from None
        name = " ".join(record.id.split()).encode("utf-8", "backslashreplace")
        reservation = record.reservation
        comment = b"" if reservation is None else b"# %b\n" % write_comment(reservation).encode("utf-8", "replace")
        yield b"%b### %b\n%b%b" % (start, name, comment, request)
        start = b"\n\n"


def _with_length(headers: Headers, length: int | None) -> Iterator[tuple[str, str]]:
    """Yield the headers with the one right Content-Length, in its old place; ``None`` keeps chunked."""
    pending = length is not None
    for name, value in headers:
        kind = name.lower()
        if kind == "content-length" and pending:
            yield name, str(length)
            pending = False
        elif kind != "content-length" and (kind != "transfer-encoding" or length is None):
            yield name, value
    if pending:
        yield "Content-Length", str(length)

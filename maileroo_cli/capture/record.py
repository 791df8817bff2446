"""The capture record ``mhook.capture/1``: one request as one JSON object on a line.

No other module writes or reads it. What its body says is read in ``event_names``.

::

    {"schema":"mhook.capture/1","id":"…","time":"2026-01-01T00:00:00.412Z","method":"POST","target":"/webhook",
     "headers":[["Content-Type","application/json"],…],"body":"…"}

``headers`` keep order, case and duplicates. The body is the string ``body`` where its bytes are UTF-8, and
``body_base64`` where they are not: the exact bytes come back either way. ``anomaly`` and ``anomaly_reason`` are there
only where the record leaves something open, such as a signature that was left out (see ``reservation``).
"""

from base64 import b64encode
from binascii import Error as Base64Error
from binascii import a2b_base64
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator

import msgspec

from maileroo_cli.capture.reservation import UNSIGNED, Reservation
from maileroo_cli.errors import InputError
from maileroo_cli.webhook.signing.request import Headers
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER
from maileroo_cli.webhook.text.shown import visible

SCHEMA = "mhook.capture/1"
_FAMILY = "mhook.capture/"


class CaptureRecord(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One captured request.

    >>> record = CaptureRecord.of("1", "", "POST", "/webhook", (("X-Test", "1"),), b"{}")
    >>> record.content, record.header("x-test")
    (b'{}', '1')

    ``time`` is RFC 3339 with milliseconds and ``Z``, or empty where it is not known. ``target`` is the
    request's target. A record with neither ``body`` nor ``body_base64`` has an empty body. ``anomaly`` is the code of
    what it leaves open, ``anomaly_reason`` says it in a few words.
    Use :meth:`of` to make one from bytes and :attr:`content` to get the bytes back.
    """

    schema: str
    id: str
    time: str
    method: str
    target: str
    headers: Headers
    body: str | None = None
    body_base64: str | None = None
    anomaly: str | None = None
    anomaly_reason: str | None = None

    @classmethod
    def of(cls, id: str, time: str, method: str, target: str, headers: Headers, body: bytes) -> "CaptureRecord":
        """Make a record that holds exactly these bytes."""
        try:
            return cls(SCHEMA, id, time, method, target, headers, body.decode())
        except UnicodeDecodeError:
            text = b64encode(body).decode()
            return cls(SCHEMA, id, time, method, target, headers, None, text)

    @property
    def content(self) -> bytes:
        """The body's exact bytes."""
        if self.body_base64 is not None:
            return a2b_base64(self.body_base64, strict_mode=True)
        return (self.body or "").encode()

    @property
    def reservation(self) -> Reservation | None:
        """What the record leaves open, if anything."""
        return Reservation(self.anomaly, self.anomaly_reason or "") if self.anomaly else None

    def reserved(self, reservation: Reservation | None) -> "CaptureRecord":
        """Return the record with this left open; ``None`` leaves it as it is."""
        if reservation is None:
            return self
        return msgspec.structs.replace(self, anomaly=reservation.code, anomaly_reason=reservation.reason or None)

    def header(self, name: str) -> str | None:
        """Return the value of the header ``name`` (in lower case); several are joined with a comma."""
        found, size = None, len(name)
        for key, value in self.headers:
            if len(key) == size and (key == name or key.lower() == name):
                found = value if found is None else f"{found}, {value}"
        return found


class _Named(msgspec.Struct):
    schema: str = ""


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(CaptureRecord)
_OPEN, _CLOSE = b"{}"
_SCHEMA_DECODER = msgspec.json.Decoder(_Named)


def renamed(record: CaptureRecord, id: str, time: str = "") -> CaptureRecord:
    """Return the record under another ``id``, and with a ``time`` where it has none."""
    return msgspec.structs.replace(record, id=id, time=record.time or time)


def without_signature(record: CaptureRecord) -> CaptureRecord:
    """Return the record without its signature: a signature never expires, so whoever has it can send the event.

    That it had one is kept.
    """
    headers = tuple(pair for pair in record.headers if pair[0].lower() != SIGNATURE_HEADER)
    if len(headers) == len(record.headers):
        return record
    return msgspec.structs.replace(record, headers=headers).reserved(UNSIGNED)


def encode_record(record: CaptureRecord) -> bytes:
    """Return the record's line, without its newline; lone surrogates, which JSON lacks, become visible escapes.

    >>> encode_record(CaptureRecord.of("1", "", "POST", "/webhook", (), b"{}"))[:36]
    b'{"schema":"mhook.capture/1","id":"1"'
    """
    try:
        return _ENCODER.encode(record)
    except UnicodeEncodeError:
        return _ENCODER.encode(_encodable(record))


def encode_records(records: Iterable[CaptureRecord]) -> Iterator[bytes]:
    """Yield each record's line with its newline."""
    for record in records:
        yield encode_record(record) + b"\n"


def decode_record(line: bytes) -> CaptureRecord:
    r"""Read one line. What is not a whole record of this schema raises ``InputError`` saying what is wrong.

    >>> decode_record(encode_record(CaptureRecord.of("1", "", "POST", "/webhook", (), b"\xff"))).content
    b'\xff'
    """
    try:
        record = _DECODER.decode(line.removeprefix(BOM_UTF8))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        if (schema := _schema_of(line)) != SCHEMA:
            raise InputError(*_wrong_schema(schema)) from None
        other = _with_other_headers(line)
        if other is None:
            raise InputError(f"not a capture record ({error})") from None
        record = other
    if record.schema != SCHEMA:
        raise InputError(*_wrong_schema(record.schema))
    if record.body_base64 is not None:
        check_base64(record)
    return record


def decode_block(block: bytes) -> list[CaptureRecord] | None:
    """Read the lines of a block at once, several times as fast as one by one.

    ``None`` where a line is empty or is not a plain record with a text body: then each line has to be read alone.
    """
    try:
        records = _DECODER.decode_lines(block)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None
    for record in records:
        if record.schema != SCHEMA or record.body_base64 is not None:
            return None
    return records if _lines(block) == len(records) else None


def _with_other_headers(line: bytes) -> CaptureRecord | None:
    """Return a record whose headers are in another form than pairs, such as an object; ``None`` for any other line."""
    import json

    from maileroo_cli.capture.header_forms import read_header_form

    try:
        value = json.loads(line.decode("utf-8-sig"))
        before = value.get("headers")
        headers = read_header_form(before)
        if headers is None or (isinstance(before, list) and headers == tuple(map(tuple, before))):
            return None  # the headers were right, so something else is not
        return msgspec.convert({**value, "headers": headers}, CaptureRecord)
    except (AttributeError, TypeError, ValueError, RecursionError):
        return None


def _lines(block: bytes) -> int:
    """Return how many lines there are, or -1 where a newline stands within a record or beside white space.

    The decoder looks for values, not lines. Only between two records can "}" and "{" surround a newline.
    """
    lines, end, last = 1, block.find(b"\n"), len(block) - 1
    while 0 <= end < last:
        if block[end - 1] != _CLOSE or block[end + 1] != _OPEN:
            return -1
        lines += 1
        end = block.find(b"\n", end + 1)
    return lines if block.startswith(b"{") and block.endswith((b"}", b"}\n")) else -1


def check_base64(record: CaptureRecord) -> None:
    """Hold a record with ``body_base64`` to what is base64, and to one body; ``InputError`` says what is wrong."""
    if record.body is not None:
        raise InputError("the record has both body and body_base64", "keep the one with the right bytes")
    try:
        a2b_base64(record.body_base64 or "", strict_mode=True)
    except (Base64Error, ValueError):
        raise InputError("the record's body_base64 is not base64") from None


def _encodable(record: CaptureRecord) -> CaptureRecord:
    headers = tuple((visible(name), visible(value)) for name, value in record.headers)
    names = {name: visible(getattr(record, name)) for name in ("id", "time", "method", "target")}
    return msgspec.structs.replace(record, headers=headers, **names)


def _schema_of(line: bytes) -> str:
    """Return what a line that is no record names as its schema: it may be of a later version."""
    try:
        return _SCHEMA_DECODER.decode(line).schema
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return SCHEMA


def _wrong_schema(schema: str) -> tuple[str, str]:
    if schema.startswith(_FAMILY):
        return f"the record's schema is {schema[:40]!r}", f"this version of mhook reads {SCHEMA}"
    return "the record has no mhook schema", f'a capture record starts with {{"schema":"{SCHEMA}"'

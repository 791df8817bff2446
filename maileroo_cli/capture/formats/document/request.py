"""A request as an object of JSON, whatever its tool calls the parts: gateways' events, inspectors' exports, log lines.

Objects that need more than other names are read in ``inspector`` and ``collection``.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from maileroo_cli.capture.formats.document.body import NOT_HELD, FoundBody, find_body, is_bytes, lost_body
from maileroo_cli.capture.formats.document.event import holds_event
from maileroo_cli.capture.header_forms import header_name, read_header_form
from maileroo_cli.capture.read_result import ReadRequest
from maileroo_cli.capture.record import CaptureRecord
from maileroo_cli.webhook.signing.request import Headers, header_values
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER
from maileroo_cli.webhook.text.instant import format_instant

Fields = Mapping[str, Any]

_HEADERS = ("rawheaders", "multivalueheaders", "headers", "header", "requestheaders", "reqheaders", "httpheaders")
_BODIES = (
    *("rawbody", "bodyraw", "rawmodedata", "rawrequestbody", "bodyb64", "bodybase64", "base64body", "bodyb"),
    *("body", "requestbody", "reqbody", "bodytext", "bodystring", "postdata", "content", "payload", "data", "text"),
)
_ENCODED = frozenset({"bodyb64", "bodybase64", "base64body", "bodyb"})
_MARKS_BASE64 = ("isbase64encoded", "isbase64", "base64encoded", "bodyisbase64", "base64")
_ENCODINGS = ("bodyencoding", "encoding", "contenttransferencoding")
_METHODS = ("method", "httpmethod", "requestmethod", "verb")
_TARGETS = (
    *("target", "rawpath", "originalurl", "path", "requesturi", "url", "uri", "fullurl", "requesturl", "pathinfo"),
    "endpoint",
)
_QUERIES = ("rawquerystring", "querystring", "multivaluequerystringparameters", "querystringparameters", "query")
_IDS = ("uuid", "id", "requestid", "name")
_TIMES = ("time", "timestamp", "createdat", "receivedat", "startedat", "startdate", "start", "date")
_OTHERS = ("eventtype", "validationurl")
"""What a webhook's own payload has: it may hold headers, but is no request."""

_METHOD = re.compile(r"GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS")
_MANY_SECONDS = 100_000_000_000
_NAME_LIMIT = 200
_SIZES = ("size", "bodysize", "contentlength", "bodylength")
_FLAT_MARKS = ("content-type", "content-length", "user-agent")


def fields_of(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members of an object under their names in lower case, without what stands between words."""
    fields: dict[str, Any] = {}
    for key, item in value.items():
        fields.setdefault(key.lower().replace("_", "").replace("-", "").replace(".", ""), item)
    return fields


def looks_like_request(fields: Fields, headers: Headers, *, whole: bool = True) -> bool:
    """Tell whether an object is a request: it is signed, or has a method and a body, or its body is an event.

    Where only a part of the object is known (``whole`` is false) the body may be missing.
    """
    if header_values(headers, SIGNATURE_HEADER):
        return True
    if any(one in fields for one in _OTHERS):
        return False
    if _METHOD.fullmatch(_method(fields)) is not None:
        return not whole or any(one in fields for one in (*_BODIES, *_TARGETS))
    return holds_event(_body(fields, headers))


def is_envelope(value: Mapping[str, Any]) -> bool:
    """Tell whether an object holds headers and a body, whatever they are, and is no event itself."""
    fields = fields_of(value)
    if any(one in fields for one in _OTHERS) or not any(one in fields for one in _BODIES):
        return False
    return find_headers(fields) is not None


def find_headers(fields: Fields) -> Headers | None:
    """Return the headers of a request's object; ``None`` where it has none."""
    for name in _HEADERS:
        if fields.get(name) and (headers := read_header_form(fields[name])) is not None:
            return headers
    return () if any(fields.get(name) in ({}, []) for name in _HEADERS) else None


def flat_headers(value: Mapping[str, Any]) -> Headers | None:
    """Return the headers that stand beside the body, as smee and CGI have them; ``None`` where there are none."""
    pairs = [(header_name(key), item) for key, item in value.items() if isinstance(item, str)]
    if not any(name.lower() == SIGNATURE_HEADER or name.lower() in _FLAT_MARKS for name, _ in pairs):
        return None
    other = {*_BODIES, *_TARGETS, *_METHODS, *_QUERIES, *_TIMES, *_IDS}
    return tuple((name, item) for name, item in pairs if name.lower().replace("-", "").replace("_", "") not in other)


def make_request(fields: Fields, headers: Headers, body: FoundBody | None = None) -> ReadRequest | None:
    """Return the request of an object; ``None`` where it has neither a body nor a signature."""
    signed = bool(header_values(headers, SIGNATURE_HEADER))
    found = body or _body(fields, headers)
    if signed and found.whole and not found.content and (size := _size(fields)):
        found = lost_body(f"the body of {size} bytes is missing")
    if not found.content and not signed and (found.whole or found.notes == (NOT_HELD,)):
        return None
    method = _method(fields) or "POST"
    record = CaptureRecord.of(_id(fields), _time(fields), method, _target(fields), headers, found.content)
    doubt = found.doubt or _length_doubt(headers, found)
    return ReadRequest(record, "", found.notes, found.whole, doubt, found.alternatives)


def target_of(url: str) -> str:
    """Return the path and the query of a URL; what is none is a target already."""
    if "://" not in url:
        return url.partition("#")[0].replace(" ", "%20") or "/"
    try:
        parts = urlsplit(url)
    except ValueError:
        return "/"
    path = (parts.path or "/").replace(" ", "%20")
    return f"{path}?{parts.query}" if parts.query else path


def time_of(value: Any) -> str:
    """Return a time as RFC 3339 with milliseconds; empty for what is none. Large numbers are milliseconds."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool) and value > 0:
            return format_instant(value / 1000 if value > _MANY_SECONDS else float(value))
        if isinstance(value, str):
            from maileroo_cli.capture.formats.har.request import time_of as time_of_text

            return time_of_text(value)
    except (ValueError, OverflowError):
        pass
    return ""


def _length_doubt(headers: Headers, body: FoundBody) -> str:
    lengths = set(header_values(headers, "content-length"))
    length = lengths.pop() if len(lengths) == 1 else ""
    if not (body.whole and length.isascii() and length.isdigit()) or int(length[:18]) == len(body.content):
        return ""
    return f"the body has {len(body.content)} bytes here, but its Content-Length says {length}"


def _body(fields: Fields, headers: Headers) -> FoundBody:
    present = [name for name in _BODIES if fields.get(name) is not None]
    if not present:
        return _missing(fields, headers)
    name = next((one for one in present if is_bytes(fields[one])), present[0])
    marked = any(fields.get(one) in (True, "true", 1) for one in _MARKS_BASE64)
    named = any(str(fields.get(one)).lower() == "base64" for one in _ENCODINGS)
    return find_body(fields[name], encoded=marked or named or name in _ENCODED)


def _missing(fields: Fields, headers: Headers) -> FoundBody:
    """Return what is known of a body that is not there: it was empty only where the request says so."""
    size = _number(next(iter(header_values(headers, "content-length")), None))
    if size is None:
        size = _size(fields)
    named = any(name in fields for name in _BODIES)
    if size == 0 and named:
        return FoundBody(b"")
    signed = bool(header_values(headers, SIGNATURE_HEADER))
    return lost_body(f"the body of {size} bytes is missing" if size and named and signed else NOT_HELD)


def _size(fields: Fields) -> int | None:
    """Return the body's size as a program wrote it beside the body; ``None`` where it did not."""
    return next((size for size in (_number(fields.get(name)) for name in _SIZES) if size is not None), None)


def _number(value: Any) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 18:
        return int(value)
    return value if type(value) is int and value >= 0 else None


def _method(fields: Fields) -> str:
    context = fields.get("requestcontext")
    if isinstance(context, dict):
        inner = context.get("http")
        fields = {**fields_of(context), **fields_of(inner if isinstance(inner, dict) else {}), **fields}
    return next((fields[one].upper() for one in _METHODS if isinstance(fields.get(one), str)), "")


def _target(fields: Fields) -> str:
    value = next((fields[one] for one in _TARGETS if fields.get(one)), "/")
    if isinstance(value, dict):
        value = value.get("raw") or value.get("path") or value.get("Path") or "/"
    if isinstance(value, list):
        value = "/" + "/".join(map(str, value))
    target = target_of(value if isinstance(value, str) else "/")
    query = _query(next((fields[one] for one in _QUERIES if fields.get(one)), ""))
    return f"{target}?{query}" if query and "?" not in target else target


def _query(value: Any) -> str:
    if isinstance(value, str):
        return quote(value.removeprefix("?"), "%&=+;,/:@!$'()*~-._[]", errors="replace")
    if isinstance(value, dict) and all(isinstance(one, str | list) for one in value.values()):
        return urlencode({key: _texts(one) for key, one in value.items()}, doseq=True, errors="replace")
    return ""


def _texts(value: Any) -> Iterable[str]:
    return [value] if isinstance(value, str) else [str(one) for one in value]


def _id(fields: Fields) -> str:
    context = fields.get("requestcontext")
    fields = {**fields_of(context), **fields} if isinstance(context, dict) else fields
    return next((fields[one][:_NAME_LIMIT] for one in _IDS if fields.get(one) and isinstance(fields[one], str)), "")


def _time(fields: Fields) -> str:
    context = fields.get("requestcontext")
    epoch = context.get("timeEpoch") or context.get("requestTimeEpoch") if isinstance(context, dict) else None
    return next(filter(None, (time_of(one) for one in (epoch, *(fields.get(name) for name in _TIMES)))), "")

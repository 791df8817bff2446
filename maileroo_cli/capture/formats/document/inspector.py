"""Exports of programs that stand between sender and receiver, where they have a form of their own: ngrok, Charles, HAR.

Most have a plain form, which ``request`` reads.
"""

from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterator, Mapping
from io import BytesIO
from itertools import islice
from typing import Any

from maileroo_cli.capture.formats.document.body import NOT_HELD, find_body, lost_body
from maileroo_cli.capture.formats.document.request import fields_of, make_request, time_of
from maileroo_cli.capture.header_forms import read_header_form
from maileroo_cli.capture.read_result import DamagedPlace, ReadRequest, ReadResult
from maileroo_cli.capture.record import renamed


def is_raw(value: Mapping[str, Any]) -> bool:
    """Tell whether this holds a request of ngrok, whose bytes stand in ``raw`` as base64."""
    request = value.get("request")
    return isinstance(request, dict) and isinstance(request.get("raw"), str) and "uri" in request


def read_raw(value: Mapping[str, Any]) -> Iterator[ReadResult]:
    """Yield the request of ngrok; of a long body ngrok keeps the beginning alone."""
    from maileroo_cli.capture.formats.http.dump import read_http

    try:
        data = b64decode(value["request"]["raw"], validate=True)
    except (Base64Error, ValueError):
        yield DamagedPlace("", "its raw bytes should be base64, but are not")
        return
    for one in islice(read_http(BytesIO(data)), 1):
        if isinstance(one, ReadRequest):
            yield one._replace(record=renamed(one.record, str(value.get("id", "")), time_of(value.get("start"))))
        else:
            yield one


def is_charles(value: Mapping[str, Any]) -> bool:
    """Tell whether this is an entry of Charles's JSON session."""
    request = value.get("request")
    return isinstance(request, dict) and isinstance(request.get("header"), dict) and "headers" in request["header"]


def read_charles(value: Mapping[str, Any]) -> Iterator[ReadResult | None]:
    """Yield the request of an entry of Charles; ``None`` for one that cannot be a webhook."""
    request = value["request"]
    headers = read_header_form(request["header"]["headers"])
    if headers is None:
        yield DamagedPlace("", "its headers cannot be read")
        return
    body = request.get("body")
    times = value.get("times")
    fields = fields_of({key: item for key, item in value.items() if isinstance(item, str)})
    fields["time"] = times.get("start") if isinstance(times, dict) else None
    if isinstance(body, dict) and body.get("decoded") is False and not body.get("encoded"):
        yield make_request(fields, headers, lost_body(NOT_HELD))
    else:
        yield make_request(fields, headers, find_body(body))


def read_dry_run(value: Mapping[str, Any]) -> ReadRequest | None:
    """Return the request that ``mhook send --dry-run`` or ``captures show`` wrote as JSON."""
    headers = read_header_form(value.get("headers")) or ()
    fields = fields_of(value)
    body = find_body(value.get("body_base64"), encoded=True) if value.get("body_base64") else None
    found = make_request(fields, headers, body or find_body(value.get("body")))
    masked = [one for name, one in headers if name.lower() == "x-maileroo-signature" and one.endswith(("...", "…"))]
    if found is None or not masked:
        return found
    return found._replace(whole=False, notes=("the signature is masked: use --with-signatures",))

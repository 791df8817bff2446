"""Captured requests as a file of tests that posts them to a receiver again: it needs pytest and nothing else."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from maileroo_cli.capture.event_names import peek_event
from maileroo_cli.capture.formats.http.head import check_head
from maileroo_cli.capture.formats.python_literal import bytes_literal, split_literals, text_literal
from maileroo_cli.capture.head import to_wire
from maileroo_cli.capture.record import CaptureRecord
from maileroo_cli.capture.reservation import SIGNATURE_LEFT_OUT
from maileroo_cli.errors import InputError
from maileroo_cli.webhook.diagnosis.causes.leniency import is_only_lenient
from maileroo_cli.webhook.signing.request import Headers, end_to_end
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER

_WIDTH = 88
"""The width of a line that formatters agree on where they are not told another."""

_LONGEST_NAME = 60
_SHORT_ID = 12
_STORED = re.compile(r"[0-9a-f]{16}")
_NO_NAME = re.compile(r"[^A-Za-z0-9_.-]+")

_START = f'''"""Captured webhooks, posted again byte for byte: a receiver answers each with 200.

One that did not verify when it was captured has to be refused: with 401, 403 or 400.
The cause stands in its name. One that holds the right signature in another form
(lenient=True) may be accepted too: nobody can make it without the secret.

Name the receiver in WEBHOOK_URL:

    WEBHOOK_URL=http://localhost:8000/webhook python -m pytest FILE

A capture whose signature was left out (unsigned=True) is signed with
MAILEROO_WEBHOOK_SECRET. The id of a capture is kept (captured=ID), so that mhook
knows it again; it changes nothing here.
"""

import hashlib
import hmac
import os
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import urlsplit

import pytest

SIGNATURE = "{SIGNATURE_HEADER}"
REFUSALS = (400, 401, 403)
TIMEOUT = 30


def capture(
    name, headers, body, refused=False, lenient=False, unsigned=False, captured=""
):
    return pytest.param(headers, body, refused, lenient, id=name)


CAPTURES = ['''

_END = """]


@pytest.mark.parametrize(("headers", "body", "refused", "lenient"), CAPTURES)
def test_is_answered(headers, body, refused, lenient):
    url = setting("WEBHOOK_URL", "it names the receiver to test")
    if not refused and not any(name.lower() == SIGNATURE for name, _ in headers):
        headers = [*headers, (SIGNATURE, sign(body))]
    status = post(url, headers, body)
    if lenient:
        assert status in (200, *REFUSALS)
    elif refused:
        assert status in REFUSALS
    else:
        assert status == 200


def sign(body):
    secret = setting("MAILEROO_WEBHOOK_SECRET", "it signs this capture, which has none")
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def setting(name, purpose):
    value = os.environ.get(name)
    if not value:
        pytest.skip(f"{name} is not set: {purpose}")
    return value


def post(url, headers, body):
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname, parts.port, timeout=TIMEOUT)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.putrequest("POST", target, skip_accept_encoding=True)
        for name, value in headers:
            connection.putheader(name, value)
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        return connection.getresponse().status
    finally:
        connection.close()
"""


class PytestCase(NamedTuple):
    """A record to post, whether a receiver has to refuse it, and for which causes.

    Where these are nothing but the signature's form, a receiver may accept it too.
    """

    record: CaptureRecord
    refused: bool = False
    causes: tuple[str, ...] = ()


def write_pytest(cases: Iterable[PytestCase]) -> Iterator[str]:
    """Yield the text of a file of tests, pure ASCII, in the layout of ruff and black: a test for each record.

    A test posts the record's exact body, with its headers apart from those of one connection, and with its signature or
    else, unless it has to be refused, one that is made when it runs. A header that HTTP cannot hold raises
    ``InputError`` with the record's id.
    """
    yield _START
    names: Counter[str] = Counter()
    for number, case in enumerate(cases, 1):
        name = _name(case, number)
        yield "\n" if number == 1 else ""
        yield _capture(case, f"{name}-{names[name] + 1}" if names[name] else name)
        names[name] += 1
    yield _END


def check_case(record: CaptureRecord) -> Headers:
    """Return the headers that are posted; what HTTP cannot hold raises ``InputError`` with the record's id."""
    headers = end_to_end(record.headers)
    try:
        check_head(["POST / HTTP/1.1", *(f"{key}: {value}" for key, value in headers)], headers)
    except InputError as error:
        raise InputError(f"the request {record.id!r} cannot be written: {error.message}", error.hint) from None
    return headers


def _capture(case: PytestCase, name: str) -> str:
    record, headers = case.record, check_case(case.record)
    lines = ["    capture(", f"        {text_literal(name)},", *_header_lines(headers), *_body_lines(record.content)]
    lines += ["        refused=True,"] if case.refused else []
    lines += ["        lenient=True,"] if case.refused and is_only_lenient(case.causes) else []
    lines += ["        unsigned=True,"] if record.anomaly == SIGNATURE_LEFT_OUT else []
    lines += [f"        captured={text_literal(record.id)},"] if _STORED.fullmatch(record.id) else []
    return "\n".join([*lines, "    ),", ""])


def _header_lines(headers: Headers) -> Iterator[str]:
    if not headers:
        yield "        headers=[],"
        return
    yield "        headers=["
    for pair in headers:
        name, value = (text_literal(to_wire(text).decode("latin-1")) for text in pair)
        line = f"            ({name}, {value}),"
        if len(line) <= _WIDTH:
            yield line
        else:
            yield from ("            (", f"                {name},", f"                {value},", "            ),")
    yield "        ],"


def _body_lines(body: bytes) -> Iterator[str]:
    start, indent = "        body=", " " * 12
    line = f"{start}{bytes_literal(body)}," if len(body) <= _WIDTH else ""
    if line and len(line) <= _WIDTH:
        yield line
        return
    yield f"{start}("
    whole = line.removeprefix(start).removesuffix(",")
    if whole and len(indent) + len(whole) <= _WIDTH:
        yield indent + whole
    else:
        yield from (indent + literal for literal in split_literals(body, _WIDTH - len(indent)))
    yield "        ),"


def _name(case: PytestCase, number: int) -> str:
    """Return a readable name of one test: the event's type and the start of its id, and what is wrong with it."""
    record = case.record
    event_type, event_id = peek_event(record.content)
    words = [event_type or "request", event_id[:_SHORT_ID] or record.id or str(number)]
    name = _plain(words) or f"request-{number}"
    return "-".join(filter(None, (name, _plain(case.causes))))


def _plain(words: Iterable[str]) -> str:
    return _NO_NAME.sub("-", "-".join(words)).strip("-")[:_LONGEST_NAME]

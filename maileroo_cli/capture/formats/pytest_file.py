"""Captured requests as a file of tests that posts them to a receiver again: it needs pytest and nothing else."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from maileroo_cli.capture.event_names import peek_event
from maileroo_cli.capture.formats.case_name import CaseNames
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

_STORED = re.compile(r"[0-9a-f]{16}")

_START = f'''"""Webhooks that mhook captured, posted byte for byte to the receiver under test.

A valid capture has to be accepted with 200. An invalid one (refused=True) has to be
refused with 401, 403 or 400; its name says what is wrong with it. One that holds the
right signature in another form (lenient=True) may be accepted as well: nobody can
make it without the secret.

Name the receiver, by a URL or as an ASGI or WSGI application:

    WEBHOOK_URL=http://localhost:8000/webhook python -m pytest FILE
    WEBHOOK_APP=package.module:app WEBHOOK_PATH=/webhook python -m pytest FILE

An application is imported and called without a server, which mhook does: install
maileroo-cli beside pytest. A URL needs pytest alone. Without a receiver the tests are
skipped; where CI is set, as on build servers, they fail.

A capture whose signature was left out (unsigned=True) is signed when the tests run:
with the secret in MAILEROO_WEBHOOK_SECRET, or where mhook's plugin for pytest is
loaded, with that of its fixture maileroo_secret.
"""

import hashlib
import hmac
import os
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

import pytest

try:
    from maileroo_cli import MhookError, WebhookRequest, send
except ImportError:
    send = None

SIGNATURE = "{SIGNATURE_HEADER}"
REFUSALS = (400, 401, 403)
TIMEOUT = 30


@dataclass(repr=False)
class Capture:
    """A request as it was captured, and what the receiver has to make of it."""

    name: str
    headers: list
    body: bytes
    refused: bool = False
    lenient: bool = False
    unsigned: bool = False
    captured: str = ""  # the id by which mhook knows it again; it changes nothing here

    def __repr__(self):
        return self.name


CAPTURES = ['''

_END = ''']


@pytest.mark.parametrize("capture", CAPTURES, ids=repr)
def test_captured_webhook(capture, sign):
    status = post(capture, sign)
    if capture.lenient:
        assert status in (200, *REFUSALS)
    elif capture.refused:
        assert status in REFUSALS
    else:
        assert status == 200


@pytest.fixture
def sign(request):
    """Return the function that signs a body, where a capture came without signature."""
    if request.config.pluginmanager.hasplugin("maileroo"):
        secret = request.getfixturevalue("maileroo_secret")
    else:
        secret = os.environ.get("MAILEROO_WEBHOOK_SECRET")

    def sign_body(body):
        if not secret:
            lack("MAILEROO_WEBHOOK_SECRET is not set: it signs this capture")
        key = secret.encode("utf-8", "surrogateescape")
        return hmac.new(key, body, hashlib.sha256).hexdigest()

    return sign_body


def post(capture, sign):
    """Post a capture to the receiver and return the status of its answer."""
    url, app = os.environ.get("WEBHOOK_URL"), os.environ.get("WEBHOOK_APP")
    if url and app:
        pytest.fail("WEBHOOK_URL and WEBHOOK_APP are both set: name one", pytrace=False)
    if not url and not app:
        lack("neither WEBHOOK_URL nor WEBHOOK_APP names the receiver to test")
    if send:
        return post_with_mhook(url or app, capture, sign)
    if app:
        pytest.fail("WEBHOOK_APP needs mhook: pip install maileroo-cli", pytrace=False)
    return post_alone(url, capture, sign)


def post_with_mhook(receiver, capture, sign):
    path = os.environ.get("WEBHOOK_PATH", "/webhook")
    request = WebhookRequest.of(path, headers_of(capture, sign), capture.body)
    try:
        attempt = send(request, to=receiver, path=path, timeout=TIMEOUT)
    except MhookError as error:
        pytest.fail(f"{receiver}: {error}", pytrace=False)
    if attempt.status is None or attempt.traceback:
        reason = attempt.traceback or f"{receiver} gave no answer: {attempt.outcome}"
        pytest.fail(reason, pytrace=False)
    return attempt.status


def post_alone(url, capture, sign):
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname, parts.port, timeout=TIMEOUT)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.putrequest("POST", target, skip_accept_encoding=True)
        for name, value in headers_of(capture, sign):
            connection.putheader(name, value)
        connection.putheader("Content-Length", str(len(capture.body)))
        connection.endheaders(capture.body)
        return connection.getresponse().status
    except (OSError, HTTPException) as error:
        pytest.fail(f"{url} gave no answer: {error!r}", pytrace=False)
    finally:
        connection.close()


def headers_of(capture, sign):
    if not capture.unsigned:
        return capture.headers
    return [*capture.headers, (SIGNATURE, sign(capture.body))]


def lack(what):
    """Skip a test that cannot run; in CI it fails, or nobody would notice."""
    if os.environ.get("CI"):
        pytest.fail(what, pytrace=False)
    pytest.skip(what)
'''


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
    names, start = CaseNames(), "\n"
    for case in cases:
        record = case.record
        name = names.draw(*peek_event(record.content), record.id, case.causes)
        yield start + _capture(case, name)
        start = ""
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
    lines = ["    Capture(", f"        {text_literal(name)},", *_header_lines(headers), *_body_lines(record.content)]
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

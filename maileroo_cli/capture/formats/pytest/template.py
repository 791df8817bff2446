"""What stands before and after the captures in a file of tests. It needs pytest, and uses mhook where that is there.

No failure shows a secret or a signature, also where pytest shows the values of variables: no frame that can be shown
holds one.
"""

from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER

START = f'''"""Webhooks that mhook captured, posted byte for byte to the receiver under test.

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

A capture whose signature was left out (unsigned=True) is signed when the tests run,
with the secret in MAILEROO_WEBHOOK_SECRET. For an application it is that of the fixture
maileroo_secret, where mhook's plugin for pytest is loaded.
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

END = ''']


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
    secret = os.environ.get("MAILEROO_WEBHOOK_SECRET")
    has_plugin = request.config.pluginmanager.hasplugin("maileroo")
    if has_plugin and os.environ.get("WEBHOOK_APP"):
        secret = request.getfixturevalue("maileroo_secret")

    def sign_body(body):
        if not secret:
            lack("no secret is there to sign this capture: set MAILEROO_WEBHOOK_SECRET")
        key = secret.encode("utf-8", "surrogateescape")
        return hmac.new(key, body, hashlib.sha256).hexdigest()

    return sign_body


def post(capture, sign):
    """Post a capture to the receiver and return the status of its answer."""
    url, app = os.environ.get("WEBHOOK_URL"), os.environ.get("WEBHOOK_APP")
    if url and app:
        pytest.fail("WEBHOOK_URL and WEBHOOK_APP are both set: set one", pytrace=False)
    if url and not url.startswith(("http://", "https://")):
        pytest.fail("WEBHOOK_URL has to begin with http:// or https://", pytrace=False)
    if not url and not app:
        lack(
            "no receiver is named: set WEBHOOK_URL=http://localhost:8000/webhook, "
            "or WEBHOOK_APP=package.module:app"
        )
    if send:
        return post_with_mhook(url or app, capture, sign)
    if app:
        pytest.fail("WEBHOOK_APP needs mhook: pip install maileroo-cli", pytrace=False)
    return post_alone(url, capture, sign)


def post_with_mhook(receiver, capture, sign):
    path = os.environ.get("WEBHOOK_PATH", "/webhook")
    request = WebhookRequest.of(path, headers_of(capture, sign), capture.body)
    try:
        attempt = send(
            request, to=receiver, path=path, timeout=TIMEOUT, raise_exceptions=False
        )
    except MhookError as error:
        problem = str(error)
    else:
        if attempt.status is not None and not attempt.traceback:
            return attempt.status
        problem = attempt.traceback or f"{receiver} gave no answer: {attempt.outcome}"
    pytest.fail(problem, pytrace=False)


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
        problem = repr(error)
    finally:
        connection.close()
    pytest.fail(f"{url} gave no answer: {problem}", pytrace=False)


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

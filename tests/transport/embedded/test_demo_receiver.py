"""The embedded receiver: it answers by the signature, and keeps each request as it came."""

import http.client
from urllib.parse import urlsplit

import pytest

from maileroo_cli.transport.embedded.demo_receiver import DemoReceiver
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import sign

SECRETS = [Secret("new"), Secret("old")]


def post(url: str, body: bytes, *headers: tuple[str, str]) -> tuple[int, bytes]:
    """Post a body with these headers alone, and return the status and body of the answer."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    try:
        connection.putrequest("POST", parts.path, skip_accept_encoding=True)
        for name, value in (("Content-Length", str(len(body))), *headers):
            connection.putheader(name, value)
        connection.endheaders(body)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize("secret", ["new", "old"])
def test_signed(secret: str) -> None:
    """A request that is signed with one of its secrets gets 200."""
    with DemoReceiver(SECRETS) as receiver:
        assert post(receiver.url, b"\xff{}", ("X-Maileroo-Signature", sign(b"\xff{}", secret))) == (200, b"ok\n")


@pytest.mark.parametrize("value", [None, "", "0" * 64, sign(b"{}", "other"), "\xe9"])
def test_not_signed(value: str | None) -> None:
    """Any other gets 401, whatever stands in the header."""
    headers = [] if value is None else [("x-maileroo-signature", value)]
    with DemoReceiver(SECRETS) as receiver:
        assert post(receiver.url, b"{}", *headers) == (401, b"bad signature\n")


def test_captured() -> None:
    """Requests are kept in order, headers with their case, order and duplicates, bodies byte for byte."""
    with DemoReceiver(SECRETS) as receiver:
        post(receiver.url, b"\x00\xff", ("X-B", "1"), ("x-a", "2"), ("X-B", "3"))
        post(receiver.url, b"")
        first, second = receiver.captured
    assert (first.id, second.id) == ("request-1", "request-2")
    assert (first.method, first.target, first.content, second.content) == ("POST", "/webhook", b"\x00\xff", b"")
    assert [pair for pair in first.headers if pair[0].lower().startswith("x-")] == [
        ("X-B", "1"),
        ("x-a", "2"),
        ("X-B", "3"),
    ]
    assert first.time.endswith("Z")

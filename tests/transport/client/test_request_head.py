"""Tests of maileroo_cli.transport.client.request_head."""

import pytest

from maileroo_cli.errors import UsageError
from maileroo_cli.transport.client.request_head import encode_head
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.webhook.signing.request import Request

TARGET = parse_target("http://example.com/webhook")


def encode(headers: tuple[tuple[str, str], ...] = (), method: str = "POST", body: bytes = b"abc") -> bytes:
    """Encode the head of a request to the target."""
    return encode_head(Request(method, TARGET.url, headers, body), TARGET)


def test_least() -> None:
    """Without headers only Host and Content-Length are sent."""
    assert encode() == b"POST /webhook HTTP/1.1\r\nHost: example.com\r\nContent-Length: 3\r\n\r\n"


def test_given_ones() -> None:
    """A Host and a Content-Length that are given stay where and as they are."""
    headers = (("a", "1"), ("content-LENGTH", "3"), ("HOST", "other.test"), ("a", "2"))
    expected = b"PUT /webhook HTTP/1.1\r\na: 1\r\ncontent-LENGTH: 3\r\nHOST: other.test\r\na: 2\r\n\r\n"
    assert encode(headers, "PUT") == expected


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("", "a", "not a header name"),
        ("a b", "a", "not a header name"),
        ("a:", "a", "not a header name"),
        ("ä", "a", "not a header name"),
        ("X-A", "sesame\r\nX-B: 1", "X-A holds a line break"),
        ("X-A", "sesame\x00", "X-A holds a line break or a NUL"),
        ("Transfer-Encoding", "chunked", "Transfer-Encoding cannot be set"),
        ("Content-Length", "4", "is not the body's 3 bytes"),
    ],
)
def test_refused(name: str, value: str, words: str) -> None:
    """A header that HTTP cannot carry, or that would leave the receiver waiting, is refused without its value."""
    with pytest.raises(UsageError) as raised:
        encode(((name, value),))
    assert words in str(raised.value)
    assert "sesame" not in str(raised.value)


def test_method() -> None:
    """A method that is no token is refused."""
    with pytest.raises(UsageError, match="not an HTTP method"):
        encode(method="PO ST")

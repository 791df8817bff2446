"""A signed request as an object: its parts, its headers by name, and what is not shown of it."""

import urllib.request
from typing import Any

import httpx
import pytest

from maileroo_cli import BadSignature, WebhookRequest, sign, sign_request
from maileroo_cli.library.headers import WireText
from maileroo_cli.webhook.signing.request import Request

HEADER = "x-maileroo-signature"


def test_parts() -> None:
    """Method, URL, path and body are there as every client takes them."""
    request = sign_request(b"\xff", "secret", "https://example.com:8443/hooks/a?b=1&c=%20")
    assert (request.method, request.url) == ("POST", "https://example.com:8443/hooks/a?b=1&c=%20")
    assert (request.path, request.body) == ("/hooks/a?b=1&c=%20", b"\xff")
    assert dict(request.headers) == {
        "Content-Type": "application/json",
        "User-Agent": request.headers["User-Agent"],
        HEADER: sign(b"\xff", "secret"),
    }
    assert tuple(request.headers.items()) == request.header_pairs == request.raw.headers


@pytest.mark.parametrize(
    ("url", "path"),
    [("/hook?a=b", "/hook?a=b"), ("http://localhost", "/"), ("http://[::1]:80/x", "/x")],
)
def test_paths(url: str, path: str) -> None:
    """A path alone is one on localhost; a URL without a path has the root."""
    request = sign_request(b"", "secret", url)
    assert request.path == path
    assert request.url.startswith("http://")


def test_headers_of_ones_own() -> None:
    """Further headers are added, and replace ours of the same name."""
    request = sign_request(b"", "secret", headers={"content-type": "text/plain", "X-A": "1"})
    assert [name for name, _ in request.header_pairs] == ["User-Agent", HEADER, "content-type", "X-A"]
    twice = sign_request(b"", "secret", headers=[("X-A", "1"), ("x-a", "2")])
    assert (twice.headers["X-A"], len(twice.header_pairs)) == ("1, 2", 5)


def test_a_header_that_comes_twice_is_joined() -> None:
    """As HTTP servers hand it on: neither the first nor the last, but both."""
    request = sign_request(b"{}", "secret", bad="doubled")
    first, second = [value for name, value in request.header_pairs if name == HEADER]
    assert request.headers[HEADER] == f"{first}, {second}"


def test_nothing_secret_is_shown() -> None:
    """No repr holds the signature, a secret in its place, or a token in the URL."""
    request = sign_request(b"{}", "canary-3f7a", "http://localhost/hook?token=canary-3f7a", bad="secret-itself")
    assert request.headers[HEADER] == "canary-3f7a"
    shown = [repr(request), repr(request.headers), repr([request]), f"{request}", repr(request.headers.copy)]
    shown += [repr(dict(request.headers)), repr(request.header_pairs), repr(request.raw.headers)]
    assert not any("canary" in text for text in shown)
    assert repr(sign_request(b"{}", "secret")) == "WebhookRequest(POST http://localhost/webhook, 2 bytes)"
    assert sign(b"{}", "secret") not in repr(sign_request(b"{}", "secret").headers)


def test_a_request_is_a_value() -> None:
    """It is equal to its like, and its headers are a new dict each time."""
    request = sign_request(b"{}", "secret")
    assert request == sign_request(b"{}", "secret") == WebhookRequest(request.raw)
    request.headers.clear()
    assert HEADER in request.headers
    captured = WebhookRequest(Request("PUT", "/webhook", (), b""))
    assert (captured.method, captured.url, captured.path, captured.headers) == ("PUT", "/webhook", "/webhook", {})


@pytest.mark.parametrize("bad", BadSignature)
def test_every_bad_signature_can_be_sent(bad: BadSignature) -> None:
    """No client refuses a header that a receiver has to refuse, whatever encoding it would write."""
    request = sign_request(b"{}", "secret", bad=bad)
    sent = httpx.Request("POST", request.url, headers=request.headers, content=request.body)
    assert sent.headers.raw[-2:]
    for name, value in request.headers.items():
        for encoding in ("ascii", "latin-1", "utf-8"):
            assert value.encode(encoding) == value.encode(), name
    assert urllib.request.Request(request.url, data=request.body, headers=request.headers).data == b"{}"


def test_a_text_beyond_ascii_goes_out_as_utf_8() -> None:
    """As our own client sends it."""
    value: Any = sign_request(b"{}", "secret", bad="non-ascii").headers[HEADER]
    assert isinstance(value, WireText)
    assert value.encode("ascii") == str(value).encode("utf-8")
    assert value.startswith("\u00e9")

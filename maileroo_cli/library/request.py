"""A signed request as an object that goes into any test client, or out to a receiver. Nothing is sent from here."""

from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlsplit

from maileroo_cli.capture.head import as_sent
from maileroo_cli.errors import UsageError
from maileroo_cli.library.argument.checking import wrong
from maileroo_cli.library.headers import HeadersLike, header_pairs, join_headers, signed_headers
from maileroo_cli.webhook.signing.request import METHOD, Request, masked_headers
from maileroo_cli.webhook.signing.signature import SecretLike, as_secret
from maileroo_cli.webhook.signing.tamper import BadSignature, BadSignatureName
from maileroo_cli.webhook.text.shown import show

DEFAULT_URL = "http://localhost/webhook"


@dataclass(frozen=True, slots=True, repr=False)
class WebhookRequest:
    """One request as Maileroo would send it, for any HTTP client.

    >>> request = sign_request(b"{}", "secret", url="https://example.com/hooks?from=maileroo")
    >>> request.method, request.path
    ('POST', '/hooks?from=maileroo')
    >>> request
    WebhookRequest(POST https://example.com/hooks, 2 bytes)

    Neither the signature nor the query is in its ``repr``. ``raw`` holds method, URL, headers and body as they were
    made.
    """

    raw: Request

    def __post_init__(self) -> None:
        object.__setattr__(self, "raw", replace(self.raw, headers=masked_headers(self.raw.headers)))

    @classmethod
    def of(cls, url: str, headers: HeadersLike, body: bytes) -> Self:
        """Make a request of its parts as they are, such as one that was captured: nothing is signed.

        >>> WebhookRequest.of("/webhook", {"Content-Type": "application/json"}, b"{}")
        WebhookRequest(POST http://localhost/webhook, 2 bytes)

        Values of ``headers`` are latin-1, as HTTP libraries give them. A ``body`` that is not bytes, a wrong ``url`` or
        header raises :class:`UsageError`.
        """
        if not isinstance(body, bytes | bytearray | memoryview):
            raise wrong("body", body, "give its bytes")
        return cls(Request(METHOD, _absolute(url), as_sent(header_pairs(headers)), bytes(body)))

    @property
    def method(self) -> str:
        """``POST``, unless it was captured with another one."""
        return self.raw.method

    @property
    def url(self) -> str:
        """The absolute URL."""
        return self.raw.url

    @property
    def path(self) -> str:
        """The path and the query, as the test client of an application takes it."""
        parts = urlsplit(self.raw.url)
        return f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"

    @property
    def headers(self) -> dict[str, str]:
        """The headers by name: a new dict each time. What comes twice is joined by a comma, as HTTP servers join it.

        The signature is not in its ``repr``, nor in that of its own value.
        """
        return join_headers(self.raw.headers)

    @property
    def header_pairs(self) -> tuple[tuple[str, str], ...]:
        """The headers in their order; what comes twice is there twice. No ``repr`` shows the signature."""
        return self.raw.headers

    @property
    def body(self) -> bytes:
        """The exact bytes that are signed."""
        return self.raw.body

    def __repr__(self) -> str:
        url = self.raw.url.partition("?")[0]
        return f"WebhookRequest({show(self.method)} {show(url)}, {len(self.body)} bytes)"


def sign_request(
    body: bytes,
    secret: SecretLike,
    url: str = DEFAULT_URL,
    bad: BadSignature | BadSignatureName | str | None = None,
    headers: HeadersLike = (),
) -> WebhookRequest:
    r"""Return the signed request of any ``body``, JSON or not.

    >>> from maileroo_cli import encode, verify
    >>> request = sign_request(encode({"event_type": "archived"}), "secret", headers={"X-Test": "1"})
    >>> verify(request.body, request.headers["x-maileroo-signature"], "secret").valid
    True
    >>> list(sign_request(b"\xff", "secret", bad="missing").headers)
    ['Content-Type', 'User-Agent']

    ``url`` is absolute, or a path on ``http://localhost``. ``bad`` names what is wrong with the signature, as
    :class:`BadSignature` has it. ``headers``, a mapping or pairs, are added; one of the same name replaces ours. A
    ``body`` that is not bytes, a wrong ``url``, ``bad`` or header raises :class:`UsageError`; so does an empty secret.
    """
    __tracebackhide__ = True
    secret = as_secret(secret)
    return WebhookRequest(Request(METHOD, _absolute(url), signed_headers(body, secret, bad, headers), bytes(body)))


def _absolute(url: object) -> str:
    if isinstance(url, str):
        if url.startswith("/") and not url.startswith("//"):
            return f"http://localhost{url}"
        if _is_absolute(url):
            return url
    raise UsageError(f"the URL cannot be {show(repr(url))}", f"write it like {DEFAULT_URL}, or a path like /webhook")


def _is_absolute(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False

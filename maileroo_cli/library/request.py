"""A signed request as an object that goes into any test client. Nothing is sent from here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import urlsplit

from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.signing.request import METHOD, Headers, Request, webhook_headers
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER, SecretLike, as_secret, sign
from maileroo_cli.webhook.signing.tamper import BadSignature, find_bad_signature, tamper

MASKED = "********"

HeadersLike: TypeAlias = Mapping[str, str] | Iterable[tuple[str, str]]

DEFAULT_URL = "http://localhost/webhook"


class RequestHeaders(dict[str, str]):
    """Headers by name, each once; shown without the signature, which may hold the secret itself."""

    def __repr__(self) -> str:
        return repr({name: MASKED if name.lower() == SIGNATURE_HEADER else value for name, value in self.items()})


@dataclass(frozen=True, slots=True, repr=False)
class WebhookRequest:
    """One request as Maileroo would send it; ``raw`` holds it as ordered pairs and exact bytes."""

    raw: Request

    @property
    def method(self) -> str:
        """``POST``."""
        return self.raw.method

    @property
    def url(self) -> str:
        """The absolute URL."""
        return self.raw.url

    @property
    def path(self) -> str:
        """The path with the query, as a test client takes it."""
        parts = urlsplit(self.raw.url)
        return f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"

    @property
    def headers(self) -> dict[str, str]:
        """The headers by name, a new dict each time; what comes twice is joined by a comma and a space."""
        return join_headers(self.raw.headers)

    @property
    def header_pairs(self) -> tuple[tuple[str, str], ...]:
        """The headers in their order, with what comes twice."""
        return self.raw.headers

    @property
    def body(self) -> bytes:
        """The very bytes that were signed."""
        return self.raw.body

    def __repr__(self) -> str:
        return f"WebhookRequest({self.method} {self.url}, {len(self.body)} bytes)"


def sign_request(
    body: bytes, secret: SecretLike, url: str, bad: BadSignature | str | None, headers: HeadersLike
) -> WebhookRequest:
    """Return the request that carries ``body``; with ``bad`` its signature is wrong in that way."""
    return WebhookRequest(Request(METHOD, _absolute(url), signed_headers(body, secret, bad, headers), body))


def signed_headers(
    body: bytes, secret: SecretLike, bad: BadSignature | str | None, headers: HeadersLike = ()
) -> Headers:
    """Return the headers of a body: content type, our name, and the signature; ``headers`` replace or follow these."""
    values = (sign(body, secret),) if bad is None else tamper(find_bad_signature(bad), body, as_secret(secret))
    extra = headers.items() if isinstance(headers, Mapping) else headers
    return webhook_headers(values, tuple((str(name), str(value)) for name, value in extra))


def join_headers(pairs: Headers) -> dict[str, str]:
    """Return headers by name; what comes twice is joined as HTTP joins it."""
    joined = RequestHeaders()
    names: dict[str, str] = {}
    for name, value in pairs:
        known = names.setdefault(name.lower(), name)
        joined[known] = f"{joined[known]}, {value}" if known in joined else value
    return joined


def _absolute(url: str) -> str:
    if url.startswith("/") and not url.startswith("//"):
        return f"http://localhost{url}"
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise UsageError(f"{url!r} is not a URL", f"write it like {DEFAULT_URL}, or a path like /webhook")
    return url

"""A request as ordered pairs and exact bytes, before it is sent or after it arrived. Nothing is sent from here."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from maileroo_cli.version import __version__
from maileroo_cli.webhook.signing.secret import MASK
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER

Headers: TypeAlias = tuple[tuple[str, str], ...]

METHOD = "POST"
CONTENT_TYPE = "application/json"
USER_AGENT = f"mhook/{__version__}"
"""Maileroo's own is unknown, so requests from here say honestly who made them."""


HOP_BY_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
"""Headers that belong to one connection and are not passed on (RFC 9110, section 7.6.1)."""

NAME_CHARACTER = r"[!#$%&'*+.^_`|~0-9A-Za-z-]"
TOKEN = re.compile(f"{NAME_CHARACTER}+")
"""What a method and the name of a header are (RFC 9110, section 5.6.2)."""

_OWN = HOP_BY_HOP | {"host", "content-length", "expect"}


class SignatureText(str):
    """The value of the signature's header, as text whose ``repr`` is a mask: a wrong one may be the secret itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        return repr(MASK)


@dataclass(frozen=True, slots=True, repr=False)
class Request:
    """One HTTP request: ``url`` is absolute when it is to be sent, a path when it was received.

    ``headers`` keep their order, case and duplicates; ``body`` is the very object that was signed. The signature is not
    in its ``repr``.
    """

    method: str
    url: str
    headers: Headers
    body: bytes

    def __repr__(self) -> str:
        headers = masked_headers(self.headers)
        return f"Request(method={self.method!r}, url={self.url!r}, headers={headers!r}, body={self.body!r})"


def masked_headers(headers: Headers) -> Headers:
    """Return the same headers, of which no ``repr`` shows the signature."""
    return tuple((name, SignatureText(value) if name.lower() == SIGNATURE_HEADER else value) for name, value in headers)


def header_values(headers: Iterable[tuple[str, str]], name: str) -> list[str]:
    """Return every value of the header ``name`` in order; names compare without case."""
    wanted = name.lower()
    return [value for key, value in headers if key.lower() == wanted]


def end_to_end(headers: Headers) -> Headers:
    """Return what goes along when a request is sent again: not what belongs to one connection, nor what frames it."""
    options = {name.strip().lower() for value in header_values(headers, "connection") for name in value.split(",")}
    return tuple((name, value) for name, value in headers if name.lower() not in _OWN | options)


def webhook_headers(signatures: Iterable[str], extra: Headers = ()) -> Headers:
    """Return the headers of a webhook: content type and signature (official), and our own name.

    ``signatures`` holds one value; several or none make a broken request on purpose. A header in ``extra`` replaces
    one of ours of the same name, the others are added after them.
    """
    replaced = {name.lower() for name, _ in extra}
    ours = (("Content-Type", CONTENT_TYPE), ("User-Agent", USER_AGENT))
    kept = [pair for pair in ours if pair[0].lower() not in replaced]
    if SIGNATURE_HEADER not in replaced:
        kept += [(SIGNATURE_HEADER, value) for value in signatures]
    return (*kept, *extra)

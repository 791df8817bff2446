"""Captures as requests that are sent again: the same bytes and signature, or signed anew.

They are sent by ``transport.client``.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from maileroo_cli.capture.entry import Capture
from maileroo_cli.capture.head import as_sent
from maileroo_cli.webhook.signing.request import TOKEN, Headers, Request, end_to_end
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER


class ResendSigning(NamedTuple):
    """How captured requests are signed: ``values`` makes the values of the signature's header for a body.

    With ``missing`` only those that have no signature are signed.
    """

    values: Callable[[bytes], tuple[str, ...]]
    missing: bool = False


class ResendBuilder:
    """Makes requests to ``url``; with ``sign`` the signature is that of the body under another secret.

    ``headers`` are added, or replace those of the same name. ``malformed`` counts captures that are left out, since
    what arrived is not a complete request, or none that HTTP can carry.
    """

    def __init__(
        self,
        url: str,
        sign: Callable[[bytes], str] | None = None,
        *,
        signing: ResendSigning | None = None,
        headers: Headers = (),
    ) -> None:
        self._url = url
        self._signing = signing if sign is None else ResendSigning(lambda body: (sign(body),))
        self._extra = headers
        self._replaced = frozenset(name.lower() for name, _ in headers)
        self.malformed = 0

    def requests(self, captures: Iterable[Capture]) -> Iterator[tuple[Request, str, str]]:
        """Yield each request with the type and id of its event."""
        for capture in captures:
            request = self.request(capture)
            if request is not None:
                yield request, capture.entry.event_type, capture.entry.event_id

    def request(self, capture: Capture) -> Request | None:
        """Return the request that a capture becomes, or ``None`` where it is left out."""
        entry, body = capture.entry, capture.content.body
        if not entry.is_whole or not can_be_sent(entry.method, capture.headers):
            self.malformed += 1
            return None
        return Request(entry.method, self._url, self._headers(capture.headers, body), body)

    def _headers(self, headers: Headers, body: bytes) -> Headers:
        kept = list(sent_headers(headers))
        if self._signing is not None and not (self._signing.missing and has_signature(headers)):
            kept = list(signed_anew(kept, self._signing.values(body)))
        return (*(pair for pair in kept if pair[0].lower() not in self._replaced), *self._extra)


def sent_headers(headers: Headers) -> Headers:
    """Return the headers of a captured request that go along when it is sent again."""
    return as_sent(end_to_end(headers))


def can_be_sent(method: str, headers: Headers) -> bool:
    """Tell whether HTTP can carry what a file held as the head of a request."""
    if TOKEN.fullmatch(method) is None:
        return False
    return not any(sign in value for _, value in headers for sign in ("\n", "\r", "\0"))


def has_signature(headers: Headers) -> bool:
    """Tell whether a request came with a signature, whatever it is worth."""
    return any(name.lower() == SIGNATURE_HEADER for name, _ in headers)


def signed_anew(headers: Iterable[tuple[str, str]], signatures: tuple[str, ...]) -> Headers:
    """Return the headers with the new signature in the place of the first old one, else at the end."""
    new = [(SIGNATURE_HEADER, value) for value in signatures]
    signed: list[tuple[str, str]] = []
    for name, value in headers:
        if name.lower() != SIGNATURE_HEADER:
            signed.append((name, value))
        else:
            signed += [(name, value) for _, value in new]
            new = []
    return (*signed, *new)

"""Captures as requests that are sent again: the same bytes and signature, or signed anew.

They are sent by ``transport.client``.
"""

from collections.abc import Callable, Iterable, Iterator

from maileroo_cli.capture.entry import Capture
from maileroo_cli.webhook.signing.request import TOKEN, Headers, Request, end_to_end
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER


class ResendBuilder:
    """Makes requests to ``url``; with ``sign`` the signature is that of the body under another secret.

    ``malformed`` counts captures that are left out, since what arrived is no whole request, or
    none that HTTP can carry.
    """

    def __init__(self, url: str, sign: Callable[[bytes], str] | None = None) -> None:
        self._url = url
        self._sign = sign
        self.malformed = 0

    def requests(self, captures: Iterable[Capture]) -> Iterator[tuple[Request, str, str]]:
        """Yield each request with the type and id of its event."""
        for capture in captures:
            entry, body = capture.entry, capture.content.body
            if not entry.is_whole or not _can_be_sent(entry.method, capture.headers):
                self.malformed += 1
                continue
            request = Request(entry.method, self._url, self._headers(capture.headers, body), body)
            yield request, entry.event_type, entry.event_id

    def _headers(self, headers: Headers, body: bytes) -> Headers:
        kept = [(name, _as_sent(value)) for name, value in end_to_end(headers)]
        return tuple(kept) if self._sign is None else _signed(kept, self._sign(body))


def _can_be_sent(method: str, headers: Headers) -> bool:
    """Tell whether HTTP can carry what a file held as the head of a request."""
    if TOKEN.fullmatch(method) is None:
        return False
    return not any(sign in value for _, value in headers for sign in ("\n", "\r", "\0"))


def _signed(headers: list[tuple[str, str]], signature: str) -> Headers:
    """Return the headers with the one new signature in the place of the first old one, else at the end."""
    signed: list[tuple[str, str]] = []
    pending = True
    for name, value in headers:
        if name.lower() != SIGNATURE_HEADER:
            signed.append((name, value))
        elif pending:
            signed.append((name, signature))
            pending = False
    return (*signed, (SIGNATURE_HEADER, signature)) if pending else tuple(signed)


def _as_sent(value: str) -> str:
    """Return text that is sent as the bytes that arrived: captured ones were read as latin-1, sent ones are UTF-8."""
    return value if value.isascii() else value.encode("latin-1").decode("utf-8", "surrogateescape")

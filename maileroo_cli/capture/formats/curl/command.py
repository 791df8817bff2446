"""A request as a line of shell that sends it with curl: the same bytes, the same headers. Nothing is sent from here."""

import re
import shlex
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from maileroo_cli.capture.formats.curl.shell_word import decoder, plain_text, quote_bytes
from maileroo_cli.capture.head import to_wire
from maileroo_cli.capture.reservation import SIGNATURE_LEFT_OUT
from maileroo_cli.errors import InputError, UsageError
from maileroo_cli.webhook.signing.request import Headers, end_to_end, header_values
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER

if TYPE_CHECKING:
    from maileroo_cli.capture.record import CaptureRecord

_ADDED = ("User-Agent", "Accept", "Content-Type")
"""Headers that curl adds of its own accord where a request has none of that name."""

_GLOB = re.compile(r"[\[\]{}]")
_DOT_PATH = re.compile(r"/\.{1,2}(?:/|\?|#|$)")
_MARK = re.compile(r"#mhook-([0-9a-f]{16})$")
_EXPECTS_ABOVE = 1024
"""Above so many bytes some versions of curl ask first with Expect: 100-continue."""


class CurlData(NamedTuple):
    """The body as curl is given it: what stands before the command, and the argument of ``--data-binary``."""

    prefix: str
    argument: str


def write_curl(record: "CaptureRecord", url: str) -> str:
    """Return one line of POSIX shell that sends the record's method, headers and body to ``url`` with curl.

    Headers keep their order, duplicates and empty values. Host, Content-Length and what belongs to one connection are
    left to curl, which adds nothing else; a signature that was left out is named as a header that curl is to leave out,
    which keeps that there was one. What HTTP or a shell cannot hold raises ``InputError``; a ``url`` that is
    none of HTTP's raises ``UsageError``.
    """
    from maileroo_cli.capture.formats.http.head import check_head

    if not url.lower().startswith(("http://", "https://")):
        raise UsageError(f"{url!r} is not a URL to send to", "write it like http://localhost:8000/webhook")
    headers, body = end_to_end(record.headers), record.content
    lines = [f"{record.method} / HTTP/1.1", *(f"{name}: {value}" for name, value in headers)]
    check_head(lines, headers)
    if any("\0" in line for line in lines):
        raise InputError("a header holds a NUL, which a program's arguments cannot", "export in another format")
    absent = tuple(name for name in _ADDED if not header_values(headers, name))
    if record.anomaly == SIGNATURE_LEFT_OUT:
        absent = (*absent, SIGNATURE_HEADER)
    data = curl_data(body) if body or record.method in {"POST", "PUT", "PATCH"} else None
    return curl_line(record.method, url, headers, data, len(body), absent)


def mark_url(url: str, identity: str) -> str:
    """Return a URL that names a capture behind ``#``, which is never sent: in a shell a comment could do harm."""
    marked = f"{url}#mhook-{identity}"
    return marked if "#" not in url and _MARK.search(marked) else url


def marked_id(url: str) -> str:
    """Return the id that :func:`mark_url` wrote, if any."""
    found = _MARK.search(url)
    return found[1] if found else ""


def curl_data(body: bytes) -> CurlData:
    """Return how curl is given ``body``: as an argument where a terminal can show it, else through a pipe."""
    text = plain_text(body)
    if text is not None and not text.startswith("@"):
        return CurlData("", shlex.quote(text))
    return CurlData(decoder(body), "@-")


def sent_headers(headers: Headers) -> Headers:
    """Return headers that are sent as UTF-8 in the form in which a capture holds them, a character for each byte."""
    return tuple((name, value.encode("utf-8", "surrogateescape").decode("latin-1")) for name, value in headers)


def curl_line(
    method: str, url: str, headers: Headers, data: CurlData | None, size: int, absent: Iterable[str] = ()
) -> str:
    """Return the line. ``size`` is that of the body in bytes; ``absent`` names headers that curl must not add."""
    words = ["curl", "-sS", "-i"]
    words += ["-g"] if _GLOB.search(url) else []
    words += ["--path-as-is"] if _DOT_PATH.search(url) else []
    words += ["-I"] if method == "HEAD" and data is None else ["-X", shlex.quote(method)]
    words.append(shlex.quote(url))
    words += [f"-H {_header(name, value)}" for name, value in headers]
    words += [f"-H {name}:" for name in (*absent, *(["Expect"] if size > _EXPECTS_ABOVE else []))]
    words += ["--data-binary", data.argument] if data is not None else []
    return (data.prefix if data is not None else "") + " ".join(words)


def _header(name: str, value: str) -> str:
    """Return the word of one header; curl takes an empty value for a wish to leave the header out."""
    return quote_bytes(to_wire(f"{name}: {value}" if value.strip() else f"{name};"))

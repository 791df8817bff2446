"""Which bytes a HAR's request had: HAR keeps text, and not every body is text.

The length that a request's own headers give is what tells whether the text still holds the bytes. ``bodySize`` is
the weaker witness: Firefox counts UTF-16 units in it, and Chrome computes it from the text.
"""

import re
from binascii import Error as Base64Error
from binascii import a2b_base64
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from maileroo_cli.capture.check.readings import json_end
from maileroo_cli.webhook.signing.request import Headers, header_values

if TYPE_CHECKING:
    from maileroo_cli.capture.formats.har.entry import HarRequest

_REPLACEMENT = "\ufffd"
_GONE = re.compile(
    r"truncat|omit|discard|not (?:been )?(?:included|saved|stored|available|shown|recorded|captured)"
    r"|too (?:large|big|long)|incomplete|unavailable|binary data|\[object Object\]|redacted|removed",
    re.IGNORECASE,
)
_QUOTE_LIMIT = 100
_LARGEST = 1 << 20
_WITHOUT_BODY = ("GET", "HEAD", "OPTIONS")
_NOT_THERE = "the file neither holds the body nor says how long it was"
_LATIN_1 = "the text is latin-1: only then does its length match its Content-Length"
_SURROGATES = "bytes that are not UTF-8 were kept as lone surrogates, which tell their values"
_UNMARKED = "the text is base64, although the file does not say so: only then does its length match its Content-Length"


@dataclass(frozen=True, slots=True)
class HarBody:
    """The bytes of a request; ``whole`` is false where they are not those that were sent, and ``notes`` say why.

    ``doubt`` says why they may be others all the same.
    """

    content: bytes
    notes: tuple[str, ...] = ()
    whole: bool = True
    doubt: str = ""


def body_of(request: "HarRequest", headers: Headers, length: int | None, *, signed: bool = False) -> HarBody | None:
    """Return the body of a request whose Content-Length is ``length``, or ``None`` where it has none at all.

    One that is ``signed`` had a body, unless the file says that it was empty.
    """
    post, other = request.post_data, request.content
    if post is not None and post.text:
        encoding = post.encoding or post.custom_encoding
        return _encoded(post.text, encoding, length) if encoding else _text(request, post.text, headers, length)
    if other is not None and other.text:
        return _encoded(other.text, other.encoding or "", length)
    reason = _why_missing(request, length, signed=signed)
    return _lost(reason, _of_params(request)) if reason else None


def _lost(reason: str, content: bytes = b"") -> HarBody:
    return HarBody(content, (reason,), whole=False)


def _of_params(request: "HarRequest") -> bytes:
    """Return the body that the fields of a form make, which may be the one that was sent."""
    post = request.post_data
    params = post.params if post is not None and isinstance(post.params, list) else []
    pairs = [(one["name"], one.get("value")) for one in params if isinstance(one, dict) and "name" in one]
    texts = [(str(name), "" if value is None else str(value)) for name, value in pairs]
    if not texts:
        return b""
    if post is not None and "json" not in (post.mime_type or "").lower() and not texts[0][0].startswith(("{", "[")):
        return urlencode(texts, errors="replace").encode()
    return "&".join(f"{name}={value}" if value else name for name, value in texts).encode("utf-8", "replace")


def _why_missing(request: "HarRequest", length: int | None, *, signed: bool) -> str:
    """Return why a request without text has no body here, or nothing where it had none."""
    post = request.post_data
    if post is not None and post.params:
        return "the body was kept as separate fields (params), not as bytes"
    if post is not None and post.file:
        return f"the body is in another file ({post.file[:_QUOTE_LIMIT]!r})"
    if request.body_status:
        return f"the body was left out ({request.body_status[:_QUOTE_LIMIT]!r})"
    size = length if length is not None else request.body_size
    if not isinstance(size, int) or size < 0:
        return _NOT_THERE if signed and request.method not in _WITHOUT_BODY else ""
    if not size:
        return ""
    comment = _comment(request)
    return f"the body of {size} bytes is missing{f', and the file says {comment}' if comment else ''}"


def _comment(request: "HarRequest") -> str:
    post = request.post_data
    comment = (post.comment if post is not None else None) or request.comment
    return repr(comment[:_QUOTE_LIMIT]) if comment else ""


def _encoded(text: str, encoding: str, length: int | None) -> HarBody:
    if encoding.lower() != "base64":
        return _lost(f"the body has the encoding {encoding[:_QUOTE_LIMIT]!r}, which is unknown")
    try:
        content = a2b_base64("".join(text.split()).encode(), strict_mode=True)
    except (Base64Error, ValueError):
        return _lost("the body should be base64, but is not")
    if length not in {None, len(content)}:
        return _lost(f"the body has {len(content)} bytes, but its Content-Length says {length}", content)
    return HarBody(content)


def _text(request: "HarRequest", text: str, headers: Headers, length: int | None) -> HarBody:
    """Return the bytes of a text. Where a length was sent it decides; else the text has to be above suspicion."""
    try:
        content = text.encode()
    except UnicodeEncodeError:
        return _surrogates(text, length)
    if length == len(content):
        return HarBody(content)
    if len(text) <= _QUOTE_LIMIT and _GONE.search(text) and json_end(content) < 0:
        return _lost(f"the file holds {text!r} instead of the body", content)
    if length is None:
        doubt = _doubt(request, text, len(content))
        return _lost(doubt, content) if doubt else HarBody(content, doubt=_half(request, content))
    return _of_length(text, length) or _lost(_why_other_length(request, text, len(content), headers, length), content)


def _doubt(request: "HarRequest", text: str, count: int) -> str:
    """Return why a text of ``count`` bytes may not be what was sent, though no Content-Length says so, or nothing."""
    if _REPLACEMENT in text:
        return "the text holds U+FFFD, which may replace any byte that is not UTF-8"
    comment, size = _comment(request), request.body_size
    if _GONE.search(comment):
        return f"the body may not be whole: the file says {comment}"
    if isinstance(size, int) and size > 0 and size not in {count, len(text.encode("utf-16-le")) // 2}:
        return f"the text has {count} bytes, but the file says {size}"
    return ""


def _half(request: "HarRequest", content: bytes) -> str:
    """Return why JSON without a known length may be the beginning of a body alone, or nothing."""
    size = request.body_size
    known = isinstance(size, int) and size >= 0
    if known or not content.startswith((b"{", b"[")) or len(content) > _LARGEST or json_end(content) >= 0:
        return ""
    return "the text breaks off within its JSON, and the file does not say how long the body was"


def _of_length(text: str, length: int) -> HarBody | None:
    """Return the only other bytes that the text can stand for, if they are as many as were sent."""
    if len(text) == length and text.isascii() is False and max(text) <= "\xff":
        return HarBody(text.encode("latin-1"), (_LATIN_1,))
    try:
        content = a2b_base64(text.encode(), strict_mode=True)
    except (Base64Error, ValueError):
        return None
    return HarBody(content, (_UNMARKED,)) if len(content) == length else None


def _surrogates(text: str, length: int | None) -> HarBody:
    """Return the bytes that mitmproxy names so, which its length has to confirm."""
    try:
        content = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return _lost("the text holds lone surrogates, which do not represent bytes", text.encode("utf-8", "replace"))
    if length == len(content):
        return HarBody(content, (_SURROGATES,))
    reason = "the text holds bytes that are not UTF-8, and no Content-Length confirms that they are the body's"
    return _lost(reason, content)


def _why_other_length(request: "HarRequest", text: str, count: int, headers: Headers, length: int) -> str:
    fact = f"the text has {count} bytes, but its Content-Length says {length}"
    coding = ", ".join(header_values(headers, "content-encoding")).strip()
    if coding and coding.lower() != "identity":
        return f"the body was sent compressed ({coding[:_QUOTE_LIMIT]!r}), but the file holds it decompressed"
    if _REPLACEMENT in text:
        return f"the text holds U+FFFD instead of bytes that are not UTF-8: {fact}"
    comment = _comment(request)
    return f"{fact}, and the file says {comment}" if comment else fact

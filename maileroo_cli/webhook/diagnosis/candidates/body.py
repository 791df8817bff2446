"""The bodies that may have been signed instead of the one at hand: other ends, line endings, encodings and the like.

JSON written anew is in ``reserialisation``. Nothing here is compared with a signature.
"""

import base64
import binascii
import re
import zlib
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from contextlib import suppress

from maileroo_cli.webhook.diagnosis.candidates.reserialisation import reserialise
from maileroo_cli.webhook.diagnosis.finding import Candidate, Finding

FULL_SIZE = 1024 * 1024
"""Up to this size every body is made."""

CHEAP_SIZE = 10 * 1024 * 1024
"""Above this size only the ends of the body are tried."""

MAX_DECOMPRESSED = 10 * 1024 * 1024
"""No body is decompressed to more than this."""

_PLACEHOLDERS = (
    *(b"[object Object]", b"{}", b"null", b"undefined", b"None", b"Array", b"[]", b'""', b"nil", b"true"),
    *(b"[object Promise]", b"[object ReadableStream]", b"<Buffer >", b"map[]", b"body", b"payload"),
)

_SINGLE_BYTE = (("latin-1", "Latin-1"), ("cp1252", "Windows-1252"))

BodyCandidates = Iterator[Candidate]


def body_candidates(body: bytes) -> BodyCandidates:
    """Yield every other body that a simple mistake makes of ``body``, the likeliest first. Never raises.

    A value may come several times, and may be ``body`` itself. Of a large body fewer are made.
    """
    yield from end_candidates(body)
    yield Candidate(b"", (Finding("body-unread"),))
    yield from (Candidate(text, (Finding("body-placeholder", text.decode()),)) for text in _PLACEHOLDERS)
    if len(body) <= CHEAP_SIZE:
        yield from reserialise(body)
        for make in _CHEAP if len(body) > FULL_SIZE else (*_CHEAP, *_FULL):
            yield from make(body)


def end_candidates(body: bytes) -> BodyCandidates:
    """Yield ``body`` with a newline more or less, without outer white space, and with or without byte order mark."""
    yield Candidate(body + b"\n", (Finding("body-newline-added", "LF"),))
    yield Candidate(body + b"\r\n", (Finding("body-newline-added", "CRLF"),))
    for end, name in ((b"\r\n", "CRLF"), (b"\n", "LF")):
        if body.endswith(end):
            yield Candidate(body.removesuffix(end), (Finding("body-newline-removed", name),))
    stripped = body.rstrip(b"\r\n")
    if stripped != body:
        yield Candidate(stripped, (Finding("body-newline-removed", "all of several"),))
    yield Candidate(body.strip(), (Finding("body-space-trimmed"),))
    if body.startswith(BOM_UTF8):
        yield Candidate(body[len(BOM_UTF8) :], (Finding("body-bom-removed"),))
    else:
        yield Candidate(BOM_UTF8 + body, (Finding("body-bom-added"),))


def _line_endings(body: bytes) -> BodyCandidates:
    unix = body.replace(b"\r\n", b"\n")
    if b"\n" in body:
        yield Candidate(unix, (Finding("body-line-endings", "signed with LF"),))
        yield Candidate(unix.replace(b"\n", b"\r\n"), (Finding("body-line-endings", "signed with CRLF"),))
    if b"\r" in body:
        yield Candidate(unix.replace(b"\r", b"\n"), (Finding("body-line-endings", "signed with LF"),))


def _charsets(body: bytes) -> BodyCandidates:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        for name, label in _SINGLE_BYTE:
            yield Candidate(body.decode(name, "replace").encode(), (Finding("body-charset", f"UTF-8 from {label}"),))
        for errors in ("replace", "ignore"):
            yield Candidate(body.decode("utf-8", errors).encode(), (Finding("body-replaced-characters"),))
        yield Candidate(_replaced_each(body), (Finding("body-replaced-characters"),))
        return
    if not text.isascii():
        for name, label in _SINGLE_BYTE:
            yield Candidate(body.decode(name, "replace").encode(), (Finding("body-mojibake", f"read as {label}"),))
            yield Candidate(text.encode(name, "replace"), (Finding("body-charset", label),))
        for errors in ("replace", "ignore"):
            yield Candidate(text.encode("ascii", errors), (Finding("body-replaced-characters", "only ASCII was left"),))
        yield from _normalised(text)
    for name, label in (("utf-16-le", "UTF-16"), ("utf-16-be", "UTF-16, big endian")):
        yield Candidate(text.encode(name), (Finding("body-charset", label),))
        yield Candidate(f"\ufeff{text}".encode(name), (Finding("body-charset", f"{label} with byte order mark"),))


def _replaced_each(body: bytes) -> bytes:
    """Return ``body`` with one U+FFFD for each undecodable byte, as Go does; Python joins some."""
    text = body.decode("utf-8", "surrogateescape")
    return re.sub("[\udc80-\udcff]", "\ufffd", text).encode()


def _normalised(text: str) -> BodyCandidates:
    from unicodedata import normalize

    yield Candidate(normalize("NFC", text).encode(), (Finding("body-normalised", "NFC"),))
    yield Candidate(normalize("NFD", text).encode(), (Finding("body-normalised", "NFD"),))


def _decompressed(body: bytes) -> BodyCandidates:
    if body[:1] in (b"\x1f", b"x"):
        try:
            plain = zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(body, MAX_DECOMPRESSED)
        except zlib.error:
            return
        yield Candidate(plain, (Finding("body-compressed"),))


def _compressed(body: bytes) -> BodyCandidates:
    for level in (-1, 9, 1):
        packed = _deflate(body, level, zlib.MAX_WBITS | 16)
        # Byte 9 names the operating system: 3 is Unix, 255 unknown; writers differ in nothing else here.
        for system in (3, 255):
            value = packed[:9] + bytes([system]) + packed[10:]
            yield Candidate(value, (Finding("body-decompressed", "gzip"),))
        yield Candidate(_deflate(body, level, zlib.MAX_WBITS), (Finding("body-decompressed", "deflate"),))


def _deflate(body: bytes, level: int, window: int) -> bytes:
    packer = zlib.compressobj(level, wbits=window)
    return packer.compress(body) + packer.flush()


def _url_encoded(body: bytes) -> BodyCandidates:
    from urllib.parse import quote_from_bytes, quote_plus, unquote_to_bytes

    yield Candidate(quote_plus(body).encode(), (Finding("body-url-encoded", "signed in encoded form"),))
    for safe in ("", "/", "!'()*-._~"):
        value = quote_from_bytes(body, safe=safe).encode()
        yield Candidate(value, (Finding("body-url-encoded", "signed in encoded form"),))
    if b"%" in body:
        for form in (body, body.rstrip(b"="), body.partition(b"=")[2]):
            for text in (form, form.replace(b"+", b" ")):
                yield Candidate(unquote_to_bytes(text), (Finding("body-url-encoded", "signed in decoded form"),))


def _digits(body: bytes) -> BodyCandidates:
    """Yield ``body`` in base64 and hex, and what it decodes to when it is in one of them."""
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        yield Candidate(encode(body), (Finding("body-base64", "signed in base64"),))
    yield Candidate(body.hex().encode(), (Finding("body-hex", "signed as hex digits"),))
    compact = b"".join(body.split()).translate(bytes.maketrans(b"-_", b"+/")).strip(b'"')
    with suppress(binascii.Error):
        plain = base64.b64decode(compact + b"=" * (-len(compact) % 4), validate=True)
        yield Candidate(plain, (Finding("body-base64", "this body is in base64"),))
    with suppress(ValueError):
        yield Candidate(bytes.fromhex(body.decode("ascii")), (Finding("body-hex", "this body is in hex digits"),))


def _described(body: bytes) -> BodyCandidates:
    """Yield texts made of ``body``: Python's literal of it, and its hashes."""
    import hashlib

    yield Candidate(repr(body).encode(), (Finding("body-bytes-literal"),))
    for name in ("sha256", "md5", "sha1"):
        digest = hashlib.new(name, body, usedforsecurity=False)
        yield Candidate(digest.hexdigest().encode(), (Finding("body-hashed-first", f"{name}, as hex digits"),))
        yield Candidate(digest.digest(), (Finding("body-hashed-first", name),))


_METHOD = re.compile(rb"[A-Z]{3,10} \S+ HTTP/\d")
_FIELD = re.compile(rb"[A-Za-z][\w-]*:")


def _framed(body: bytes) -> BodyCandidates:
    """Yield what stands inside a whole request or inside the chunks of chunked coding."""
    if _METHOD.match(body) or _FIELD.match(body):
        for blank in (b"\r\n\r\n", b"\n\n"):
            _, found, rest = body.partition(blank)
            if found:
                yield Candidate(rest, (Finding("body-with-head"),))
    inside = _unchunk(body)
    if inside is not None:
        yield Candidate(inside, (Finding("body-chunk-framing"),))


_CHUNK = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")


def _unchunk(body: bytes) -> bytes | None:
    parts: list[bytes] = []
    position = 0
    while header := _CHUNK.match(body, position):
        size = int(header[1], 16)
        if size == 0:
            return b"".join(parts)
        parts.append(body[header.end() : header.end() + size])
        position = header.end() + size
        position += 2 if body.startswith(b"\r\n", position) else 1
    return None


_CHEAP: tuple[Callable[[bytes], BodyCandidates], ...] = (_line_endings, _decompressed, _framed, _described, _charsets)
_FULL: tuple[Callable[[bytes], BodyCandidates], ...] = (_url_encoded, _digits, _compressed)

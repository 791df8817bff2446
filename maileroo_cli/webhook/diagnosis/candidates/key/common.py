"""The commonest other keys: with a newline, in quotes, decoded, encoded, hashed. They are combined with other bodies.

Every one of them costs a hash for each of some hundred bodies; what is rarer is in the other modules of this folder.
"""

import base64
import binascii
import hashlib
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from contextlib import suppress

from maileroo_cli.webhook.diagnosis.finding import Finding, given, signed, unlike

Keys = Iterator[tuple[bytes, *tuple[Finding, ...]]]
"""Other keys, each with what must have gone wrong."""

_SPACE = re.compile(
    rb"\A(?:\s|\0|\xef\xbb\xbf|\xe2\x80[\x8b-\x8f]|\xc2\xa0)+|(?:\s|\0|\xef\xbb\xbf|\xe2\x80[\x8b-\x8f]|\xc2\xa0)+\Z"
)
_ENTITIES = ((b"&lt;", b"<"), (b"&gt;", b">"), (b"&quot;", b'"'), (b"&#39;", b"'"), (b"&amp;", b"&"))


def spaced(value: bytes) -> Keys:
    """Yield ``value`` with and without a newline, white space or invisible characters around it."""
    yield value.rstrip(b"\r\n"), given("secret-newline")
    yield value + b"\n", signed("secret-newline", "LF")
    yield value + b"\r\n", signed("secret-newline", "CRLF")
    yield value + b"\r", signed("secret-newline", "CR")
    yield _SPACE.sub(b"", value), given("secret-space")
    for before, after in ((b"", b" "), (b" ", b""), (b" ", b" "), (b"", b"\t"), (b"", b"\0")):
        yield before + value + after, signed("secret-space")
    yield BOM_UTF8 + value, signed("secret-space", "a byte order mark")


def quoted(value: bytes) -> Keys:
    """Yield ``value`` with and without quotation marks around it."""
    for mark in (b'"', b"'", b"`"):
        if len(value) > 2 and value.startswith(mark) and value.endswith(mark):
            yield value[1:-1], given("secret-quoted")
        yield value.strip(mark), given("secret-quoted")
        yield mark + value + mark, signed("secret-quoted")
    text = value.decode("utf-8", "surrogateescape")
    yield text.strip("“”‘’„«»").encode("utf-8", "surrogateescape"), given("secret-quoted")  # noqa: RUF001


def decoded(value: bytes) -> Keys:
    """Yield what ``value`` stands for as hex digits and as base64."""
    with suppress(ValueError):
        yield bytes.fromhex(value.decode("ascii").strip()), signed("secret-hex-decoded")
    plain = unbase64(value)
    if plain:
        yield plain, signed("secret-base64-decoded")


def prefixed(value: bytes) -> Keys:
    """Yield ``value`` without the prefix of a service or the name of a variable, and with the commonest prefix."""
    for prefix in (b"whsec_", b"sk_", b"Bearer "):
        rest = value.removeprefix(prefix)
        if rest != value:
            yield rest, given("secret-prefix")
            yield unbase64(rest), given("secret-prefix", "and the rest was decoded from base64")
    yield b"whsec_" + value, signed("secret-prefix", "whsec_")
    head, separator, rest = value.partition(b"=")
    if separator and re.fullmatch(rb"[A-Za-z_]\w*", head):
        yield rest, given("secret-prefix", "it looks like NAME=value")


def encoded(value: bytes) -> Keys:
    """Yield ``value`` in hex and base64."""
    yield value.hex().encode(), signed("secret-hex-encoded")
    yield value.hex().upper().encode(), signed("secret-hex-encoded")
    for text in (base64.b64encode(value), base64.urlsafe_b64encode(value)):
        yield text, signed("secret-base64-encoded")
        yield text.rstrip(b"="), signed("secret-base64-encoded", "without padding")
        yield text + b"\n", signed("secret-base64-encoded", "with a newline")
    yield base64.b64encode(value + b"\n"), signed("secret-base64-encoded", "a newline encoded with it")


def recased(value: bytes) -> Keys:
    """Yield ``value`` in upper and in lower case."""
    yield value.upper(), unlike("secret-case", "it is all upper case there")
    yield value.lower(), unlike("secret-case", "it is all lower case there")


def escaped(value: bytes) -> Keys:
    """Yield ``value`` with and without the escapes of URLs, HTML and string literals."""
    from urllib.parse import quote_from_bytes, quote_plus, unquote_to_bytes

    yield unquote_to_bytes(value), given("secret-url-encoded")
    yield unquote_to_bytes(value.replace(b"+", b" ")), given("secret-url-encoded")
    yield quote_from_bytes(value, safe="").encode(), signed("secret-url-encoded")
    yield quote_plus(value).encode(), signed("secret-url-encoded")
    plain = markup = value
    for entity, char in _ENTITIES:
        plain = plain.replace(entity, char)
    for entity, char in reversed(_ENTITIES):
        markup = markup.replace(char, entity)
    yield plain, given("secret-html-escaped")
    yield markup, signed("secret-html-escaped")
    yield value + b"\\n", signed("secret-backslash", "\\n at its end")
    yield value.replace(b"\\n", b"\n"), given("secret-backslash")
    yield value.replace(b"\\n", b""), given("secret-backslash")
    yield value.replace(b"\\\\", b"\\"), given("secret-backslash")
    yield value.replace(b"\\", b"\\\\"), signed("secret-backslash")
    yield value.replace(b"\\", b""), given("secret-backslash")


def transcoded(value: bytes) -> Keys:
    """Yield the text of ``value`` in other character sets."""
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        return
    yield text.encode("utf-16-le"), signed("secret-charset", "UTF-16")
    yield text.encode("utf-16-be"), signed("secret-charset", "UTF-16, big endian")
    yield text.encode("latin-1", "replace"), signed("secret-charset", "Latin-1")
    yield text.encode("cp1252", "replace"), signed("secret-charset", "Windows-1252")
    yield text.encode("ascii", "replace"), signed("secret-charset", "ASCII")
    yield value.decode("latin-1").encode(), signed("secret-charset", "UTF-8 encoded twice")


def hashed(value: bytes) -> Keys:
    """Yield the hashes of ``value``, and it twice."""
    for name in ("sha256", "md5", "sha1", "sha512"):
        digest = hashlib.new(name, value, usedforsecurity=False)
        yield digest.digest(), signed("secret-hashed", name)
        yield digest.hexdigest().encode(), signed("secret-hashed", f"{name}, as hex digits")
    yield value + value, signed("secret-doubled")


def unbase64(value: bytes) -> bytes:
    """Return what ``value`` decodes to as base64 or base64url, padded or not; empty if it is neither."""
    standard = value.strip().rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
    try:
        return base64.b64decode(standard + b"=" * (-len(standard) % 4), validate=True)
    except binascii.Error:
        return b""

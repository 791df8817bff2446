"""The keys that may have been used instead of the secret: with a newline, decoded, cut, never filled in and the like.

These bytes are secrets: nothing here prints, and no finding's detail tells a byte or a length of one.
"""

import base64
import binascii
import hashlib
import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from contextlib import suppress

from maileroo_cli.webhook.diagnosis.finding import Candidate, Finding
from maileroo_cli.webhook.signing.secret import Secret

_MAX_CUT = 256
_MAX_SECRET = 4096
_SPACE = re.compile(
    rb"\A(?:\s|\0|\xef\xbb\xbf|\xe2\x80[\x8b-\x8f]|\xc2\xa0)+|(?:\s|\0|\xef\xbb\xbf|\xe2\x80[\x8b-\x8f]|\xc2\xa0)+\Z"
)
_PLACEHOLDERS = (
    *("undefined", "null", "None", "nil", "false", "true", "secret", "your_secret", "your-secret"),
    *("YOUR_SECRET", "changeme", "change-me", "webhook_secret", "MAILEROO_WEBHOOK_SECRET", "MAILEROO_SECRET"),
    *("your_webhook_secret", "your-webhook-secret", "test", "[object Object]", "<secret>", "********"),
)
_ENTITIES = ((b"&lt;", b"<"), (b"&gt;", b">"), (b"&quot;", b'"'), (b"&#39;", b"'"), (b"&amp;", b"&"))

Pairs = Iterator[tuple[bytes, Finding]]


def derive_keys(secret: Secret) -> Iterator[Candidate]:
    """Yield every other key that a simple mistake makes of ``secret``, each value once, the likeliest first."""
    value = secret.reveal()
    seen = {value, b""}
    for derive in _DERIVATIONS if len(value) <= _MAX_SECRET else ():
        for key, finding in derive(value):
            if key not in seen:
                seen.add(key)
                yield Candidate(key, (finding,), secret.reference)


def cut_keys(secret: Secret) -> Iterator[Candidate]:
    """Yield every beginning and every end of ``secret`` that is at least half as long as it."""
    value = secret.reveal()
    if len(value) <= _MAX_CUT:
        for size in range(len(value) - 1, max(len(value) // 2, 1) - 1, -1):
            yield Candidate(value[:size], (Finding("secret-cut", "the end is missing"),), secret.reference)
            yield Candidate(value[-size:], (Finding("secret-cut", "the beginning is missing"),), secret.reference)


def unset_keys(references: list[str]) -> Iterator[Candidate]:
    """Yield the keys of a setting that was never filled in; ``references`` name the secrets' sources."""
    # HMAC pads a short key with zero bytes, so one zero byte is the empty key.
    yield Candidate(b"\0", (Finding("secret-empty"),))
    names = [name for reference in references for name in _spellings(reference)]
    for word in dict.fromkeys([*names, *_PLACEHOLDERS]):
        yield Candidate(word.encode("utf-8", "surrogatepass"), (Finding("secret-placeholder"),))


def _spellings(reference: str) -> list[str]:
    name = reference.rpartition(":")[2]
    return [reference, name, f"${name}", f"${{{name}}}", f"%{name}%", f"{{{{{name}}}}}"] if name else []


def _spaced(value: bytes) -> Pairs:
    yield value.rstrip(b"\r\n"), Finding("secret-newline", "one side has it")
    yield value + b"\n", Finding("secret-newline", "the signing side has LF")
    yield value + b"\r\n", Finding("secret-newline", "the signing side has CRLF")
    yield value + b"\r", Finding("secret-newline", "the signing side has CR")
    yield _SPACE.sub(b"", value), Finding("secret-space")
    for before, after in ((b"", b" "), (b" ", b""), (b" ", b" "), (b"", b"\t"), (BOM_UTF8, b""), (b"", b"\0")):
        yield before + value + after, Finding("secret-space")


def _quoted(value: bytes) -> Pairs:
    for mark in (b'"', b"'", b"`"):
        if len(value) > 2 and value.startswith(mark) and value.endswith(mark):
            yield value[1:-1], Finding("secret-quoted")
        yield value.strip(mark), Finding("secret-quoted")
        yield mark + value + mark, Finding("secret-quoted")
    text = value.decode("utf-8", "surrogateescape")
    yield text.strip("“”‘’„«»").encode("utf-8", "surrogateescape"), Finding("secret-quoted")  # noqa: RUF001


def _decoded(value: bytes) -> Pairs:
    with suppress(ValueError):
        yield bytes.fromhex(value.decode("ascii").strip()), Finding("secret-hex-decoded")
    plain = _unbase64(value)
    if plain:
        yield plain, Finding("secret-base64-decoded")


def _prefixed(value: bytes) -> Pairs:
    for prefix in (b"whsec_", b"sk_", b"Bearer "):
        rest = value.removeprefix(prefix)
        if rest != value:
            yield rest, Finding("secret-prefix")
            yield _unbase64(rest), Finding("secret-prefix", "and the rest decoded from base64")
    yield b"whsec_" + value, Finding("secret-prefix")
    head, separator, rest = value.partition(b"=")
    if separator and re.fullmatch(rb"[A-Za-z_]\w*", head):
        yield rest, Finding("secret-prefix")


def _encoded(value: bytes) -> Pairs:
    yield value.hex().encode(), Finding("secret-hex-encoded")
    yield value.hex().upper().encode(), Finding("secret-hex-encoded")
    for encoded in (base64.b64encode(value), base64.urlsafe_b64encode(value)):
        yield encoded, Finding("secret-base64-encoded")
        yield encoded.rstrip(b"="), Finding("secret-base64-encoded", "without padding")
        yield encoded + b"\n", Finding("secret-base64-encoded", "with a newline")
    yield base64.b64encode(value + b"\n"), Finding("secret-base64-encoded", "a newline encoded with it")


def _recased(value: bytes) -> Pairs:
    yield value.upper(), Finding("secret-case")
    yield value.lower(), Finding("secret-case")


def _escaped(value: bytes) -> Pairs:
    from urllib.parse import quote_from_bytes, quote_plus, unquote_to_bytes

    yield unquote_to_bytes(value), Finding("secret-url-encoded")
    yield unquote_to_bytes(value.replace(b"+", b" ")), Finding("secret-url-encoded")
    yield quote_from_bytes(value, safe="").encode(), Finding("secret-url-encoded")
    yield quote_plus(value).encode(), Finding("secret-url-encoded")
    unescaped = escaped = value
    for entity, char in _ENTITIES:
        unescaped = unescaped.replace(entity, char)
    for entity, char in reversed(_ENTITIES):
        escaped = escaped.replace(char, entity)
    yield unescaped, Finding("secret-html-escaped")
    yield escaped, Finding("secret-html-escaped")
    yield value + b"\\n", Finding("secret-backslash")
    yield value.replace(b"\\n", b"\n"), Finding("secret-backslash")
    yield value.replace(b"\\n", b""), Finding("secret-backslash")
    yield value.replace(b"\\\\", b"\\"), Finding("secret-backslash")
    yield value.replace(b"\\", b"\\\\"), Finding("secret-backslash")
    yield value.replace(b"\\", b""), Finding("secret-backslash")


def _transcoded(value: bytes) -> Pairs:
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        return
    yield text.encode("utf-16-le"), Finding("secret-charset", "UTF-16")
    yield text.encode("utf-16-be"), Finding("secret-charset", "UTF-16, big endian")
    yield text.encode("latin-1", "replace"), Finding("secret-charset", "Latin-1")
    yield text.encode("cp1252", "replace"), Finding("secret-charset", "Windows-1252")
    yield text.encode("ascii", "replace"), Finding("secret-charset", "ASCII")
    yield value.decode("latin-1").encode(), Finding("secret-charset", "UTF-8 encoded twice")


def _hashed(value: bytes) -> Pairs:
    for name in ("sha256", "md5", "sha1", "sha512"):
        digest = hashlib.new(name, value, usedforsecurity=False)
        yield digest.digest(), Finding("secret-hashed", name)
        yield digest.hexdigest().encode(), Finding("secret-hashed", f"{name}, as hex digits")
    yield value + value, Finding("secret-doubled")


_DERIVATIONS: tuple[Callable[[bytes], Pairs], ...] = (
    _spaced,
    _quoted,
    _decoded,
    _prefixed,
    _encoded,
    _recased,
    _escaped,
    _transcoded,
    _hashed,
)


def _unbase64(value: bytes) -> bytes:
    """Return what ``value`` decodes to as base64 or base64url, padded or not; empty if it is neither."""
    standard = value.strip().rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
    try:
        return base64.b64decode(standard + b"=" * (-len(standard) % 4), validate=True)
    except binascii.Error:
        return b""

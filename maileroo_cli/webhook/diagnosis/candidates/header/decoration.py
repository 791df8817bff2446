"""What stands around or between the digits of a signature: white space, marks, prefixes, named parts, escapes."""

import re
from collections.abc import Iterator

from maileroo_cli.webhook.diagnosis.finding import Finding

MAX_PARTS = 16


def trimmed(text: str) -> Iterator[tuple[str, Finding]]:
    """Undo white space around the signature."""
    yield text.strip(" \t\r\n\v\f\0"), Finding("header-space")


_BYTES_LITERAL = re.compile(r"""b'([^']*)'|b"([^"]*)\"""")
_QUOTES = {'"': '"', "'": "'", "`": "`", "<": ">", "[": "]", "(": ")", "{": "}"}


def unquoted(text: str) -> Iterator[tuple[str, Finding]]:
    """Undo marks around the signature."""
    literal = _BYTES_LITERAL.fullmatch(text)
    if literal:
        yield literal[1] or literal[2] or "", Finding("header-bytes-literal")
    elif len(text) > 1 and _QUOTES.get(text[0]) == text[-1]:
        yield text[1:-1], Finding("header-quoted")


_PREFIX = re.compile(r"0[xX]|v\d+,|[A-Za-z][\w.-]{0,30}(?:\s*[=:]\s*|\s+)", re.ASCII)
_KNOWN_PREFIX = re.compile(
    r"0x|v\d{1,2}[,=:]|(?:hmac[-_]?)?sha-?\d{1,3}\s?[=: ]|(?:hmac|signature|sig|bearer|token)\s?[=: ]", re.IGNORECASE
)


def unprefixed(text: str) -> Iterator[tuple[str, Finding]]:
    """Undo a prefix such as ``sha256=``."""
    prefix = _PREFIX.match(text)
    if prefix:
        # An unknown prefix is not repeated: it may be the secret.
        shown = prefix[0] if _KNOWN_PREFIX.fullmatch(prefix[0]) else ""
        yield text[prefix.end() :], Finding("header-prefixed", f"prefix {shown.strip()}" if shown else "")


_PAIR = re.compile(r"(?:^|[,;&\s])[A-Za-z]\w{0,30}=([^,;&\s]+)", re.ASCII)


def named_parts(text: str) -> Iterator[tuple[str, Finding]]:
    """Read each of several named parts, as in ``t=…,v1=…``."""
    values = _PAIR.findall(text)
    if len(values) > 1:
        for value in values[:MAX_PARTS]:
            yield value, Finding("header-structured")


def listed(text: str) -> Iterator[tuple[str, Finding]]:
    """Read each of several values in a line."""
    parts = [part for part in re.split(r"[,;|\s]+", text) if part]
    if len(parts) > 1:
        for part in parts[:MAX_PARTS]:
            yield part, Finding("header-list", f"{len(parts)} values")


def percent_decoded(text: str) -> Iterator[tuple[str, Finding]]:
    """Undo URL encoding."""
    if "%" in text:
        from urllib.parse import unquote

        yield unquote(text), Finding("header-url-encoded")


def ascii_only(text: str) -> Iterator[tuple[str, Finding]]:
    """Leave out what is not ASCII."""
    if not text.isascii():
        count = sum(char > "\x7f" for char in text)
        yield text.encode("ascii", "ignore").decode(), Finding("header-non-ascii", f"{count} such characters")


_SEPARATED = re.compile(r"[0-9A-Fa-f]{2}(?:([-: ])[0-9A-Fa-f]{2})(?:\1[0-9A-Fa-f]{2})+")


def joined(text: str) -> Iterator[tuple[str, Finding]]:
    """Undo separators between the bytes."""
    separated = _SEPARATED.fullmatch(text)
    if separated:
        yield text.replace(separated[1], ""), Finding("header-separated")

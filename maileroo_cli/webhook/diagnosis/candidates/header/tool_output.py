"""The whole output of a program in place of its digits: openssl, sha256sum, shasum, certutil, xxd and their like."""

import base64
import binascii
import re
from collections.abc import Iterator

from maileroo_cli.webhook.diagnosis.finding import Finding

_NAME = r"(?:[A-Za-z][\w/-]{0,30}[ \t]?)?\([^()]{0,255}\)[ \t]?="
"""A digest's name and what it was made of, as openssl and BSD's programs write them: ``HMAC-SHA256(body.json)=``."""

_BEFORE = re.compile(r"(?:" + _NAME + r"|=)\s*(?=\S)")
_AFTER = re.compile(r"\\?(?P<digits>[0-9A-Fa-f:]{8,256})(?:\s+\*?|\s*\*)(?P<name>\S.*)", re.DOTALL)
_HASH_FILE = re.compile(r"(?:HMAC-?)?(?:SHA|MD)[\w-]*\s+(?P<digits>[0-9A-Fa-f]{32,128})\s+\S.*", re.DOTALL)
_CERTUTIL = re.compile(r"\S+ hash of .*?:\s*(?P<digits>[0-9A-Fa-f ]{32,200}?)\s*CertUtil:.*", re.DOTALL)
_HEX = re.compile(r"[0-9A-Fa-f]+")
_WHOLE = frozenset({32, 40, 56, 64, 96, 128})
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{12,}={0,2}")
_DIGITLESS = re.compile(_NAME + r"?\s*")


def is_tool_name(text: str) -> bool:
    """Tell whether ``text`` is the beginning of a program's output without its digits, as a cut leaves it."""
    return _DIGITLESS.fullmatch(text) is not None


def is_tool_output(text: str) -> bool:
    """Tell whether ``text`` looks like what openssl or sha256sum prints."""
    after = _AFTER.fullmatch(text)
    return _BEFORE.match(text) is not None or (after is not None and not _HEX.match(after["name"]))


def tool_output(text: str) -> Iterator[tuple[str, Finding]]:
    """Take the digits out of what openssl, sha256sum, shasum, Get-FileHash and certutil print."""
    before = _BEFORE.match(text)
    if before:
        yield text[before.end() :], Finding("header-prefixed", "the name that openssl prints before the digits")
    after = _AFTER.fullmatch(text)
    if after and not _HEX.fullmatch(after["name"].split(None, 1)[0].rstrip(",;|")):
        yield after["digits"], Finding("header-extra", "a file's name, as sha256sum and openssl -r print it")
    for form in (_HASH_FILE, _CERTUTIL):
        found = form.fullmatch(text)
        if found:
            yield found["digits"].replace(" ", ""), Finding("header-extra", "the whole output of a program")


def rejoined(text: str) -> Iterator[tuple[str, Finding]]:
    """Join digits that xxd, od or a terminal broke into several lines or columns."""
    parts = text.split()
    if len(parts) > 1:
        whole = "".join(parts)
        if len(whole) in _WHOLE and _HEX.fullmatch(whole):
            yield whole, Finding("header-separated", "by a line break, as by xxd")


def decoded_text(text: str) -> Iterator[tuple[str, Finding]]:
    """Undo base64 or hex around a line of text, such as the whole output of openssl."""
    compact = "".join(text.split())
    if _HEX.fullmatch(compact) and len(compact) % 2 == 0:
        line = _line(bytes.fromhex(compact))
        if line:
            yield line, Finding("header-hex-of-hex", "of the whole line")
    elif _BASE64.fullmatch(compact):
        standard = compact.rstrip("=").translate(str.maketrans("-_", "+/"))
        try:
            line = _line(base64.b64decode(standard + "=" * (-len(standard) % 4)))
        except binascii.Error:
            return
        if line:
            yield line, Finding("header-base64-of-hex", "of the whole line")


def _line(content: bytes) -> str:
    """Return ``content`` as a line of text, without its end; empty where it is no text, or bare digits."""
    text = content.decode("latin-1").rstrip("\r\n")
    if not text.isascii() or not text.isprintable() or (_HEX.fullmatch(text) and len(text) == len(content)):
        return ""
    return text

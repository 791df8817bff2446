"""What a request shows by itself when no computation leads to its signature: facts first, then hints.

Computing is done in ``search``.
"""

import re
from collections.abc import Sequence

from maileroo_cli.webhook.diagnosis.candidates.header.text import header_text
from maileroo_cli.webhook.diagnosis.finding import Finding, Findings
from maileroo_cli.webhook.signing.request import header_values
from maileroo_cli.webhook.signing.signature import SIGNATURE_DIGITS, SIGNATURE_FORM

_TAG = re.compile(SIGNATURE_FORM)
_HEX = re.compile(r"[0-9a-fA-F]+")


def find_evidence(body: bytes, header: str | bytes, headers: Sequence[tuple[str, str]]) -> Findings:
    """Return the causes that are plain facts: the header's form, and a body that is empty or incomplete."""
    found: list[Finding] = []
    announced = content_length(headers)
    if announced is not None and announced > len(body):
        found.append(Finding("body-incomplete", f"{len(body)} of {announced} bytes are here"))
    elif not body:
        found.append(Finding("body-arrived-empty"))
    text = header_text(header)
    if not text.isascii():
        count = sum(not char.isascii() for char in text)
        found.append(Finding("header-non-ascii", f"{count} such characters"))
    elif not _TAG.fullmatch(text):
        found.append(Finding("header-malformed", _describe(text)))
    return tuple(found)


def hint_at(body: bytes, headers: Sequence[tuple[str, str]]) -> list[str]:
    """Return what looks suspicious without proving anything; safe to print."""
    hints = []
    encodings = [value.strip().lower() for value in header_values(headers, "content-encoding")]
    if any(value in {"gzip", "deflate", "br", "zstd"} for value in encodings):
        hints.append("Content-Encoding names a compression: the body may have been decompressed on the way")
    if b"\xef\xbf\xbd" in body:
        hints.append("the body holds the replacement character U+FFFD: bytes of it may have been lost in decoding")
    announced = content_length(headers)
    if announced is not None and announced < len(body):
        hints.append(f"the body has {len(body)} bytes, and Content-Length says {announced}")
    return hints


def content_length(headers: Sequence[tuple[str, str]]) -> int | None:
    """Return the length that the headers announce, if they announce one in a valid form."""
    for value in header_values(headers, "content-length"):
        if re.fullmatch(r"[0-9]{1,18}", value.strip()):
            return int(value)
    return None


def _describe(text: str) -> str:
    if _HEX.fullmatch(text):
        case = " with capital letters" if text != text.lower() else ""
        return f"{len(text)} hex digits{case}" if len(text) != SIGNATURE_DIGITS else f"hex digits{case}"
    return f"{len(text)} characters, not all of them hex digits"

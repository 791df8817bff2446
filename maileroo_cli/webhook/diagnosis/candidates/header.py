"""The ways to read a signature header that has not the right form: prefixes, base64, several values and the like.

A reading never makes a signature valid. What the digits are compared with is decided in ``diagnosis.explain``.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from maileroo_cli.webhook.diagnosis.finding import Finding, Findings
from maileroo_cli.webhook.signing.signature import tags_equal

MIN_DIGITS = 8
"""Fewer digits match by chance: no part of a signature is recognised below this length."""

MAX_HEADER = 4096
"""A longer header is not read: no signature needs it, and every step costs time in proportion."""

_MAX_TEXTS = 64
_MAX_DEPTH = 3
_MAX_PARTS = 16

Step = Callable[[str], Iterator[tuple[str, Finding]]]


@dataclass(frozen=True, slots=True)
class HeaderText:
    """The header, or a part of it, with what had to be undone to get there."""

    value: str = field(repr=False)
    findings: Findings = ()

    def with_finding(self, finding: Finding) -> "HeaderText":
        """Return the same text with one more finding, which comes before its own."""
        return HeaderText(self.value, (finding, *self.findings))


@dataclass(frozen=True, slots=True)
class HeaderReading:
    """Lowercase hex digits that the header may stand for."""

    digits: bytes = field(repr=False)
    findings: Findings = ()

    def match(self, hexdigest: bytes) -> Findings | None:
        """Return what is wrong with the header if it stands for ``hexdigest`` or its beginning, else ``None``."""
        length = len(self.digits)
        if length > len(hexdigest) or not tags_equal(hexdigest[:length], self.digits):
            return None
        if length == len(hexdigest):
            return self.findings
        return (*self.findings, Finding("header-truncated", f"{length} of {len(hexdigest)} hex digits"))


def header_text(header: str | bytes) -> str:
    """Return ``header`` as text; bytes that are not UTF-8 become surrogates, so nothing is lost."""
    return header.decode("utf-8", "surrogateescape") if isinstance(header, bytes) else header


def read_texts(header: str | bytes) -> list[HeaderText]:
    """Return the header's text and what remains after undoing up to three decorations, the simplest first."""
    text = header_text(header)
    if len(text) > MAX_HEADER:
        return []
    found = [HeaderText(text)]
    seen = {text}
    for current in found:
        if len(current.findings) >= _MAX_DEPTH:
            break
        for step in _STEPS:
            for value, finding in step(current.value):
                if value and value not in seen and len(found) < _MAX_TEXTS:
                    seen.add(value)
                    found.append(HeaderText(value, (*current.findings, finding)))
    return found


def read_digits(texts: list[HeaderText]) -> list[HeaderReading]:
    """Return every reading of ``texts`` as hex digits, those with the fewest findings first."""
    found: dict[bytes, HeaderReading] = {}
    for text in texts:
        for digits, findings in _spelled(text.value):
            if len(digits) >= MIN_DIGITS:
                reading = HeaderReading(digits.encode(), (*text.findings, *findings))
                known = found.get(reading.digits)
                if known is None or _oddity(reading) < _oddity(known):
                    found[reading.digits] = reading
    return sorted(found.values(), key=_oddity)


def _oddity(reading: HeaderReading) -> int:
    """Return how much is wrong; what merely stands among other characters explains less than anything else."""
    return sum(3 if finding.code == "header-extra" else 1 for finding in reading.findings)


def _trimmed(text: str) -> Iterator[tuple[str, Finding]]:
    yield text.strip(" \t\r\n\v\f\0"), Finding("header-space")


_BYTES_LITERAL = re.compile(r"""b'([^']*)'|b"([^"]*)\"""")
_QUOTES = {'"': '"', "'": "'", "`": "`", "<": ">", "[": "]", "(": ")", "{": "}"}


def _unquoted(text: str) -> Iterator[tuple[str, Finding]]:
    literal = _BYTES_LITERAL.fullmatch(text)
    if literal:
        yield literal[1] or literal[2] or "", Finding("header-bytes-literal")
    elif len(text) > 1 and _QUOTES.get(text[0]) == text[-1]:
        yield text[1:-1], Finding("header-quoted")


_PREFIX = re.compile(r"0[xX]|v\d+,|[A-Za-z][\w.-]{0,30}(?:\s*[=:]\s*|\s+)", re.ASCII)
_KNOWN_PREFIX = re.compile(
    r"0x|v\d{1,2}[,=:]|(?:hmac[-_]?)?sha-?\d{1,3}\s?[=: ]|(?:hmac|signature|sig|bearer|token)\s?[=: ]", re.IGNORECASE
)


def _unprefixed(text: str) -> Iterator[tuple[str, Finding]]:
    prefix = _PREFIX.match(text)
    if prefix:
        # An unknown prefix is not repeated: it may be the secret.
        shown = prefix[0] if _KNOWN_PREFIX.fullmatch(prefix[0]) else ""
        yield text[prefix.end() :], Finding("header-prefixed", f"prefix {shown.strip()}" if shown else "")


_PAIR = re.compile(r"(?:^|[,;&\s])[A-Za-z]\w{0,30}=([^,;&\s]+)", re.ASCII)


def _named_parts(text: str) -> Iterator[tuple[str, Finding]]:
    values = _PAIR.findall(text)
    if len(values) > 1:
        for value in values[:_MAX_PARTS]:
            yield value, Finding("header-structured")


def _listed(text: str) -> Iterator[tuple[str, Finding]]:
    parts = [part for part in re.split(r"[,;|\s]+", text) if part]
    if len(parts) > 1:
        for part in parts[:_MAX_PARTS]:
            yield part, Finding("header-list", f"{len(parts)} values")


def _percent_decoded(text: str) -> Iterator[tuple[str, Finding]]:
    if "%" in text:
        from urllib.parse import unquote

        yield unquote(text), Finding("header-url-encoded")


def _ascii_only(text: str) -> Iterator[tuple[str, Finding]]:
    if not text.isascii():
        count = sum(char > "\x7f" for char in text)
        yield text.encode("ascii", "ignore").decode(), Finding("header-non-ascii", f"{count} such characters")


_SEPARATED = re.compile(r"[0-9A-Fa-f]{2}(?:([-: ])[0-9A-Fa-f]{2})(?:\1[0-9A-Fa-f]{2})+")


def _joined(text: str) -> Iterator[tuple[str, Finding]]:
    separated = _SEPARATED.fullmatch(text)
    if separated:
        yield text.replace(separated[1], ""), Finding("header-separated")


_STEPS: tuple[Step, ...] = (
    _trimmed,
    _unquoted,
    _joined,
    _named_parts,
    _unprefixed,
    _listed,
    _percent_decoded,
    _ascii_only,
)

_HEX = re.compile(r"[0-9a-fA-F]+")
_RUN = re.compile(r"[0-9a-fA-F]{64,}")
_BASE64 = re.compile(r"([A-Za-z0-9+/_-]{11,})={0,2}")


def _spelled(text: str) -> Iterator[tuple[str, Findings]]:
    """Yield the hex digits that ``text`` may spell without any decoration around it."""
    if _HEX.fullmatch(text):
        yield from _hex(text)
        return
    encoded = _BASE64.fullmatch(text)
    if encoded:
        yield from _base64(encoded[1], padded=text.endswith("="))
    for run in _RUN.findall(text):
        for digits, findings in _hex(run):
            yield digits, (Finding("header-extra"), *findings)


def _hex(text: str) -> Iterator[tuple[str, Findings]]:
    digits = text.lower()
    case: Findings = () if digits == text else (Finding("header-uppercase"),)
    yield digits, case
    half = len(digits) // 2
    if digits[:half] == digits[half:]:
        yield digits[:half], (*case, Finding("header-doubled"))
    if len(digits) > 64:
        extra = Finding("header-extra", f"{len(digits)} hex digits instead of 64")
        yield digits[:64], (*case, extra)
        yield digits[-64:], (*case, extra)
    if len(digits) % 2 == 0:
        inner = bytes.fromhex(digits).decode("latin-1")
        if _HEX.fullmatch(inner):
            yield inner.lower(), (*case, Finding("header-hex-of-hex"))


def _base64(text: str, *, padded: bool) -> Iterator[tuple[str, Findings]]:
    whole = text[: len(text) - 1] if len(text) % 4 == 1 else text
    standard = whole.replace("-", "+").replace("_", "/")
    try:
        decoded = base64.b64decode(standard + "=" * (-len(standard) % 4))
    except binascii.Error:  # pragma: no cover - the pattern and the padding leave nothing to refuse
        return
    code = "header-base64" if standard == whole else "header-base64url"
    yield decoded.hex(), (Finding(code, "" if padded else "without padding"),)
    inner = decoded.decode("latin-1")
    if _HEX.fullmatch(inner):
        yield inner.lower(), (Finding("header-base64-of-hex"),)

"""Reading a header: its text, what remains after undoing up to three decorations, and the digits that this spells."""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from maileroo_cli.webhook.diagnosis.candidates.header import decoration, tool_output
from maileroo_cli.webhook.diagnosis.candidates.header.text import HeaderText, Step, header_text
from maileroo_cli.webhook.diagnosis.finding import Finding, Findings
from maileroo_cli.webhook.signing.signature import SIGNATURE_DIGITS, tags_equal

MIN_DIGITS = 8
"""Fewer digits match by chance: no part of a signature is recognised below this length."""

MAX_HEADER = 4096
"""A longer header is not read: no signature needs it, and every step costs time in proportion."""

_MAX_TEXTS = 64
_MAX_DEPTH = 3
_EXTRA_COST = 4
"""What merely stands among other characters explains less than anything else."""

_STEPS: tuple[tuple[Step, int], ...] = (
    (decoration.trimmed, 1),
    (decoration.unquoted, 1),
    (decoration.joined, 1),
    (tool_output.tool_output, 1),
    (tool_output.rejoined, 1),
    (decoration.named_parts, 1),
    (decoration.unprefixed, 1),
    (tool_output.decoded_text, 1),
    (decoration.listed, 3),
    (decoration.percent_decoded, 1),
    (decoration.ascii_only, 1),
)
"""Each with what it costs to believe it: the commonest first."""


@dataclass(frozen=True, slots=True)
class HeaderReading:
    """Lowercase hex digits that the header may stand for."""

    digits: bytes = field(repr=False)
    findings: Findings = ()
    cost: int = 0

    def match(self, hexdigest: bytes) -> Findings | None:
        """Return what is wrong with the header if it stands for ``hexdigest`` or its beginning, else ``None``."""
        length = len(self.digits)
        if length > len(hexdigest) or not tags_equal(hexdigest[:length], self.digits):
            return None
        if length == len(hexdigest):
            return self.findings
        return (*self.findings, Finding("header-truncated", f"{length} of {len(hexdigest)} hex digits"))


def read_texts(header: str | bytes) -> list[HeaderText]:
    """Return the header's text and what remains after undoing up to three decorations, the simplest first."""
    text = header_text(header)
    if len(text) > MAX_HEADER:
        return []
    found = [HeaderText(text)]
    costs = {text: 0}
    for current in found:
        if len(current.findings) >= _MAX_DEPTH:
            break
        for step, step_cost in _STEPS:
            cost = current.cost + step_cost
            for value, finding in step(current.value):
                if value and cost < costs.get(value, cost + 1) and len(found) < _MAX_TEXTS:
                    costs[value] = cost
                    found.append(HeaderText(value, (*current.findings, finding), cost))
    return found


def read_digits(texts: list[HeaderText]) -> list[HeaderReading]:
    """Return every reading of ``texts`` as hex digits, those that take the fewest mistakes first."""
    found: dict[bytes, HeaderReading] = {}
    for text in texts:
        for digits, findings in _spelled(text.value):
            if len(digits) >= MIN_DIGITS:
                cost = text.cost + sum(_EXTRA_COST if one.code == "header-extra" else 1 for one in findings)
                reading = HeaderReading(digits.encode(), (*text.findings, *findings), cost)
                known = found.get(reading.digits)
                if known is None or cost < known.cost:
                    found[reading.digits] = reading
    return sorted(found.values(), key=lambda reading: reading.cost)


_HEX = re.compile(r"[0-9a-fA-F]+")
_RUN = re.compile(rf"[0-9a-fA-F]{{{SIGNATURE_DIGITS},}}")
_DECIMAL = re.compile(r"\D{0,60}?((?:-?\d{1,3}[,;\s]+){15,63}-?\d{1,3})\D{0,10}")
_BASE64 = re.compile(r"([A-Za-z0-9+/_-]{11,})={0,2}")


def _spelled(text: str) -> Iterator[tuple[str, Findings]]:
    """Yield the hex digits that ``text`` may spell without any decoration around it."""
    if _HEX.fullmatch(text):
        yield from _hex(text)
        return
    numbers = _DECIMAL.fullmatch(text)
    if numbers:
        yield from _decimal(numbers[1])
    encoded = _BASE64.fullmatch(text)
    if encoded:
        yield from _base64(encoded[1], padded=text.endswith("="))
    for run in _RUN.findall(text):
        for digits, findings in _hex(run):
            yield digits, (Finding("header-extra"), *findings)


def _decimal(text: str) -> Iterator[tuple[str, Findings]]:
    values = [int(one) for one in re.findall(r"-?\d+", text)]
    if all(-128 <= value <= 255 for value in values):
        signs = "signed numbers, as in Java" if min(values) < 0 else ""
        yield bytes(value & 255 for value in values).hex(), (Finding("header-decimal", signs),)


def _hex(text: str) -> Iterator[tuple[str, Findings]]:
    digits = text.lower()
    case: Findings = () if digits == text else (Finding("header-uppercase"),)
    yield digits, case
    half = len(digits) // 2
    if digits[:half] == digits[half:]:
        yield digits[:half], (*case, Finding("header-doubled"))
    if len(digits) > SIGNATURE_DIGITS:
        extra = Finding("header-extra", f"{len(digits)} hex digits instead of {SIGNATURE_DIGITS}")
        yield digits[:SIGNATURE_DIGITS], (*case, extra)
        yield digits[-SIGNATURE_DIGITS:], (*case, extra)
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

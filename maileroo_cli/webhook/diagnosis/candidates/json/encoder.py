"""The JSON encoders that are imitated: their spacing, their escapes and how they write numbers."""

import math
from collections.abc import Callable, Iterator
from typing import Any

from maileroo_cli.webhook.diagnosis.candidates.json.document import JsonDocument, Spacing
from maileroo_cli.webhook.diagnosis.finding import Finding
from maileroo_cli.webhook.signing.body_style import go_float, js_float, php_float
from maileroo_cli.webhook.signing.escape import ESCAPES, encode_text

Encoder = tuple[Spacing, str, Finding]

COMPACT: Spacing = (",", ":", None)
PYTHON: Spacing = (", ", ": ", None)
_TWO: Spacing = (",", ": ", 2)
_FOUR: Spacing = (",", ": ", 4)
_TAB: Spacing = (",", ": ", "\t")

ENCODERS: tuple[Encoder, ...] = (
    (COMPACT, "raw", Finding("json-compact")),
    (COMPACT, "html", Finding("json-go")),
    (PYTHON, "ascii", Finding("json-python")),
    (COMPACT, "php", Finding("json-php")),
    (_TWO, "raw", Finding("json-pretty", "2 spaces")),
    (_FOUR, "raw", Finding("json-pretty", "4 spaces")),
    (_TAB, "raw", Finding("json-pretty", "a tab")),
    (COMPACT, "dotnet", Finding("json-dotnet")),
    (COMPACT, "gson", Finding("json-gson")),
    (PYTHON, "raw", Finding("json-python", "with ensure_ascii=False")),
    (COMPACT, "ascii", Finding("json-python", "with separators=(',', ':')")),
    (COMPACT, "slash", Finding("json-php", "with JSON_UNESCAPED_UNICODE")),
    (_FOUR, "php", Finding("json-pretty", "4 spaces, as PHP does")),
    (_FOUR, "slash", Finding("json-pretty", "4 spaces, as PHP does with JSON_UNESCAPED_UNICODE")),
    (_TWO, "html", Finding("json-pretty", "2 spaces, as Go does")),
    (_TAB, "html", Finding("json-pretty", "a tab, as Go does")),
    (_TWO, "ascii", Finding("json-pretty", "2 spaces, as Python does")),
    (_FOUR, "ascii", Finding("json-pretty", "4 spaces, as Python does")),
    (_TWO, "dotnet", Finding("json-pretty", "2 spaces, as .NET does")),
)
"""Every encoder, the likeliest first."""

WRITERS = {
    "json-compact": "JSON.stringify writes",
    "json-python": "Python's json.dumps writes",
    "json-php": "PHP's json_encode writes",
    "json-pretty": "a pretty printer writes",
    "json-dotnet": ".NET's System.Text.Json writes",
    "json-gson": "Java's Gson writes",
}
"""Who writes as the encoders of each cause do."""

COMMON = 4
"""So many of them are the commonest."""


def write_all(document: JsonDocument, tree: Any, encoders: list[Encoder]) -> Iterator[tuple[Encoder, bytes]]:
    """Yield ``tree`` as each of ``encoders`` writes it: numbers in its own manner first, then as they stood."""
    texts: dict[tuple[Spacing, Callable[[str], str]], str] = {}
    for encoder in encoders:
        spacing, escape, _ = encoder
        for number in (NUMBERS[escape], str) if document.numbers else (str,):
            if (spacing, number) not in texts:
                texts[spacing, number] = document.write(tree, spacing, number)
            yield encoder, encode_text(ESCAPES[escape](texts[spacing, number]))


def _go_number(literal: str) -> str:
    value = float(literal)
    return go_float(value) if math.isfinite(value) else literal


def _javascript_number(literal: str) -> str:
    value = float(literal)
    if not math.isfinite(value):
        return "null"
    return js_float(value)


def _python_number(literal: str) -> str:
    return literal if literal.lstrip("-").isdigit() else repr(float(literal))


def _php_number(literal: str) -> str:
    value = float(literal)
    whole = literal.lstrip("-").isdigit() and abs(value) < 2**63
    return php_float(value) if math.isfinite(value) and not whole else literal


NUMBERS: dict[str, Callable[[str], str]] = {
    "raw": _javascript_number,
    "html": _go_number,
    "ascii": _python_number,
    "php": _php_number,
    "slash": _php_number,
    "dotnet": str,
    "gson": str,
}
"""How each family of encoders writes a number that it has parsed."""

"""The manners of rarer encoders: Jackson's printer, PowerShell's, Swift's, PHP's flags, and Windows' line ends."""

import json
import re
from collections.abc import Iterator
from typing import Any

from maileroo_cli.webhook.diagnosis.candidates.json.document import JsonDocument, Spacing
from maileroo_cli.webhook.diagnosis.candidates.json.encoder import COMPACT, ENCODERS, Encoder, write_all
from maileroo_cli.webhook.diagnosis.finding import Finding
from maileroo_cli.webhook.signing.body_style import utf16_escape
from maileroo_cli.webhook.signing.escape import ESCAPES

_TOKEN = re.compile(r'\\.|["&\'<>]', re.DOTALL)
_NON_ASCII = re.compile("[^\x00-\x7f]")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_SWIFT: Spacing = (",", " : ", 2)
_PERL: Spacing = (",", " : ", 3)
_SPACED: tuple[Encoder, ...] = (
    (_SWIFT, "slash", Finding("json-pretty", "as Swift does")),
    (_SWIFT, "raw", Finding("json-pretty", "as Swift does")),
    (_PERL, "raw", Finding("json-pretty", "as Perl does")),
)
_WINDOWS = tuple(one for one in ENCODERS if one[0][2] is not None and one[1] in {"raw", "dotnet", "html"})
_JACKSON_MARGIN = "  "
_POWERSHELL_MARGIN = 4


def rare_texts(document: JsonDocument) -> Iterator[tuple[Finding, str]]:
    """Yield the payload as each of the rarer encoders writes it."""
    compact = document.write(document.tree, COMPACT, str)
    yield Finding("json-php", "with JSON_HEX_TAG and similar flags"), _php_hex(compact)
    yield Finding("json-php", "with JSON_HEX_TAG and JSON_UNESCAPED_SLASHES"), _php_hex(compact).replace("\\/", "/")
    jackson = _NON_ASCII.sub(lambda found: utf16_escape(found[0], upper=True), compact)
    yield Finding("json-ascii-escapes", "as Jackson with ESCAPE_NON_ASCII writes"), jackson
    dotnet = _ASTRAL.sub(lambda found: utf16_escape(found[0], upper=True), _escaped(compact, "&'<>+`", upper=True))
    yield Finding("json-dotnet", "with UnicodeRanges.All"), dotnet
    if _ASTRAL.search(compact):
        for upper in (True, False):
            text = _ASTRAL.sub(lambda found, upper=upper: utf16_escape(found[0], upper=upper), compact)  # type: ignore[misc]
            yield Finding("json-ascii-escapes", "of characters above U+FFFF only"), text
    yield Finding("json-html-escapes", "as PowerShell's ConvertTo-Json -Compress writes"), _escaped(compact, "&'<>")
    jackson = _jackson(document.tree, document, "")
    yield Finding("json-pretty", "as Jackson does"), jackson
    yield Finding("json-pretty", "as Jackson does on Windows"), jackson.replace("\n", "\r\n")
    powershell = _escaped(_powershell(document.tree, document, 0), "&'<>")
    yield Finding("json-pretty", "as Windows PowerShell does"), powershell.replace("\n", "\r\n")
    for encoder, value in write_all(document, document.tree, [*_SPACED, *_WINDOWS]):
        finding = encoder[2]
        if encoder in _SPACED:
            yield finding, value.decode("utf-8")
        else:
            detail = f"{finding.detail}, with CRLF line endings"
            yield Finding("json-pretty", detail), value.decode("utf-8").replace("\n", "\r\n")


def _escaped(text: str, chars: str, *, upper: bool = False) -> str:
    return re.sub(f"[{chars}]", lambda found: utf16_escape(found[0], upper=upper), text)


def _php_hex(text: str) -> str:
    # JSON_HEX_QUOT escapes the quotes inside strings alone, which are escaped with a backslash here.
    ascii_text = ESCAPES["php"](text)
    return _TOKEN.sub(_hex, ascii_text)


def _hex(token: re.Match[str]) -> str:
    if token[0].startswith("\\"):
        return "\\u0022" if token[0] == '\\"' else token[0]
    return token[0] if token[0] == '"' else utf16_escape(token[0], upper=True)


def _jackson(tree: Any, document: JsonDocument, margin: str) -> str:
    """Return ``tree`` as Jackson's default pretty printer writes it: a list in one line, a space before a colon."""
    if isinstance(tree, dict):
        if not tree:
            return "{ }"
        inner = margin + _JACKSON_MARGIN
        members = [f"{inner}{_text(key, document)} : {_jackson(tree[key], document, inner)}" for key in tree]
        return "{\n" + ",\n".join(members) + f"\n{margin}}}"
    if isinstance(tree, list):
        return f"[ {', '.join(_jackson(value, document, margin) for value in tree)} ]" if tree else "[ ]"
    return _text(tree, document)


def _powershell(tree: Any, document: JsonDocument, column: int) -> str:
    """Return ``tree`` as ConvertTo-Json of Windows PowerShell does: what is inside begins where its brace stands."""
    if not isinstance(tree, dict | list):
        return _text(tree, document)
    first, last = "{}" if isinstance(tree, dict) else "[]"
    inner = column + _POWERSHELL_MARGIN
    parts = []
    for item in tree:
        start = f"{_text(item, document)}:  " if isinstance(tree, dict) else ""
        value = tree[item] if isinstance(tree, dict) else item
        parts.append(" " * inner + start + _powershell(value, document, inner + len(start)))
    return first + "\n" + ",\n".join(parts) + "\n" + " " * column + last


def _text(value: Any, document: JsonDocument) -> str:
    return document.restore(json.dumps(value, ensure_ascii=False), str)

"""The bodies that result when JSON is parsed and written anew, in the manner of many encoders.

Unlike ``signing.body_style``, which makes bodies from payloads, this works on any JSON text: the order of its
keys can be kept, and its numbers are written as they were, or as the encoder in question would write them.
"""

import json
import math
import re
from collections.abc import Callable, Iterator
from typing import Any

from maileroo_cli.webhook.diagnosis.finding import Candidate, Finding
from maileroo_cli.webhook.signing.body_style import go_float, js_float, php_float
from maileroo_cli.webhook.signing.escape import ESCAPES, encode_text, rewrite_escapes

MAX_SIZE = 2 * 1024 * 1024
"""A larger body is not parsed: its tree would need some 50 times as much memory."""

MANY_SIZE = 64 * 1024
"""A larger body is written anew as only the commonest encoders do: each takes some 0.2 s for 1 MiB."""

_MAX_PARTS = 16
_MAX_DEPTH = 32
_COMMON = 4
_MAX_DIGITS = 15
_NUMBER = re.compile('"\ue000([0-9]+)\ue001"')

Spacing = tuple[str, str, str | int | None]
Encoder = tuple[Spacing, str, Finding]

_COMPACT: Spacing = (",", ":", None)
_PYTHON: Spacing = (", ", ": ", None)
_TWO: Spacing = (",", ": ", 2)
_FOUR: Spacing = (",", ": ", 4)
_TAB: Spacing = (",", ": ", "\t")

_ENCODERS: tuple[Encoder, ...] = (
    (_COMPACT, "raw", Finding("json-compact")),
    (_COMPACT, "html", Finding("json-go")),
    (_PYTHON, "ascii", Finding("json-python")),
    (_COMPACT, "php", Finding("json-php")),
    (_TWO, "raw", Finding("json-pretty", "2 spaces")),
    (_FOUR, "raw", Finding("json-pretty", "4 spaces")),
    (_TAB, "raw", Finding("json-pretty", "a tab")),
    (_COMPACT, "dotnet", Finding("json-dotnet")),
    (_COMPACT, "gson", Finding("json-gson")),
    (_PYTHON, "raw", Finding("json-python", "with ensure_ascii=False")),
    (_COMPACT, "ascii", Finding("json-python", "with separators=(',', ':')")),
    (_COMPACT, "slash", Finding("json-php", "with JSON_UNESCAPED_UNICODE")),
    (_FOUR, "php", Finding("json-pretty", "4 spaces, as PHP does")),
    (_FOUR, "slash", Finding("json-pretty", "4 spaces, as PHP does with JSON_UNESCAPED_UNICODE")),
    (_TWO, "html", Finding("json-pretty", "2 spaces, as Go does")),
    (_TAB, "html", Finding("json-pretty", "a tab, as Go does")),
    (_TWO, "ascii", Finding("json-pretty", "2 spaces, as Python does")),
    (_FOUR, "ascii", Finding("json-pretty", "4 spaces, as Python does")),
    (_TWO, "dotnet", Finding("json-pretty", "2 spaces, as .NET does")),
)


def reserialise(body: bytes) -> Iterator[Candidate]:
    """Yield the JSON in ``body`` written anew, the likeliest first; nothing where it is no JSON. Never raises.

    A value may come several times, and may be ``body`` itself.
    """
    if len(body) > MAX_SIZE or not body:
        return
    text = body.decode("utf-8-sig", "replace")
    try:
        document = _Document(text)
        yield from _rewritten(document, body)
        for one in rewrite_escapes(text):
            how = "signed with escapes" if one.applied else "signed without escapes"
            yield _candidate(one.text, Finding(f"json-{one.family}-escapes", how))
        yield from _parts(document)
        yield from _nested(document, text)
    except (ValueError, RecursionError):
        return


class _Document:
    """A parsed body. Numbers that encoders disagree about are held as placeholders: their text must survive."""

    def __init__(self, text: str) -> None:
        self.numbers: list[str] = []
        decoder = json.JSONDecoder(parse_float=self._hold, parse_int=self._parse_int)
        self.tree: Any = decoder.decode(text)

    def _parse_int(self, literal: str) -> int | str:
        return int(literal) if len(literal) <= _MAX_DIGITS else self._hold(literal)

    def _hold(self, literal: str) -> str:
        self.numbers.append(literal)
        return f"\ue000{len(self.numbers) - 1}\ue001"

    def write(self, tree: Any, spacing: Spacing, number: Callable[[str], str]) -> str:
        """Return ``tree`` as JSON with non-ASCII raw, its held numbers written by ``number``."""
        comma, colon, indent = spacing
        text = json.dumps(tree, ensure_ascii=False, separators=(comma, colon), indent=indent)
        return self.restore(text, number)

    def restore(self, text: str, number: Callable[[str], str]) -> str:
        """Put the held numbers in place of their placeholders."""
        if not self.numbers:
            return text
        return _NUMBER.sub(lambda held: number(self._literal(held)), text)

    def _literal(self, held: re.Match[str]) -> str:
        index = int(held[1]) if len(held[1]) <= _MAX_DIGITS else len(self.numbers)
        return self.numbers[index] if index < len(self.numbers) else held[0]


def _rewritten(document: _Document, body: bytes) -> Iterator[Candidate]:
    many = len(body) <= MANY_SIZE
    encoders = list(_ENCODERS if many else _ENCODERS[:_COMMON])
    if _depth(document.tree) > _MAX_DEPTH:
        # A deep tree grows with the square of its depth when it is indented.
        encoders = [one for one in encoders if one[0][2] is None]
    own = []
    for (spacing, escape, finding), value in _written(document, document.tree, encoders):
        if value == body:
            own.append((spacing, escape, finding))
        yield Candidate(value, (finding,))
    for order, tree in _orders(document.tree):
        yield from (Candidate(value, (order,)) for _, value in _written(document, tree, own))
        for (_, _, finding), value in _written(document, tree, encoders if many else []):
            yield Candidate(value, (finding, order))


def _written(document: _Document, tree: Any, encoders: list[Encoder]) -> Iterator[tuple[Encoder, bytes]]:
    """Yield ``tree`` as each of ``encoders`` writes it: numbers in its own manner first, then as they stood."""
    texts: dict[tuple[Spacing, Callable[[str], str]], str] = {}
    for encoder in encoders:
        spacing, escape, _ = encoder
        for number in (_NUMBERS[escape], str) if document.numbers else (str,):
            if (spacing, number) not in texts:
                texts[spacing, number] = document.write(tree, spacing, number)
            yield encoder, encode_text(ESCAPES[escape](texts[spacing, number]))


def _orders(tree: Any) -> Iterator[tuple[Finding, Any]]:
    """Yield ``tree`` with its keys in other orders, as far as they are other orders."""
    written = json.dumps(tree)
    deep = _sorted(tree)
    if json.dumps(deep) != written:
        yield Finding("json-key-order", "sorted at every level"), deep
    if isinstance(tree, dict):
        top = dict(sorted(tree.items()))
        if json.dumps(top) not in (written, json.dumps(deep)):
            yield Finding("json-key-order", "sorted at the top level only"), top


def _depth(tree: Any) -> int:
    if not isinstance(tree, dict | list):
        return 0
    return 1 + max(map(_depth, tree.values() if isinstance(tree, dict) else tree), default=0)


def _sorted(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {key: _sorted(value) for key, value in sorted(tree.items())}
    return [_sorted(value) for value in tree] if isinstance(tree, list) else tree


def _parts(document: _Document) -> Iterator[Candidate]:
    """Yield each object or array right inside the payload, as three encoders write it."""
    if isinstance(document.tree, dict):
        parts = [part for part in document.tree.values() if isinstance(part, dict | list)]
        for part in parts[:_MAX_PARTS]:
            for spacing, escape, _ in _ENCODERS[:3]:
                text = document.write(part, spacing, _NUMBERS[escape])
                yield _candidate(ESCAPES[escape](text), Finding("json-part"))


def _nested(document: _Document, text: str) -> Iterator[Candidate]:
    """Yield the body as a JSON string, or the text inside when it is one, and Python's text of the payload."""
    if isinstance(document.tree, str):
        yield _candidate(document.tree, Finding("json-string", "this body is such a string"))
        return
    string = json.dumps(text, ensure_ascii=False)
    for escape in ("raw", "html", "ascii", "php"):
        yield _candidate(ESCAPES[escape](string), Finding("json-string", "the signed text was one"))
    literal = re.sub(r"'\\ue000([0-9]+)\\ue001'", '"\ue000\\1\ue001"', repr(document.tree))
    yield _candidate(document.restore(literal, str), Finding("json-repr"))


def _candidate(text: str, finding: Finding) -> Candidate:
    return Candidate(encode_text(text), (finding,))


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


_NUMBERS: dict[str, Callable[[str], str]] = {
    "raw": _javascript_number,
    "html": _go_number,
    "ascii": _python_number,
    "php": _php_number,
    "slash": _php_number,
    "dotnet": str,
    "gson": str,
}

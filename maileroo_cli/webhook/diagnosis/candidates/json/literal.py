"""The texts that languages other than Python show of a parsed payload: they look like JSON, and are none."""

import json
import math
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from maileroo_cli.webhook.diagnosis.candidates.json.document import JsonDocument
from maileroo_cli.webhook.signing.body_style import php_float

_HASHES = ("Ruby's", "Ruby's (3.4)")
_BARE_KEY = re.compile(r"[A-Za-z_]\w*[?!]?", re.ASCII)
_RUBY = re.compile(r'\s*\{\s*"(?:[^"\\]|\\.)*"\s*=>')
_STRING_OR_ARROW = re.compile(r'("(?:[^"\\]|\\.)*+(?:"|\\?\Z))|\s*=>\s*|\bnil\b', re.DOTALL)
_BARE_START = re.compile(r"\s*\{\s*[A-Za-z_$][\w$]*\s*:")
_SCRIPT = re.compile(
    r"'((?:[^'\\]|\\.)*+)(?:'|\\?\Z)|([{,]\s*)([A-Za-z_$][\w$]*)\s*:|\bundefined\b", re.ASCII | re.DOTALL
)
_QUOTED_KEY = re.compile(r"\s*\{\s*'")
_SPECIAL = re.compile(r'["\\#\x00-\x1f\x7f]')
_SMALLEST_PLAIN, _LARGEST_PLAIN = 1e-3, 1e7
_GO_EXPONENTS = (-4, 6)


class LiteralForm(NamedTuple):
    """How one language shows an object, a list, a key, a string, nothing and a number."""

    map_ends: tuple[str, str]
    list_ends: tuple[str, str]
    comma: str
    key: Callable[[str], str]
    text: Callable[[str], str]
    null: str
    number: Callable[[str], str]
    in_order: bool = False

    def show(self, tree: Any, document: JsonDocument) -> str:
        """Return ``tree`` as the language shows it."""
        if isinstance(tree, dict):
            keys = sorted(tree) if self.in_order else list(tree)
            return self._join(self.map_ends, [self.key(key) + self.show(tree[key], document) for key in keys])
        if isinstance(tree, list):
            return self._join(self.list_ends, [self.show(value, document) for value in tree])
        if tree is None or isinstance(tree, bool):
            return self.null if tree is None else str(tree).lower()
        held = document.literal_of(tree) if isinstance(tree, str) else str(tree)
        return self.text(tree) if held is None else self.number(held)

    def _join(self, ends: tuple[str, str], parts: list[str]) -> str:
        return ends[0] + self.comma.join(parts) + ends[1]


def java_text(tree: Any, document: JsonDocument) -> str:
    """Return ``tree`` as Java's ``Map.toString`` shows it."""
    return dict(_FORMS)["Java's"].show(tree, document)


def literals(document: JsonDocument) -> Iterator[tuple[str, str]]:
    """Yield the payload as each language shows it, and whose text that is."""
    if not isinstance(document.tree, dict | list):
        return
    for language, form in _FORMS:
        text = form.show(document.tree, document)
        yield language, text
        if language in _HASHES:
            yield "Rails' parameters", f"#<ActionController::Parameters {text} permitted: false>"
    yield "PHP's serialize", _serialize(document.tree, document)
    yield "PHP's var_export", _var_export(document.tree, document, "")
    yield "Python's OrderedDict", f"OrderedDict({_python(document.tree, document)})"
    yield "PHP's print_r", _print_r(document.tree, document, "")


def parse_literal(text: str) -> JsonDocument | None:
    """Return the payload that ``text`` shows in the manner of Python, Ruby or JavaScript, if it does."""
    try:
        if _RUBY.match(text):
            pairs = _STRING_OR_ARROW.sub(lambda found: found[1] or (": " if "=>" in found[0] else "null"), text)
            return JsonDocument(pairs)
        if "'" in text and _BARE_START.match(text):
            return JsonDocument(_SCRIPT.sub(_script_token, text))
        if _QUOTED_KEY.match(text):
            import ast

            return JsonDocument(json.dumps(ast.literal_eval(text.strip()), ensure_ascii=False))
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        pass
    return None


def _script_token(found: re.Match[str]) -> str:
    """Return a token of a JavaScript object as it stands in JSON."""
    if found[1] is not None:
        return json.dumps(found[1].replace("\\'", "'"), ensure_ascii=False)
    return f'{found[2]}"{found[3]}":' if found[3] else "null"


def _ruby_text(text: str) -> str:
    if not _SPECIAL.search(text):
        return f'"{text}"'
    shown = json.dumps(text, ensure_ascii=False)
    return re.sub(r"#(?=[{$@])", r"\\#", shown).replace("\\u001b", "\\e")


def _ruby_symbol(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else _ruby_text(key)


def _number_of_ruby(literal: str) -> str:
    if literal.lstrip("-").isdigit():
        return literal
    value = float(literal)
    if value and not 1e-4 <= abs(value) < 1e16:
        mantissa, _, exponent = f"{value!r}".partition("e")
        return f"{mantissa if '.' in mantissa else mantissa + '.0'}e{int(exponent):+03d}"
    return repr(value)


def java_double(literal: str) -> str:
    """Return a number as Java's ``Double.toString`` writes it."""
    value = float(literal)
    if not math.isfinite(value) or value == 0 or _SMALLEST_PLAIN <= abs(value) < _LARGEST_PLAIN:
        return repr(value)
    exponent = f"{value:.16e}".partition("e")[2]
    digits = repr(value).partition("e")[0].replace(".", "").strip("-").strip("0")
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[0]}.{digits[1:] or '0'}E{int(exponent)}"


def _java_number(literal: str) -> str:
    return literal if literal.lstrip("-").isdigit() else java_double(literal)


def _go_number(literal: str) -> str:
    """Return a number as Go's ``%v`` writes a float64."""
    value = float(literal)
    digits = repr(abs(value)).partition("e")[0].replace(".", "").strip("0") or "0"
    exponent = int(f"{abs(value):.16e}".partition("e")[2]) if value else 0
    if _GO_EXPONENTS[0] <= exponent < _GO_EXPONENTS[1]:
        from decimal import Decimal

        return f"{Decimal(repr(value)):f}".removesuffix(".0")
    sign = "-" if value < 0 else ""
    fraction = f".{digits[1:]}" if digits[1:] else ""
    return f"{sign}{digits[0]}{fraction}e{exponent:+03d}"


def _serialize(tree: Any, document: JsonDocument) -> str:
    if isinstance(tree, dict | list):
        items = tree.items() if isinstance(tree, dict) else enumerate(tree)
        inside = "".join(_serialize(key, document) + _serialize(value, document) for key, value in items)
        return f"a:{len(tree)}:{{{inside}}}"
    if tree is None:
        return "N;"
    if isinstance(tree, bool | int):
        return f"b:{int(tree)};" if isinstance(tree, bool) else f"i:{tree};"
    held = document.literal_of(tree)
    if held is not None:
        return f"i:{held};" if held.lstrip("-").isdigit() else f"d:{php_float(float(held))};"
    return f's:{len(tree.encode("utf-8", "replace"))}:"{tree}";'


def _print_r(tree: Any, document: JsonDocument, margin: str) -> str:
    if not isinstance(tree, dict | list):
        held = document.literal_of(tree) if isinstance(tree, str) else None
        return held or ("" if tree is None or tree is False else "1" if tree is True else str(tree))
    inner = margin + " " * 8
    items = tree.items() if isinstance(tree, dict) else enumerate(tree)
    lines = "".join(f"{margin}    [{key}] => {_print_r(value, document, inner)}\n" for key, value in items)
    return f"Array\n{margin}(\n{lines}{margin})\n"


def _var_export(tree: Any, document: JsonDocument, margin: str) -> str:
    if isinstance(tree, dict | list):
        lines = []
        for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
            name = f"'{_php_text(key)}'" if isinstance(key, str) else str(key)
            start = f"\n{margin}  " if isinstance(value, dict | list) else ""
            lines.append(f"{margin}  {name} => {start}{_var_export(value, document, margin + '  ')},\n")
        return f"array (\n{''.join(lines)}{margin})"
    if tree is None:
        return "NULL"
    held = document.literal_of(tree) if isinstance(tree, str) else str(tree).lower()
    return f"'{_php_text(tree)}'" if held is None else held


def _php_text(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")


def _python(tree: Any, document: JsonDocument) -> str:
    literal = re.sub(r"'\\ue000([0-9]+)\\ue001'", '"\ue000\\1\ue001"', repr(tree))
    return document.restore(literal, str)


_BRACES, _BRACKETS = ("{", "}"), ("[", "]")
_FORMS: tuple[tuple[str, LiteralForm], ...] = (
    *(
        (
            f"Ruby's{version}",
            LiteralForm(_BRACES, _BRACKETS, ", ", key, _ruby_text, "nil", _number_of_ruby),
        )
        for version, key in (
            ("", lambda key: f"{_ruby_text(key)}=>"),
            (" (3.4)", lambda key: f"{_ruby_text(key)} => "),
            (", with symbols", lambda key: f":{_ruby_symbol(key)}=>"),
            (" (3.4), with symbols", lambda key: f"{_ruby_symbol(key)}: "),
        )
    ),
    ("Java's", LiteralForm(_BRACES, _BRACKETS, ", ", "{}=".format, str, "null", _java_number)),
    ("Java's, by Gson", LiteralForm(_BRACES, _BRACKETS, ", ", "{}=".format, str, "null", java_double)),
    ("Go's", LiteralForm(("map[", "]"), _BRACKETS, " ", "{}:".format, str, "<nil>", _go_number, in_order=True)),
    ("Go's", LiteralForm(("map[", "]"), _BRACKETS, " ", "{}:".format, str, "<nil>", str, in_order=True)),
    (
        "Elixir's",
        LiteralForm(
            ("%{", "}"), _BRACKETS, ", ", lambda key: f"{_ruby_text(key)} => ", _ruby_text, "nil", str, in_order=True
        ),
    ),
    (
        "Dart's or Groovy's",
        LiteralForm(_BRACES, _BRACKETS, ", ", "{}: ".format, str, "null", _java_number),
    ),
    ("Groovy's", LiteralForm(_BRACKETS, _BRACKETS, ", ", "{}:".format, str, "null", _java_number)),
)

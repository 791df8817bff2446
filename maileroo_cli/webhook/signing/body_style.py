"""From a payload to the exact bytes of a body, in the styles of several JSON encoders. Signing is not done here.

``go`` is the default, because Maileroo runs Go (inferred): compact, keys in order, ``/`` and non-ASCII left raw,
and ``<`` ``>`` ``&`` U+2028 U+2029 written as escapes. The other styles are what receivers re-serialise to. What
those encoders themselves made of awkward payloads is among the fixtures, and the tests compare.
"""

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal, TypeAlias

from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.text.shown import show

Payload = Mapping[str, Any]


class Style(StrEnum):
    """Whose JSON encoder the body looks like, each with its defaults.

    >>> [str(style) for style in Style]
    ['go', 'compact', 'pretty', 'python', 'php']

    ``go`` is ``json.Marshal`` since Go 1.22, ``compact`` is JavaScript's ``JSON.stringify`` and ``pretty`` the same
    with an indent of 2, ``python`` is ``json.dumps``, ``php`` is ``json_encode``.
    """

    GO = "go"
    COMPACT = "compact"
    PRETTY = "pretty"
    PYTHON = "python"
    PHP = "php"


StyleName: TypeAlias = Literal["go", "compact", "pretty", "python", "php"]
"""The same as text, so that an editor completes it."""


def encode(payload: Payload, style: Style | StyleName = Style.GO) -> bytes:
    r"""Return the body of ``payload`` in ``style``, keys sorted at every level as in every official sample.

    >>> encode({"message_id": "<1@example.com>", "tags": None})
    b'{"message_id":"\\u003c1@example.com\\u003e","tags":null}'
    >>> encode({"url": "https://example.com/"}, "php")
    b'{"url":"https:\\/\\/example.com\\/"}'

    A payload that JSON cannot hold, and an unknown style, raise ``UsageError``.

    A surrogate stands for what is not text, such as one byte that is not UTF-8. ``compact``, ``pretty`` and
    ``python`` write it as an escape; ``go`` and ``php`` cannot hold it and write U+FFFD. (PHP joins the bytes of one
    broken sequence into one U+FFFD; here there is one for each.)
    """
    encoder = _encoder_of(style)
    try:
        return encoder(payload)
    except (AttributeError, RecursionError, TypeError, ValueError) as error:
        raise UsageError(f"the payload cannot be written as JSON ({show(str(error))})", _JSON) from None


def _encoder_of(style: object) -> Callable[[Payload], bytes]:
    if isinstance(style, str) and style in _ENCODERS:
        return _ENCODERS[style]
    from maileroo_cli.webhook.text.nearest import suggest

    raise UsageError(f"there is no style {show(repr(style))}", suggest(str(style), Style))


_JSON = "give a dict with texts as keys, of texts, finite numbers, lists, dicts, True, False and None"
_RAW = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)
_PRETTY = json.JSONEncoder(ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False)
_PYTHON = json.JSONEncoder(sort_keys=True, allow_nan=False)
_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


def quote_go(text: str) -> str:
    """Return ``text`` as a JSON string in the ``go`` style, quotes included."""
    return _without_surrogates(escape_html(_RAW.encode(text)))


def _encode_go(payload: Payload) -> bytes:
    text = _write(payload, _Form(go_float)) if _has_float(payload) else _RAW.encode(payload)
    return _without_surrogates(escape_html(text)).encode()


def _without_surrogates(text: str) -> str:
    # Go writes this escape here, though the replacement character itself it leaves raw.
    return text if text.isascii() else _SURROGATE.sub(r"\\ufffd", text)


def _encode_compact(payload: Payload) -> bytes:
    return _javascript_bytes(_write(payload, _Form(js_float)) if _has_float(payload) else _RAW.encode(payload))


def _encode_pretty(payload: Payload) -> bytes:
    form = _Form(js_float, colon=": ", indent="  ")
    return _javascript_bytes(_write(payload, form) if _has_float(payload) else _PRETTY.encode(payload))


def _encode_python(payload: Payload) -> bytes:
    return _PYTHON.encode(payload).encode()


def _encode_php(payload: Payload) -> bytes:
    text = _write(payload, _Form(php_float)) if _has_float(payload) else _RAW.encode(payload)
    text = _SURROGATE.sub("\ufffd", text).replace("/", "\\/")
    return _NOT_ASCII.sub(lambda match: utf16_escape(match[0]), text).encode()


_ENCODERS: dict[str, Callable[[Payload], bytes]] = {
    Style.GO: _encode_go,
    Style.COMPACT: _encode_compact,
    Style.PRETTY: _encode_pretty,
    Style.PYTHON: _encode_python,
    Style.PHP: _encode_php,
}


def escape_html(text: str) -> str:
    """Write the five characters that Go's default encoder escapes inside strings."""
    text = text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
    return text if text.isascii() else text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def go_float(value: float) -> str:
    """Return ``value`` as Go's encoding/json writes a float64: no exponent from 1e-6 up to 1e21."""
    if value == 0:
        return "-0" if math.copysign(1, value) < 0 else "0"
    if 1e-6 <= abs(value) < 1e21:
        return _plain(value)
    mantissa, _, exponent = f"{value!r}".partition("e")
    return f"{mantissa.removesuffix('.0')}e{int(exponent):+d}"


def js_float(value: float) -> str:
    """Return ``value`` as JavaScript writes a number: as Go does, but without the sign of zero."""
    return go_float(value) if value else "0"


def php_float(value: float) -> str:
    """Return ``value`` as PHP's ``json_encode`` writes it with its default precision."""
    if value == 0 or 1e-4 <= abs(value) < 1e17:
        return go_float(value)
    mantissa, _, exponent = f"{value!r}".partition("e")
    return f"{mantissa if '.' in mantissa else mantissa + '.0'}e{int(exponent):+d}"


def _plain(value: float) -> str:
    """Return the shortest digits that round-trip, without an exponent."""
    text = repr(value)
    if "e" in text:
        from decimal import Decimal

        text = f"{Decimal(text):f}"
    return text.removesuffix(".0")


def _has_float(value: Mapping[str, Any] | list[Any]) -> bool:
    for item in value if isinstance(value, list) else value.values():
        kind = type(item)
        if kind is float or ((kind is dict or kind is list) and _has_float(item)):
            return True
    return False


@dataclass(frozen=True, slots=True)
class _Form:
    """How :func:`_write` writes floats, what stands after a key, and whether lines are indented."""

    number: Callable[[float], str]
    colon: str = ":"
    indent: str = ""


def _write(value: Any, form: _Form, margin: str = "") -> str:
    """Encode as ``_RAW`` or ``_PRETTY`` do, but with floats as another language writes them."""
    if isinstance(value, float) and math.isfinite(value):
        return form.number(value)
    if not value or not isinstance(value, dict | list):
        return _RAW.encode(value)
    inner = margin + form.indent
    if isinstance(value, dict):
        items = [f"{_RAW.encode(key)}{form.colon}{_write(value[key], form, inner)}" for key in sorted(value)]
    else:
        items = [_write(item, form, inner) for item in value]
    first, last = "{}" if isinstance(value, dict) else "[]"
    if not form.indent:
        return f"{first}{','.join(items)}{last}"
    between = f",\n{inner}"
    return f"{first}\n{inner}{between.join(items)}\n{margin}{last}"


def _javascript_bytes(text: str) -> bytes:
    """Encode, with an escape for each surrogate that is not half of a pair."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
        return _SURROGATE.sub(lambda match: utf16_escape(match[0]), joined).encode()


def utf16_escape(char: str, *, upper: bool = False) -> str:
    r"""Return the ``\uXXXX`` of a character, or the two of one beyond U+FFFF, in lower or upper case."""
    units = char.encode("utf-16-be", "surrogatepass").hex()
    units = units.upper() if upper else units
    return "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4))

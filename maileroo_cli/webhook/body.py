"""From a payload to the exact bytes of a body, in the styles of several JSON encoders. Signing is not done here.

``go`` is the default, because Maileroo runs Go (inferred): compact, keys in order, ``/`` and non-ASCII left raw, and
``<`` ``>`` ``&`` U+2028 U+2029 written as escapes. The other styles are what receivers re-serialise to.
"""

import json
import math
import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

Payload = Mapping[str, Any]


class Style(StrEnum):
    """Whose JSON encoder the body looks like."""

    GO = "go"
    COMPACT = "compact"
    PRETTY = "pretty"
    PYTHON = "python"
    PHP = "php"


_RAW = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)
_PRETTY = json.JSONEncoder(ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False)
_PYTHON = json.JSONEncoder(sort_keys=True, allow_nan=False)
_ASCII = json.JSONEncoder(separators=(",", ":"), sort_keys=True, allow_nan=False)
_SURROGATE = re.compile("[\ud800-\udfff]")


def encode(payload: Payload, style: Style = Style.GO) -> bytes:
    """Return the body of ``payload`` in ``style``, keys sorted at every level as in every official sample."""
    return _ENCODERS[style](payload)


def _encode_go(payload: Payload) -> bytes:
    text = escape_html(_write(payload, _RAW, go_float) if _has_float(payload) else _RAW.encode(payload))
    try:
        return text.encode()
    except UnicodeEncodeError:
        # What is not valid UTF-8 in a Go string is written as this escape, not as the raw replacement character.
        return _SURROGATE.sub(r"\\ufffd", text).encode()


def _encode_compact(payload: Payload) -> bytes:
    return _utf8(_RAW.encode(payload))


def _encode_pretty(payload: Payload) -> bytes:
    return _utf8(_PRETTY.encode(payload))


def _encode_python(payload: Payload) -> bytes:
    return _PYTHON.encode(payload).encode()


def _encode_php(payload: Payload) -> bytes:
    text = _write(payload, _ASCII, php_float) if _has_float(payload) else _ASCII.encode(payload)
    return text.replace("/", "\\/").replace("\\u007f", "\x7f").encode()


_ENCODERS: dict[Style, Callable[[Payload], bytes]] = {
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


def php_float(value: float) -> str:
    """Return ``value`` as PHP's ``json_encode`` writes it with its default precision."""
    if value == 0:
        return "-0.0" if math.copysign(1, value) < 0 else "0.0"
    if 1e-4 <= abs(value) < 1e17:
        return _plain(value)
    mantissa, _, exponent = f"{value!r}".partition("e")
    mantissa = mantissa if "." in mantissa else f"{mantissa}.0"
    return f"{mantissa}e{int(exponent):+d}"


def _plain(value: float) -> str:
    """Return the shortest digits that round-trip, without an exponent."""
    text = repr(value)
    if "e" in text:
        from decimal import Decimal

        text = f"{Decimal(text):f}"
    return text.removesuffix(".0")


def _has_float(value: Any) -> bool:
    for item in value.values() if isinstance(value, dict) else value:
        kind = type(item)
        if kind is float or ((kind is dict or kind is list) and _has_float(item)):
            return True
    return False


def _write(value: Any, encoder: json.JSONEncoder, float_text: Callable[[float], str]) -> str:
    """Encode compactly like ``encoder``, but with floats as another language writes them."""
    if isinstance(value, dict):
        pairs = (f"{encoder.encode(key)}:{_write(value[key], encoder, float_text)}" for key in sorted(value))
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(_write(item, encoder, float_text) for item in value) + "]"
    return float_text(value) if isinstance(value, float) else encoder.encode(value)


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text).encode()

"""Headers as tools write them into JSON: an object, pairs, objects with a name and a value, lines of text.

Which object's headers they are is decided in ``formats.document``.
"""

import json
from collections.abc import Iterator
from typing import Any

from maileroo_cli.webhook.signing.request import TOKEN, Headers

_NAMES = ("name", "key", "Name", "Key", "header", "n")
_VALUES = ("value", "Value", "val", "v")
_CGI = "HTTP_"


def read_header_form(value: Any) -> Headers | None:
    """Return headers in any of the known forms as pairs, in order; ``None`` where ``value`` is none of them."""
    if isinstance(value, str):
        return _of_text(value)
    try:
        if isinstance(value, dict):
            return tuple(_of_object(value))
        if isinstance(value, list):
            return tuple(_of_list(value))
    except (TypeError, ValueError, KeyError):
        pass
    return None


def header_name(key: str) -> str:
    """Return the name of a header by its key; CGI's environment, and what is made after it, has ``HTTP_X_NAME``."""
    if key.upper().startswith(_CGI):
        return key[len(_CGI) :].replace("_", "-").title()
    return {"CONTENT_TYPE": "Content-Type", "CONTENT_LENGTH": "Content-Length"}.get(key, key)


def _of_object(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, item in value.items():
        name = header_name(key)
        for one in item if isinstance(item, list) else [item]:
            if isinstance(one, dict):  # CloudFront's: {"name": [{"key": "Name", "value": "…"}]}
                yield _pair(one)
            elif one is not None:
                yield name, _text(one)


def _of_list(value: list[Any]) -> Iterator[tuple[str, str]]:
    if value and all(isinstance(one, str) for one in value):
        if all(_is_line(one) for one in value):
            yield from (_split(one) for one in value)
            return
        if len(value) % 2 or not all(TOKEN.fullmatch(name) for name in value[::2]):
            raise ValueError
        yield from zip(value[::2], value[1::2], strict=True)  # as Node.js keeps them in rawHeaders
        return
    for one in value:
        if isinstance(one, dict):
            if not _is_off(one):
                yield _pair(one)
        elif isinstance(one, list) and len(one) == 2 and isinstance(one[0], str):
            yield one[0], _text(one[1])
        else:
            raise ValueError


def _is_off(one: dict[str, Any]) -> bool:
    """Tell whether a program that sends requests keeps a header without sending it."""
    off, on = ("disabled", "isDisabled"), ("enabled", "active", "checked")
    return any(one.get(key) is True for key in off) or any(one.get(key) is False for key in on)


def _pair(one: dict[str, Any]) -> tuple[str, str]:
    name = next((one[key] for key in _NAMES if isinstance(one.get(key), str)), None)
    if name is None:
        raise TypeError
    return name, _text(next((one[key] for key in _VALUES if one.get(key) is not None), ""))


def _of_text(text: str) -> Headers | None:
    """Return headers that stand in a text: lines as in a request, or an object of JSON or Python."""
    if text.lstrip()[:1] in {"{", "["}:
        return read_header_form(_parse(text))
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines or not all(map(_is_line, lines)):
        return None
    return tuple(map(_split, lines))


def _parse(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    import ast

    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return None


def _is_line(line: str) -> bool:
    name, colon, _ = line.partition(":")
    return bool(colon) and TOKEN.fullmatch(name.strip()) is not None


def _split(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name.strip(), value.strip()


def _text(value: Any) -> str:
    if isinstance(value, dict | list):
        raise TypeError
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)

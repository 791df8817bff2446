r"""Showing JSON as it was written, but with a line for each value: no escape, number, order or double key is changed.

A parser and an encoder would hide what a signature covers, such as ``\u003c`` in place of ``<``.
"""

import json
from collections.abc import Callable, Iterator
from enum import Enum

from maileroo_cli.report.terminal.console import Ink
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.webhook.text.json_difference import TOKEN

_INDENT = "  "
_DEEPEST = 40
"""Deeper levels are not indented further, since lines of a thousand blanks help nobody."""


class TokenKind(Enum):
    """What a token is, by its colour."""

    KEY = Ink.NAME
    STRING = Ink.GOOD
    OTHER = Ink.RISK
    SIGN = None


Paint = Callable[[str, TokenKind], str]


def read_json(body: bytes) -> str | None:
    """Return the text of a body that is JSON, ``None`` for any other."""
    try:
        json.loads(body)
        return body.decode("utf-8-sig")
    except (ValueError, RecursionError):
        return None


def read_strict_json(body: bytes) -> str | None:
    """Return the same, without NaN and the like, which Python alone takes for JSON, and with numbers of any length."""
    try:
        text = body.decode("utf-8-sig")
        json.loads(text, parse_int=str, parse_float=str, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    return text


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def indent_json(text: str, paint: Paint, shown: Callable[[str], str] = safe) -> Iterator[str]:
    """Yield the lines of a JSON text, every token as it was written and harmless.

    What makes it harmless is ``shown``; whoever shows the lines in a way of their own may leave it as it is.
    """
    tokens = TOKEN.findall(text)
    line, depth = "", 0
    for part, following in zip(tokens, [*tokens[1:], ""], strict=True):
        if part in "}]" and not line.endswith(("{", "[")):
            yield line
            depth -= 1
            line = _INDENT * min(depth, _DEEPEST)
        elif part in "}]":
            depth -= 1
        line += paint(shown(part), _kind(part, following))
        if part == ":":
            line += " "
        elif part in "{[":
            depth += 1
            if following not in ("}", "]"):
                yield line
                line = _INDENT * min(depth, _DEEPEST)
        elif part == ",":
            yield line
            line = _INDENT * min(depth, _DEEPEST)
    if line:
        yield line


def _kind(part: str, following: str) -> TokenKind:
    if part in "{}[],:":
        return TokenKind.SIGN
    if not part.startswith('"'):
        return TokenKind.OTHER
    return TokenKind.KEY if following == ":" else TokenKind.STRING

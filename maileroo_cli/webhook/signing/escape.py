"""How encoders write the characters of JSON strings: which ones become escapes, and in what form.

All of this works on JSON text whose non-ASCII characters are raw. Spacing and order are in
``diagnosis.candidates.json``.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from maileroo_cli.webhook.signing.body_style import escape_html, utf16_escape

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)
_NON_ASCII = re.compile("[\x7f-\U0010ffff]")
_BEYOND_ASCII = re.compile("[\x80-\U0010ffff]")
_DOTNET = re.compile("\\\\.|[&'+<>`\x7f-\U0010ffff]", re.DOTALL)
_GSON = re.compile("[&'<=>\u2028\u2029]")
_HTML = frozenset("<>&\u2028\u2029")


def encode_text(text: str) -> bytes:
    """Return ``text`` as UTF-8; a lone surrogate becomes the replacement character, as in JavaScript and Go."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return re.sub("[\ud800-\udfff]", "\ufffd", text).encode()


class Rewritten(NamedTuple):
    """A JSON text with one ``family`` of escapes (``html``, ``ascii`` or ``slash``) applied or, else, undone."""

    text: str
    family: str
    applied: bool


def rewrite_escapes(text: str) -> Iterator[Rewritten]:
    """Yield ``text`` with one family of escapes undone or applied, and nothing else changed."""
    if "\\u" in text:
        yield Rewritten(_undo(text, _HTML.__contains__), "html", False)
        yield Rewritten(_undo(text, _is_non_ascii), "ascii", False)
    if "\\/" in text:
        yield Rewritten(_undo_slash(text), "slash", False)
    yield Rewritten(escape_html(text), "html", True)
    yield Rewritten(_ascii(text), "ascii", True)
    yield Rewritten(_slash(_undo_slash(text)), "slash", True)


def _is_non_ascii(char: str) -> bool:
    return char > "\x7f"


def _undo(text: str, chosen: Callable[[str], bool]) -> str:
    def raw(escape: re.Match[str]) -> str:
        char = chr(int(escape[1], 16)) if escape[1] else ""
        return char if char and chosen(char) else escape[0]

    # Surrogate pairs were written as two escapes: joining them needs a turn through UTF-16.
    return _ESCAPE.sub(raw, text).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _undo_slash(text: str) -> str:
    return _ESCAPE.sub(lambda escape: "/" if escape[0] == "\\/" else escape[0], text)


def _raw(text: str) -> str:
    return text


def _ascii(text: str) -> str:
    return text if _plain(text) else _NON_ASCII.sub(lambda found: utf16_escape(found[0]), text)


def _plain(text: str) -> bool:
    return text.isascii() and "\x7f" not in text


def _slash(text: str) -> str:
    return text.replace("/", "\\/")


def _php(text: str) -> str:
    # Unlike Python, PHP leaves the delete character raw.
    return _BEYOND_ASCII.sub(lambda found: utf16_escape(found[0]), _slash(text))


def _dotnet(text: str) -> str:
    def escaped(found: re.Match[str]) -> str:
        if found[0].startswith("\\"):
            return "\\u0022" if found[0] == '\\"' else found[0]
        return utf16_escape(found[0], upper=True)

    return _DOTNET.sub(escaped, text)


def _gson(text: str) -> str:
    return _GSON.sub(lambda found: utf16_escape(found[0]), text)


ESCAPES: dict[str, Callable[[str], str]] = {
    "raw": _raw,
    "html": escape_html,
    "ascii": _ascii,
    "php": _php,
    "slash": _slash,
    "dotnet": _dotnet,
    "gson": _gson,
}
"""What each family of encoders makes of JSON text with raw characters, by the names that ``reserialisation`` uses."""

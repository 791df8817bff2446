"""A body's JSON as a tree of places in its text. No value is converted: what stands there is looked at as written."""

import json
import re
from codecs import BOM_UTF8
from dataclasses import dataclass, field

MAX_DEPTH = 200
"""A body that is nested deeper is not looked at: no payload is, and many programs refuse such bodies."""

_SPACE = re.compile(r"[ \t\n\r]*")
_STRING = re.compile(r'"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*"')
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_WORD = re.compile("true|false|null")


class NoJsonError(ValueError):
    """The body is no JSON, or is nested too deep; the text says which."""


@dataclass(slots=True)
class JsonPlace:
    """One value: it stands from ``start`` to ``end``, in characters.

    ``sort`` is its first character, ``t`` for a word and ``0`` for a number. An object has its keys, each a place of
    its own, beside its ``items``.
    """

    sort: str
    start: int
    end: int
    items: list["JsonPlace"] = field(default_factory=list)
    keys: list["JsonPlace"] = field(default_factory=list)


def read_text(body: bytes) -> str:
    """Return the text of a body, a byte order mark included; what is no UTF-8 raises ``NoJsonError``."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise NoJsonError("the body is no JSON") from None


def read_tree(text: str) -> JsonPlace:
    """Return the tree of a JSON text; what is none raises ``NoJsonError``."""
    mark = text.startswith(BOM_UTF8.decode())
    reader = _TreeReader(text)
    start = reader.space(int(mark))
    place = reader.value(start, 0)
    if reader.space(place.end) != len(text):
        raise reader.wrong()
    return place


def value_of(literal: str) -> str:
    """Return the text that a JSON string stands for."""
    return str(json.loads(literal)) if "\\" in literal else literal[1:-1]


class _TreeReader:
    """Reads the values of one text."""

    def __init__(self, text: str) -> None:
        self._text = text

    def value(self, start: int, depth: int) -> JsonPlace:
        """Return the value at a place, which is no white space."""
        first = self._text[start : start + 1]
        if first == '"':
            return JsonPlace('"', start, self._end(_STRING, start))
        if first in ("{", "["):
            if depth >= MAX_DEPTH:
                raise NoJsonError(f"the body is nested deeper than {MAX_DEPTH} levels")
            return self._group(first, start, depth + 1)
        if first in ("t", "f", "n"):
            return JsonPlace("t", start, self._end(_WORD, start))
        return JsonPlace("0", start, self._end(_NUMBER, start))

    def space(self, start: int) -> int:
        """Return where white space at a place ends."""
        found = _SPACE.match(self._text, start)
        return found.end() if found else start

    def wrong(self) -> NoJsonError:
        """Return the error of a text that is no JSON."""
        return NoJsonError("the body is no JSON")

    def _group(self, sort: str, start: int, depth: int) -> JsonPlace:
        place = JsonPlace(sort, start, start)
        last = "}" if sort == "{" else "]"
        at = self.space(start + 1)
        if self._text[at : at + 1] == last:
            place.end = at + 1
            return place
        while True:
            if sort == "{":
                key = JsonPlace('"', at, self._end(_STRING, at))
                place.keys.append(key)
                at = self.space(self._sign(":", self.space(key.end)))
            item = self.value(at, depth)
            place.items.append(item)
            at = self.space(item.end)
            if self._text[at : at + 1] == last:
                place.end = at + 1
                return place
            at = self.space(self._sign(",", at))

    def _sign(self, sign: str, at: int) -> int:
        if self._text[at : at + 1] != sign:
            raise self.wrong()
        return at + 1

    def _end(self, pattern: re.Pattern[str], start: int) -> int:
        found = pattern.match(self._text, start)
        if found is None:
            raise self.wrong()
        return found.end()

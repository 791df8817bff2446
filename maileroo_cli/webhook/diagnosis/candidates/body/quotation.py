"""Quotation marks that a shell kept or ate, and characters that a paste exchanged."""

import re
from collections.abc import Iterator
from itertools import combinations

from maileroo_cli.webhook.diagnosis.candidates.body.edge import with_ends
from maileroo_cli.webhook.diagnosis.finding import Candidate, changed

_MARKS = {'"': '"', "'": "'", "`": "`", "\u201c": "\u201d", "\u2018": "\u2019", "$'": "'", "@'": "'@"}
_UNQUOTED = re.compile(r"\s*[{\[]\s*[A-Za-z_{\[]")
_KEY = re.compile(r"\s*([A-Za-z_][\w.-]*)\s*:", re.ASCII)
_LITERAL = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null")
_MAX_SIZE = 64 * 1024
_MAX_DEPTH = 32

INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u00ad\ufeff]")
"""Characters that a paste brings and nobody sees."""

_PASTED = (
    (re.compile("[\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02]"), '"', "curly quotes"),
    (re.compile("[\u2018\u2019\u201a\u201b\u2032]"), "'", "curly apostrophes"),
    (re.compile("[\u00a0\u202f\u2000-\u200a\u3000]"), " ", "no-break or other wide spaces"),
    (INVISIBLE, "", "invisible characters"),
    (re.compile("[\u2010-\u2015\u2212]"), "-", "long dashes"),
    (re.compile("\u2026"), "...", "an ellipsis"),
)
"""What word processors, chats and web pages put in place of plain characters."""


def pasted_candidates(body: bytes) -> Iterator[Candidate]:
    """Yield ``body`` with plain characters in place of those that a paste puts there, each kind and all together."""
    if body.isascii():
        return
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return
    present = [one for one in _PASTED if one[0].search(text)]
    for count in range(1, len(present) + 1):
        for chosen in combinations(present, count):
            value = text
            for pattern, plain, _ in chosen:
                value = pattern.sub(plain, value)
            names = " and ".join(name for _, _, name in chosen)
            yield from with_ends(changed(value.encode(), "body-pasted", f"the body here has {names}"))


def quote_candidates(body: bytes) -> Iterator[Candidate]:
    """Yield ``body`` without the quotation marks around it, and with those that a shell took out of it."""
    if len(body) > _MAX_SIZE:
        return
    for mark in (b"'", b'"'):
        yield changed(mark + body + mark, "body-quotes", "signed with quotes around it")
    try:
        text = body.decode().strip()
    except UnicodeDecodeError:
        return
    for first, last in _MARKS.items():
        if len(text) > len(first + last) and text.startswith(first) and text.endswith(last):
            text = text[len(first) : len(text) - len(last)]
            yield from with_ends(changed(text.encode(), "body-quotes", "the body here has quotes around it"))
            break
    yield from _requoted(text)


def _requoted(text: str) -> Iterator[Candidate]:
    """Yield ``text`` with double quotes in place of single, doubled or lost ones."""
    if "'" in text and '"' not in text:
        value = text.replace("'", '"').encode()
        yield changed(value, "body-quotes", "the body here has single quotes instead of double quotes")
    if '""' in text:
        value = text.replace('""', '"').encode()
        yield changed(value, "body-quotes", "the body here has each quote doubled, as CSV does")
    if '"' not in text and _UNQUOTED.match(text):
        for numbers in (True, False):
            quoted = _Requoter(text, numbers=numbers).quote()
            if quoted is not None:
                yield from with_ends(changed(quoted.encode(), "body-quotes", "the body here has lost its quotes"))


class _Requoter:
    """Puts back the quotes of a JSON text that a shell ate: around keys, and around values that are no literals."""

    def __init__(self, text: str, *, numbers: bool) -> None:
        self._text = text
        self._numbers = numbers
        self._at = 0

    def quote(self) -> str | None:
        """Return the text with its quotes, or ``None`` where it is not in the form of JSON."""
        try:
            value = self._value(0, "")
        except (ValueError, IndexError):
            return None
        return value + self._text[self._at :] if not self._text[self._at :].strip() else None

    def _value(self, depth: int, inside: str) -> str:
        if depth > _MAX_DEPTH:
            raise ValueError(depth)
        space = self._skip()
        first = self._text[self._at : self._at + 1]
        if first == "{":
            return space + self._members(depth, "}")
        if first == "[":
            return space + self._members(depth, "]")
        return space + self._scalar(inside)

    def _members(self, depth: int, close: str) -> str:
        out = self._take(1)
        while True:
            space = self._skip()
            if self._text[self._at] == close:
                return out + space + self._take(1)
            if close == "}":
                key = _KEY.match(self._text, self._at)
                if not key:
                    raise ValueError(self._at)
                self._at = key.end()
                out += space + key[0].replace(key[1], f'"{key[1]}"', 1)
                space = ""
            out += space + self._value(depth + 1, close) + self._skip()
            if self._text[self._at] == ",":
                out += self._take(1)
            elif self._text[self._at] != close:
                raise ValueError(self._at)

    def _scalar(self, inside: str) -> str:
        """Take a value up to where the next key, the next item or the end of what it is in begins."""
        end = re.compile(r",(?=\s*[A-Za-z_][\w.-]*\s*:)|[}\]]" if inside == "}" else r"[,\]]", re.ASCII)
        found = end.search(self._text, self._at)
        if not found:
            raise ValueError(self._at)
        raw = self._text[self._at : found.start()]
        bare = raw.rstrip()
        self._at += len(bare)
        literal = _LITERAL.fullmatch(bare)
        return bare if literal and (self._numbers or bare.isalpha()) else f'"{bare}"'

    def _skip(self) -> str:
        start = self._at
        while self._text[self._at : self._at + 1].isspace():
            self._at += 1
        return self._text[start : self._at]

    def _take(self, count: int) -> str:
        self._at += count
        return self._text[self._at - count : self._at]

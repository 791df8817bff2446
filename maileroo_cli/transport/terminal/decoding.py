"""From the bytes that a terminal sends to keys. What they do is decided elsewhere."""

from __future__ import annotations

import codecs
import re

from maileroo_cli.transport.terminal.key import BACKSPACE, ENTER, ERASE_ALL, ERASE_WORD, ESCAPE

_CONTROLS = {
    "\r": ENTER,
    "\n": ENTER,
    "\x7f": BACKSPACE,
    "\b": BACKSPACE,
    "\x15": ERASE_ALL,
    "\x17": ERASE_WORD,
}
_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|O.|[^\[O])", re.DOTALL)
_BEGUN = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|O)?\Z")
_LONGEST = 64


class KeyDecoder:
    """Turns bytes into keys, in whatever pieces they come; keys without a meaning, like arrows, are left out."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("ignore")
        self._rest = ""

    @property
    def waits(self) -> bool:
        """Whether an ``Esc`` came that may be the beginning of another key; :meth:`settle` takes it for itself."""
        return bool(self._rest)

    def feed(self, data: bytes) -> list[str]:
        """Return the keys that are whole now."""
        text, self._rest = self._rest + self._decoder.decode(data), ""
        keys: list[str] = []
        at = 0
        while at < len(text):
            if text[at] != "\x1b":
                keys += _key(text[at])
                at += 1
            elif (whole := _SEQUENCE.match(text, at)) is not None:
                at = whole.end()
            elif _BEGUN.match(text, at) is not None and len(text) - at < _LONGEST:
                self._rest = text[at:]
                break
            else:
                at += 1
        return keys

    def settle(self) -> list[str]:
        """Return ``Esc`` where it came alone; nothing more of what began is awaited."""
        alone, self._rest = self._rest == "\x1b", ""
        return [ESCAPE] if alone else []


def _key(char: str) -> list[str]:
    if char in _CONTROLS:
        return [_CONTROLS[char]]
    return [char] if char.isprintable() else []

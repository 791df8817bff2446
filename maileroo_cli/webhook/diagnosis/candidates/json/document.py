"""A body's JSON as a tree that can be written again, the text of its numbers included."""

import json
import re
from collections.abc import Callable
from typing import Any

Spacing = tuple[str, str, str | int | None]
"""What stands after a value, what after a key, and the indentation."""

_MAX_DIGITS = 15
_NUMBER = re.compile('"\ue000([0-9]+)\ue001"')


class JsonDocument:
    """A parsed body. Numbers that encoders disagree about are held as placeholders: their text must survive."""

    def __init__(self, text: str) -> None:
        self.numbers: list[str] = []
        decoder = json.JSONDecoder(parse_float=self.hold, parse_int=self._parse_int)
        self.tree: Any = decoder.decode(text)

    def _parse_int(self, literal: str) -> int | str:
        return int(literal) if len(literal) <= _MAX_DIGITS else self.hold(literal)

    def hold(self, literal: str) -> str:
        """Return what stands in the tree for a number that is written as ``literal``."""
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

    def literal_of(self, placeholder: str) -> str | None:
        """Return the number that ``placeholder`` stands for, or ``None`` if it is a text like any other."""
        held = _NUMBER.fullmatch(f'"{placeholder}"') if placeholder.startswith("\ue000") else None
        return self._literal(held) if held else None

    def _literal(self, held: re.Match[str]) -> str:
        index = int(held[1]) if len(held[1]) <= _MAX_DIGITS else len(self.numbers)
        return self.numbers[index] if index < len(self.numbers) else held[0]

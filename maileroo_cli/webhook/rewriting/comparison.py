"""A body beside what a program writes that has parsed it: the places that differ, in the order of the body.

The places are found token by token, so that each says what was done there; putting the text of each into the body gives
exactly what the program writes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from maileroo_cli.webhook.rewriting import reason
from maileroo_cli.webhook.rewriting.tree import JsonPlace, value_of
from maileroo_cli.webhook.rewriting.writer import JsonWriter

_UNIT = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|[^\\]", re.DOTALL)
_NO_CHANGE = re.compile(r"[ !#-%'-.0-;=?-\[\]-~]*")
"""Characters that every program writes as they are."""

_AFTER_START, _BEFORE_END = "behind a bracket", "before a bracket"
_COMMA, _BEFORE_COMMA = "after a comma", "before a comma"
_COLON, _BEFORE_COLON = "after a colon", "before a colon"
_AROUND = "around the whole"


class Rewriting(NamedTuple):
    """One place, in characters from ``start`` to ``end``, and the text that would stand there instead."""

    start: int
    end: int
    instead: str
    reason: str


def _joined(touching: list[Rewriting]) -> Rewriting:
    first = touching[0]
    if len(touching) == 1:
        return first
    return Rewriting(first.start, touching[-1].end, "".join(one.instead for one in touching), first.reason)


@dataclass(frozen=True, slots=True)
class Rewriter:
    """Compares one text with what ``writer`` makes of it; what that does not take raises ``RefusedError``."""

    text: str
    writer: JsonWriter

    def places(self, root: JsonPlace) -> Iterator[Rewriting]:
        """Yield all places that differ; those that touch each other for the same reason are one."""
        touching: list[Rewriting] = []
        for one in self._whole(root):
            last = touching[-1] if touching else one
            if touching and (last.end != one.start or last.reason != one.reason or last.start == last.end):
                yield _joined(touching)
                touching = []
            touching.append(one)
        if touching:
            yield _joined(touching)

    def _whole(self, root: JsonPlace) -> Iterator[Rewriting]:
        start = 0
        if self.text.startswith("\ufeff"):
            start = 1
            yield Rewriting(0, 1, "", reason.MARK)
        yield from self._space(start, root.start, "", _AROUND)
        yield from self._value(root)
        yield from self._space(root.end, len(self.text), "", _AROUND)

    def _value(self, place: JsonPlace) -> Iterator[Rewriting]:
        if place.sort == '"':
            yield from self._string(place)
        elif place.sort == "0":
            wire = self._of(place)
            if (instead := self.writer.number(wire)) != wire:
                yield Rewriting(place.start, place.end, instead, reason.of_number(wire, instead))
        elif place.sort in "{[":
            yield from self._group(place)

    def _string(self, place: JsonPlace) -> Iterator[Rewriting]:
        at, end = place.start + 1, place.end - 1
        if _NO_CHANGE.fullmatch(self.text, at, end):
            return
        while at < end:
            if (plain := _NO_CHANGE.match(self.text, at, end)) is not None and plain.end() > at:
                at = plain.end()
                continue
            found = _UNIT.match(self.text, at, end)
            if found is None:
                return
            wire = found[0]
            value = value_of(f'"{wire}"')
            if (instead := self.writer.escape(value)) != wire:
                yield Rewriting(at, found.end(), instead, reason.of_characters(wire, value, instead))
            at = found.end()

    def _group(self, place: JsonPlace) -> Iterator[Rewriting]:
        if not place.items:
            if place.sort == "{" and self.writer.lists:
                yield Rewriting(place.start, place.end, "[]", reason.EMPTY)
            else:
                yield from self._space(place.start + 1, place.end - 1, "", _AFTER_START)
            return
        if place.sort == "[":
            yield from self._members(place, 0, len(place.items))
            return
        order = self._order(place)
        if self._is_list(place, order):
            yield Rewriting(place.start, place.end, self._write(place), reason.LIST)
        elif order == list(range(len(place.items))):
            yield from self._members(place, 0, len(place.items))
        else:
            yield from self._reordered(place, order)

    def _reordered(self, place: JsonPlace, order: list[int]) -> Iterator[Rewriting]:
        """Yield the members of an object up to the first that has another place, those in disorder, and the rest."""
        size, first, rest = len(place.items), 0, 0
        while order[first] == first:
            first += 1
        if len(order) == size:
            while order[-1 - rest] == size - 1 - rest:
                rest += 1
        last = size - rest
        if first:
            yield from self._members(place, 0, first, closes=False)
        else:
            yield from self._space(place.start + 1, place.keys[0].start, "", _AFTER_START)
        middle = self.writer.comma.join(self._member(place, index) for index in order[first : len(order) - rest])
        why = reason.ORDER if len(order) == size else reason.TWICE
        yield Rewriting(place.keys[first].start, place.items[last - 1].end, middle, why)
        if rest:
            yield from self._between(place.items[last - 1].end, place.keys[last].start)
            yield from self._members(place, last, size, opens=False)
        else:
            yield from self._space(place.items[-1].end, place.end - 1, "", _BEFORE_END)

    def _members(
        self, place: JsonPlace, first: int, last: int, *, opens: bool = True, closes: bool = True
    ) -> Iterator[Rewriting]:
        """Yield what differs in members that stay where they are; one that is not the last has a comma behind it."""
        starts = place.keys or place.items
        if opens:
            yield from self._space(place.start + 1, starts[0].start, "", _AFTER_START)
        for index in range(first, last):
            item = place.items[index]
            if place.keys:
                key = place.keys[index]
                yield from self._string(key)
                colon = self.text.index(":", key.end)
                yield from self._space(key.end, colon, "", _BEFORE_COLON)
                yield from self._space(colon + 1, item.start, self.writer.colon[1:], _COLON)
            yield from self._value(item)
            if index + 1 < last or not closes:
                yield from self._between(item.end, starts[index + 1].start)
        if closes:
            yield from self._space(place.items[-1].end, place.end - 1, "", _BEFORE_END)

    def _between(self, start: int, end: int) -> Iterator[Rewriting]:
        comma = self.text.index(",", start)
        yield from self._space(start, comma, "", _BEFORE_COMMA)
        yield from self._space(comma + 1, end, self.writer.comma[1:], _COMMA)

    def _space(self, start: int, end: int, instead: str, where: str) -> Iterator[Rewriting]:
        wire = self.text[start:end]
        if wire != instead:
            yield Rewriting(start, end, instead, reason.of_space(wire, instead, where))

    def _order(self, place: JsonPlace) -> list[int]:
        """Return the members in the order in which they are written, by number; of equal keys the last one."""
        known: dict[str, int] = {}
        for index, key in enumerate(place.keys):
            known[self._key(key)] = index
        return [known[key] for key in self.writer.order(list(known))]

    def _key(self, key: JsonPlace) -> str:
        """Return a key as the program holds it: two that it cannot tell apart are one."""
        value = value_of(self._of(key))
        return value if value.isascii() else value_of(f'"{self.writer.escape(value)}"')

    def _is_list(self, place: JsonPlace, order: list[int]) -> bool:
        if not self.writer.lists:
            return False
        return all(value_of(self._of(place.keys[index])) == str(number) for number, index in enumerate(order))

    def _write(self, place: JsonPlace) -> str:
        """Return all that the program writes of a value."""
        if place.sort == "t":
            return self._of(place)
        if place.sort == "0":
            return self.writer.number(self._of(place))
        if place.sort == '"':
            return f'"{self.writer.escape(value_of(self._of(place)))}"'
        if place.sort == "[":
            return f"[{self.writer.comma.join(self._write(item) for item in place.items)}]"
        order = self._order(place)
        if self.writer.lists and (not order or self._is_list(place, order)):
            return f"[{self.writer.comma.join(self._write(place.items[index]) for index in order)}]"
        return f"{{{self.writer.comma.join(self._member(place, index) for index in order)}}}"

    def _member(self, place: JsonPlace, index: int) -> str:
        return f"{self._write(place.keys[index])}{self.writer.colon}{self._write(place.items[index])}"

    def _of(self, place: JsonPlace) -> str:
        return self.text[place.start : place.end]

"""Comparing two captures: request line, headers and body, as JSON and byte for byte.

What differs is put into words by ``report.captures.diff``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from maileroo_cli.capture.entry import Capture
from maileroo_cli.capture.head import head_headers
from maileroo_cli.capture.masking import masked_headers
from maileroo_cli.webhook.signing.request import Headers
from maileroo_cli.webhook.text.byte_difference import same_start
from maileroo_cli.webhook.text.json_difference import Change, JsonDifference, compare_json

_BEFORE, _SHOWN = 16, 48
_LINE = 16


class HeaderChange(NamedTuple):
    """One header that differs; a value is ``None`` where the header is not there."""

    name: str
    change: Change
    first: str | None
    second: str | None


class ByteChange(NamedTuple):
    """The first byte that differs: its ``offset``, and the bytes around it, which begin at ``start``."""

    offset: int
    start: int
    first: bytes
    second: bytes


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs between two captures.

    ``request_lines`` are both, where they differ. ``reordered`` tells that the same headers come in another order.
    ``bytes`` is ``None`` where the bodies are the same; ``json`` where they are, or one of them is no JSON.
    """

    request_lines: tuple[str, str] | None
    headers: tuple[HeaderChange, ...]
    reordered: bool
    bytes: ByteChange | None
    json: JsonDifference | None

    @property
    def equal(self) -> bool:
        """Whether both are the same request."""
        return not (self.request_lines or self.headers or self.reordered or self.bytes)


def compare_captures(first: Capture, second: Capture, *, signatures: bool) -> Comparison:
    """Compare the requests of two captures; when and from where they came does not matter.

    Without ``signatures`` those that differ are told, but not in full.
    """
    lines = [one.content.head.partition(b"\r\n")[0].decode("latin-1") for one in (first, second)]
    headers = [_headers(one, signatures=signatures) for one in (first, second)]
    changes = tuple(_compare_headers(*headers))
    bodies = first.content.body, second.content.body
    same = bodies[0] == bodies[1]
    return Comparison(
        None if lines[0] == lines[1] else (lines[0], lines[1]),
        changes,
        not changes and headers[0] != headers[1],
        None if same else _compare_bytes(*bodies),
        None if same else compare_json(*bodies),
    )


class _Header(NamedTuple):
    name: str
    value: str
    shown: str


def _headers(capture: Capture, *, signatures: bool) -> list[_Header]:
    head = capture.content.head
    shown: Headers = head_headers(head) if signatures else masked_headers(head)
    return [_Header(name, value, other) for (name, value), (_, other) in zip(capture.headers, shown, strict=True)]


def _compare_headers(first: list[_Header], second: list[_Header]) -> Iterator[HeaderChange]:
    """Pair headers of the same name in order; a name is the same in the same case alone."""
    for name in dict.fromkeys(header.name for header in [*first, *second]):
        a, b = [one for one in first if one.name == name], [one for one in second if one.name == name]
        for x, y in zip(a, b, strict=False):
            if x.value != y.value:
                yield HeaderChange(name, Change.CHANGED, x.shown, y.shown)
        for x in a[len(b) :]:
            yield HeaderChange(name, Change.REMOVED, x.shown, None)
        for y in b[len(a) :]:
            yield HeaderChange(name, Change.ADDED, None, y.shown)


def _compare_bytes(a: bytes, b: bytes) -> ByteChange:
    offset = same_start(a, b)
    start = max(0, offset - _BEFORE) // _LINE * _LINE
    return ByteChange(offset, start, a[start : start + _SHOWN], b[start : start + _SHOWN])

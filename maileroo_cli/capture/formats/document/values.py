"""The values of JSON in a stream, one by one: the items of an array, objects after one another, or an object a line.

Memory grows with one value, never with the stream. What a value is, is decided in ``search``.
"""

import json
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

from maileroo_cli.capture.formats.har.json_window import VALUE_LIMIT, BrokenError, TooLargeError, Window
from maileroo_cli.capture.formats.ndjson import read_blocks
from maileroo_cli.capture.read_result import DamagedPlace

_OPEN, _CLOSE, _BRACE = b"[]{"
_HELD = 65_536


class PlacedValue(NamedTuple):
    """A value as its bytes; ``where`` names its place, or is empty where it has no better one than its number."""

    where: str
    raw: bytes


def decode_value(raw: bytes) -> Any:
    """Return the value; a byte that is not UTF-8 becomes a lone surrogate. What is no JSON raises ``ValueError``."""
    try:
        return json.loads(raw.decode("utf-8", "surrogateescape").removeprefix("\ufeff"), strict=False)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def is_by_line(head: bytes) -> bool:
    """Tell whether a file that begins with ``head`` has a value a line."""
    lines = [line for line in head.removeprefix(BOM_UTF8).split(b"\n")[:-1] if line.strip()]
    if not lines or not lines[0].rstrip().endswith((b"}", b"]")):
        return False
    try:
        decode_value(lines[0])
    except ValueError:
        return False
    return True


def read_lines(stream: BinaryIO) -> Iterator[PlacedValue]:
    """Yield each line that is not empty."""
    for block in read_blocks(stream):
        for number, line in enumerate(block.data.split(b"\n"), block.first_line):
            if line and not line.isspace():
                yield PlacedValue(f"line {number}", line)


def read_values(stream: BinaryIO) -> Iterator[PlacedValue | DamagedPlace]:
    """Yield the items of arrays and the objects after one another; what is broken is the last."""
    window = Window(stream)
    window.hold(len(BOM_UTF8))
    if window.data.startswith(BOM_UTF8, window.begin, window.end):
        window.begin += len(BOM_UTF8)
    try:
        while (byte := window.next_byte()) >= 0:
            if byte == _OPEN:
                window.begin += 1
                more = window.next_byte() != _CLOSE
                while more:
                    yield _take(window)
                    more = window.separator(_CLOSE) != _CLOSE
                window.begin += 1
            elif byte == _BRACE:
                yield _take(window)
            else:
                raise window.broken("this is not JSON")
    except BrokenError as error:
        yield DamagedPlace("", f"{error} (byte {error.offset}); nothing after it is read")


def _take(window: Window) -> PlacedValue | DamagedPlace:
    try:
        end = window.value_end()
    except TooLargeError:
        return DamagedPlace("", f"it is larger than {VALUE_LIMIT >> 20} MiB")
    with memoryview(window.data) as view:
        raw = bytes(view[window.begin : end])
    window.begin = end
    return PlacedValue("", raw)


LINE_START = re.compile(rb"\s*[\[{]")
"""How a line begins that should be JSON; a log has others."""

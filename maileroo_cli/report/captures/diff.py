"""Showing how two captures differ."""

from collections.abc import Iterator
from typing import Any, assert_never

from maileroo_cli.capture.check.comparison import ByteChange, Comparison, HeaderChange
from maileroo_cli.capture.entry import Capture
from maileroo_cli.operation.captures.diff import CaptureDifference
from maileroo_cli.report.body.hex_view import hex_lines
from maileroo_cli.report.terminal.console import Console, Format, Ink
from maileroo_cli.report.terminal.rows import sentence_lines
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.webhook.text.json_difference import Change, JsonDifference, ValueChange, Writing, WritingChange

SCHEMA = "mhook.captures-diff/2"
_VALUE = 200
_MOST = 100
WRITING_SENTENCES = {
    Writing.SPACE: "white space between the values differs",
    Writing.ORDER: "the keys are in another order",
    Writing.ESCAPES: "strings are escaped differently",
    Writing.NUMBERS: "numbers are written differently",
    Writing.KEYS: "a key appears twice",
    Writing.MARK: "one of them begins with a byte order mark",
}
_INKS = {Change.ADDED: Ink.GOOD, Change.REMOVED: Ink.BAD, Change.CHANGED: Ink.RISK}


def show_difference(difference: CaptureDifference, console: Console) -> None:
    """Show how two captures differ, or that they do not."""
    first, second, comparison = difference
    if console.format is Format.JSON:
        console.object(
            SCHEMA, {"first_id": first.entry.id, "second_id": second.entry.id, **_fields(comparison, first, second)}
        )
    else:
        console.lines(_lines(comparison, first, second, console))


def _lines(comparison: Comparison, first: Capture, second: Capture, console: Console) -> Iterator[str]:
    if comparison.equal:
        yield f"{safe(first.entry.id)} and {safe(second.entry.id)} are the same request, byte for byte"
        return
    yield console.paint(f"- {safe(first.entry.id)}", Ink.BAD)
    yield console.paint(f"+ {safe(second.entry.id)}", Ink.GOOD)
    if comparison.request_lines:
        yield ""
        yield from _both(*comparison.request_lines, console)
    if comparison.headers or comparison.reordered:
        yield ""
        yield console.paint("headers", Ink.STRONG)
        for header in comparison.headers:
            yield from _header(header, console)
        if comparison.reordered:
            yield "  the same, in another order"
    if comparison.bytes is not None:
        yield ""
        yield from _body(
            comparison.bytes, comparison.json, (len(first.content.body), len(second.content.body)), console
        )


def _header(header: HeaderChange, console: Console) -> Iterator[str]:
    first = None if header.first is None else f"{header.name}: {header.first}"
    second = None if header.second is None else f"{header.name}: {header.second}"
    yield from _both(first, second, console)


def _both(first: str | None, second: str | None, console: Console) -> Iterator[str]:
    if first is not None:
        yield from _wrapped("  - ", safe(first, _VALUE), Ink.BAD, console)
    if second is not None:
        yield from _wrapped("  + ", safe(second, _VALUE), Ink.GOOD, console)


def _wrapped(mark: str, text: str, ink: Ink, console: Console) -> Iterator[str]:
    """Yield a value after its mark, on a terminal wrapped below itself."""
    yield from (console.paint(line, ink) for line in sentence_lines(text, console, " " * len(mark), mark))


def _body(
    change: ByteChange, difference: JsonDifference | None, sizes: tuple[int, int], console: Console
) -> Iterator[str]:
    if difference is None:
        yield console.paint("bodies (not both are JSON)", Ink.STRONG)
    elif difference.values:
        yield console.paint("JSON", Ink.STRONG)
        for value in difference.values[:_MOST]:
            yield from _value(value, console)
        if (more := len(difference.values) - _MOST) > 0:
            yield f"  … and {more} more"
    else:
        yield console.paint("the same JSON in different bytes", Ink.STRONG)
        for writing in difference.writings:
            yield from sentence_lines(_writing(writing), console, "    ", "  ")
    yield ""
    size = f"{sizes[0]} bytes" if sizes[0] == sizes[1] else f"{sizes[0]} and {sizes[1]} bytes"
    yield console.paint(f"{size}; the first difference is at byte {change.offset}", Ink.STRONG)
    for mark, ink, piece in (("-", Ink.BAD, change.first), ("+", Ink.GOOD, change.second)):
        yield from (console.paint(f"  {mark} {line}", ink) for line in hex_lines(piece, change.start))


def _value(value: ValueChange, console: Console) -> Iterator[str]:
    path = safe(value.path, _VALUE) or "(the whole)"
    first, second = safe(value.first, _VALUE), safe(value.second, _VALUE)
    match value.change:
        case Change.CHANGED:
            mark, text = "  ~ ", f"{path}: {first} -> {second}"
        case Change.ADDED:
            mark, text = "  + ", f"{path}: {second}"
        case Change.REMOVED:
            mark, text = "  - ", f"{path}: {first}"
        case _:
            assert_never(value.change)
    yield from _wrapped(mark, text, _INKS[value.change], console)


def _writing(writing: WritingChange) -> str:
    example = f": {safe(writing.first, _VALUE)} -> {safe(writing.second, _VALUE)}" if writing.first else ""
    return f"{WRITING_SENTENCES[writing.kind]}{example}"


def _fields(comparison: Comparison, first: Capture, second: Capture) -> dict[str, Any]:
    difference, change = comparison.json, comparison.bytes
    return {
        "equal": comparison.equal,
        "request_lines": list(comparison.request_lines or ()),
        "header_changes": [
            {"header": one.name, "change": one.change, "first": one.first, "second": one.second}
            for one in comparison.headers
        ],
        "headers_reordered": comparison.reordered,
        "first_bytes": len(first.content.body),
        "second_bytes": len(second.content.body),
        "first_difference": None if change is None else change.offset,
        "same_json": None if difference is None else not difference.values,
        "value_changes": [
            {
                "path": value.path or None,
                "change": value.change,
                "first": value.first or None,
                "second": value.second or None,
            }
            for value in (difference.values if difference else ())
        ],
        "writing_changes": [
            {"writing": writing.kind, "first": writing.first or None, "second": writing.second or None}
            for writing in (difference.writings if difference else ())
        ],
    }

"""How two captures differ, as an object in three levels: values, the writing of the same values, and bytes."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from maileroo_cli.capture.check.comparison import Comparison
from maileroo_cli.operation.captures.diff import CaptureDifference
from maileroo_cli.report.captures.diff import WRITING_SENTENCES
from maileroo_cli.report.inspect.depth.covering import Cover
from maileroo_cli.webhook.text.byte_difference import byte_spans, same_start
from maileroo_cli.webhook.text.count import count
from maileroo_cli.webhook.text.json_difference import JsonDifference

DIFFERENCE = "mhook.inspector-diff/1"
_MOST_SPANS = 200
_MOST_VALUES = 1_000
_LONGEST = 2_000
_PARTS = ("method", "target", "version")


def difference_object(difference: CaptureDifference, covers: tuple[Cover, Cover]) -> dict[str, Any]:
    """Return all that differs between two captures; ``covers`` cover what is not to be seen of each."""
    first, second, comparison = difference
    bodies = first.content.body, second.content.body
    json = comparison.json
    request = [
        {"name": name, "first": a and covers[0].wire(a), "second": b and covers[1].wire(b)}
        for name, a, b in _request(comparison, difference)
    ]
    return {
        "schema": DIFFERENCE,
        "equal": comparison.equal,
        "summary": _summary(comparison, len(request)),
        "request": request,
        "values": [
            {"path": one.path or None, "first": _cut(one.first), "second": _cut(one.second)}
            for one in (json.values if json else ())[:_MOST_VALUES]
        ],
        "writing": list(_writing(json)),
        "bytes": {
            "equal": comparison.bytes is None,
            "same_start": same_start(*bodies),
            "spans": [span._asdict() for span in islice(byte_spans(*bodies), _MOST_SPANS)],
        },
    }


def _request(comparison: Comparison, difference: CaptureDifference) -> Iterator[tuple[str, str | None, str | None]]:
    if comparison.request_lines:
        lines = [line.split(" ", 2) for line in comparison.request_lines]
        for index, name in enumerate(_PARTS):
            a, b = (line[index] if index < len(line) else None for line in lines)
            if a != b:
                yield name, a, b
    for header in comparison.headers:
        yield header.name, header.first, header.second
    if comparison.reordered:
        names = [", ".join(name for name, _ in one.headers) for one in (difference.first, difference.second)]
        yield "order of the headers", names[0], names[1]


def _writing(json: JsonDifference | None) -> Iterator[dict[str, Any]]:
    for one in json.writings if json else ():
        sentence = WRITING_SENTENCES[one.kind]
        yield {"path": None, "sentence": sentence, "first": _cut(one.first), "second": _cut(one.second)}


def _cut(text: str) -> str | None:
    if len(text) > _LONGEST:
        return f"{text[: _LONGEST - 1]}…"
    return text or None


def _summary(comparison: Comparison, request: int) -> str:
    if comparison.equal:
        return "Both are the same request, byte for byte."
    head = f"{count(request, 'difference')} in the request line and the headers" if request else "the same head"
    if comparison.bytes is None:
        return f"The same body; {head}."
    if comparison.json is None:
        body = "The bodies differ, and are not both JSON"
    elif comparison.json.values:
        body = f"The bodies differ in {count(len(comparison.json.values), 'value')}"
    else:
        body = "The bodies are the same JSON in different bytes, so their signatures differ"
    return f"{body}; {head}."

"""What several programs would make of one body: the same bytes, or so many places that differ, a bounded number."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from maileroo_cli.webhook.rewriting.comparison import Rewriter, Rewriting
from maileroo_cli.webhook.rewriting.tree import read_text, read_tree
from maileroo_cli.webhook.rewriting.writer import WRITERS, JsonWriter, RefusedError

MOST_COUNTED = 10_000
"""A body that differs in so many places is not looked at further."""


class RewrittenSpan(NamedTuple):
    """So many bytes of a body from ``first`` on, and the text that would stand there instead."""

    first: int
    bytes: int
    instead: str
    reason: str


class WriterFinding(NamedTuple):
    """What one program would write: ``equal`` is ``None`` where it refuses the body, and ``refusal`` says why.

    ``spans`` are the first places that differ, ``more`` is how many follow them. ``reasons`` are those
    of all, each with its number, the commonest first. Places are counted up to ``MOST_COUNTED``.
    """

    writer: JsonWriter
    equal: bool | None
    spans: tuple[RewrittenSpan, ...] = ()
    more: int = 0
    reasons: tuple[tuple[str, int], ...] = ()
    refusal: str = ""


def compare_rewritings(body: bytes, most: int) -> list[WriterFinding]:
    """Return what each program would make of a body, with ``most`` places each.

    What is no JSON raises ``NoJsonError``.
    """
    text = read_text(body)
    tree = read_tree(text)
    findings = []
    for writer in WRITERS:
        try:
            places = list(islice(Rewriter(text, writer).places(tree), MOST_COUNTED))
        except RefusedError as error:
            findings.append(WriterFinding(writer, None, refusal=str(error)))
            continue
        spans = tuple(_in_bytes(text, places[:most]))
        reasons = tuple(Counter(place.reason for place in places).most_common())
        findings.append(WriterFinding(writer, not places, spans, max(0, len(places) - most), reasons))
    return findings


def _in_bytes(text: str, places: list[Rewriting]) -> Iterator[RewrittenSpan]:
    """Yield places counted in bytes, going through the text once."""
    at = first = 0
    for start, end, instead, why in places:
        first += len(text[at:start].encode())
        size = len(text[start:end].encode())
        yield RewrittenSpan(first, size, instead, why)
        at, first = end, first + size

"""The bodies that result when JSON is parsed and written anew, in the manner of many encoders.

Unlike ``signing.body_style``, which makes bodies from payloads, this works on any JSON text: the order of its
keys can be kept, and its numbers are written as they were, or as the encoder in question would write them.
"""

import json
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from typing import Any

from maileroo_cli.webhook.diagnosis.candidates.json.document import JsonDocument
from maileroo_cli.webhook.diagnosis.candidates.json.encoder import (
    COMMON,
    ENCODERS,
    NUMBERS,
    WRITERS,
    Encoder,
    write_all,
)
from maileroo_cli.webhook.diagnosis.candidates.json.order import common_orders
from maileroo_cli.webhook.diagnosis.finding import Candidate, Finding
from maileroo_cli.webhook.signing.escape import ESCAPES, encode_text, rewrite_escapes

MAX_SIZE = 2 * 1024 * 1024
"""A larger body is not parsed: its tree would need some 50 times as much memory."""

MANY_SIZE = 64 * 1024
"""A larger body is written anew as only the commonest encoders do: each takes some 0.2 s for 1 MiB."""

SENT = "json-go"
"""The cause of a signed body in the form that Maileroo sends."""

_MAX_PARTS = 16
_MAX_DEPTH = 32


def reserialise(body: bytes) -> Iterator[Candidate]:
    """Yield the JSON in ``body`` written anew, the likeliest first; nothing where it is no JSON. Never raises.

    A value may come several times, and may be ``body`` itself.
    """
    if len(body) > MAX_SIZE or not body:
        return
    text = body.decode("utf-8-sig", "replace")
    try:
        document = JsonDocument(text)
        yield from _rewritten(document, body)
        for one in rewrite_escapes(text):
            how = "signed with escapes" if one.applied else "signed without escapes"
            if one.applied and one.family == "html":
                how = "signed with escapes, as Maileroo sends; the body here has lost them"
            yield _candidate(one.text, Finding(f"json-{one.family}-escapes", how))
        yield from _parts(document)
        yield from _nested(document, text)
    except (ValueError, RecursionError):
        return


def _rewritten(document: JsonDocument, body: bytes) -> Iterator[Candidate]:
    many = len(body) <= MANY_SIZE
    encoders = list(ENCODERS if many else ENCODERS[:COMMON])
    if too_deep(document.tree):
        # A deep tree grows with the square of its depth when it is indented.
        encoders = [one for one in encoders if one[0][2] is None]
    written = list(write_all(document, document.tree, encoders))
    own = [encoder for encoder, value in written if value == body]
    bare = body.removeprefix(BOM_UTF8).replace(b"\r\n", b"\n").strip()
    writers = [encoder for encoder, value in written if value == bare]
    for (_, _, finding), value in written:
        yield Candidate(value, (_rewritten_here(finding, writers),))
    for order, tree in common_orders(document.tree):
        yield from (Candidate(value, (order,)) for _, value in write_all(document, tree, own))
        for (_, _, finding), value in write_all(document, tree, encoders if many else []):
            yield Candidate(value, (_rewritten_here(finding, writers), order))


def _rewritten_here(finding: Finding, writers: list[Encoder]) -> Finding:
    """Say of the form that Maileroo sends who wrote the body here, since that is the one that was changed."""
    if finding.code != SENT or any(encoder[2].code == SENT for encoder in writers):
        return finding
    writer = next((name for _, _, one in writers for name in [WRITERS.get(one.code)] if name), "another program writes")
    detail = next((f", with {one.detail}" for _, _, one in writers if one.code == "json-pretty"), "")
    return Finding(SENT, f"{writer} JSON like the body here{detail}")


def too_deep(tree: Any) -> bool:
    """Say whether ``tree`` is nested deeper than any payload."""
    return _depth(tree) > _MAX_DEPTH


def _depth(tree: Any) -> int:
    if not isinstance(tree, dict | list):
        return 0
    return 1 + max(map(_depth, tree.values() if isinstance(tree, dict) else tree), default=0)


def _parts(document: JsonDocument) -> Iterator[Candidate]:
    """Yield each object or array right inside the payload, or a list, as three encoders write it."""
    tree = document.tree
    if isinstance(tree, dict | list):
        finding = Finding("json-part") if isinstance(tree, dict) else Finding("body-wrapped", "as an item in a list")
        parts = [part for part in (tree.values() if isinstance(tree, dict) else tree) if isinstance(part, dict | list)]
        for part in parts[:_MAX_PARTS]:
            for spacing, escape, _ in ENCODERS[:3]:
                text = document.write(part, spacing, NUMBERS[escape])
                yield _candidate(ESCAPES[escape](text), finding)


def _nested(document: JsonDocument, text: str) -> Iterator[Candidate]:
    """Yield the body as a JSON string, or the text inside when it is one, and Python's text of the payload."""
    if isinstance(document.tree, str):
        yield _candidate(document.tree, Finding("json-string", "the body here is such a string"))
        return
    string = json.dumps(text, ensure_ascii=False)
    for escape in ("raw", "html", "ascii", "php"):
        yield _candidate(ESCAPES[escape](string), Finding("json-string", "the signed text was such a string"))
    literal = re.sub(r"'\\ue000([0-9]+)\\ue001'", '"\ue000\\1\ue001"', repr(document.tree))
    yield _candidate(document.restore(literal, str), Finding("json-repr"))


def _candidate(text: str, finding: Finding) -> Candidate:
    return Candidate(encode_text(text), (finding,))

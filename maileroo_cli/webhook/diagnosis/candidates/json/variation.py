"""JSON written anew in rarer ways: with other values, in rarer orders, as a form or as a language shows it."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote_plus

from maileroo_cli.webhook.diagnosis.candidates.json.direction import told_of_here
from maileroo_cli.webhook.diagnosis.candidates.json.document import JsonDocument
from maileroo_cli.webhook.diagnosis.candidates.json.encoder import COMPACT, ENCODERS, PYTHON, Encoder, write_all
from maileroo_cli.webhook.diagnosis.candidates.json.literal import java_text, literals, parse_literal
from maileroo_cli.webhook.diagnosis.candidates.json.manner import rare_texts
from maileroo_cli.webhook.diagnosis.candidates.json.order import rare_orders
from maileroo_cli.webhook.diagnosis.candidates.json.reserialisation import SENT, too_deep
from maileroo_cli.webhook.diagnosis.candidates.json.value import changed_trees, double_tree
from maileroo_cli.webhook.diagnosis.finding import Candidate, Finding, changed
from maileroo_cli.webhook.signing.escape import encode_text

SMALL_SIZE = 8 * 1024
"""A larger body is not changed in these ways, which take long: no event of Maileroo's comes near it."""

_PLAIN = re.compile(r"[A-Za-z_][\w ]{0,39}", re.ASCII)
_MAX_VALUES = 24
_DOUBLED = tuple(one for one in ENCODERS if one[1] in {"gson", "raw"} and one[0] in (COMPACT, ENCODERS[4][0]))
_TRIED = tuple(one for one in ENCODERS if one[0] == COMPACT and one[1] in {"raw", "html", "php"})
"The encoders that write what was changed, besides the one that wrote the body."

_TYPED = tuple(one for one in ENCODERS if one[0] == COMPACT and one[1] in {"dotnet", "gson"})
"""The encoders of typed languages, whose classes leave out and rename."""

_COLUMNS = (*_TRIED[:2], *(one for one in ENCODERS if one[0] == PYTHON and one[1] == "raw"))
"""The same for another order of keys: JSON columns are shown with spaces."""


def rewrite_differently(body: bytes) -> Iterator[Candidate]:
    """Yield the JSON in ``body`` changed as it is parsed and written; nothing where it is no JSON. Never raises."""
    if len(body) > SMALL_SIZE or not body:
        return
    try:
        text = body.decode("utf-8-sig", "replace")
        yield from _parsed_literals(text)
        document = JsonDocument(text)
        if isinstance(document.tree, dict | list) and not too_deep(document.tree):
            yield from _varied(document, body)
    except (ValueError, RecursionError):
        return


def _varied(document: JsonDocument, body: bytes) -> Iterator[Candidate]:
    own = _own_encoder(document, body)
    encoders = [*own, *(one for one in _TRIED if one not in own)]
    for code, detail, tree in changed_trees(document):
        if tree != document.tree:
            others = _TYPED if "left out" in detail or "renamed" in detail else ()
            yield from _written(document, tree, [*encoders, *others], own, Finding(code, detail))
    columns = [*own, *(one for one in _COLUMNS if one not in own)]
    for order, tree in rare_orders(document.tree):
        yield from _written(document, tree, columns, own, order)
        yield Candidate(encode_text(java_text(tree, document)), (Finding("json-repr", "Java's"), order))
    for finding, text in rare_texts(document):
        yield Candidate(encode_text(text), (finding,))
        yield Candidate(encode_text(text) + b"\n", (finding, Finding("body-newline-added", "LF")))
    for language, text in literals(document):
        yield Candidate(encode_text(text), (Finding("json-repr", language),))
    for form in _forms(document):
        yield changed(encode_text(form), "body-url-encoded", "signed as the fields of a form")
    for name, text in _single_values(document):
        yield changed(encode_text(text), "json-part", f"only {name}" if _PLAIN.fullmatch(name) else "")
    doubles = Finding("json-values", "whole numbers became doubles, as Gson does when it parses into a Map")
    yield from _written(document, double_tree(document), [*own, *_DOUBLED], own, doubles)


def _parsed_literals(text: str) -> Iterator[Candidate]:
    """Yield the JSON of a payload that a language's own text of it was stored of."""
    literal = parse_literal(text)
    if literal is not None:
        shown = Finding("json-repr", "the body here is such text")
        for encoder, value in write_all(literal, literal.tree, sorted(_TRIED, key=lambda one: one[1])):
            yield Candidate(value, (shown,) if encoder[2].code == SENT else (encoder[2], shown))


def _own_encoder(document: JsonDocument, body: bytes) -> list[Encoder]:
    """Return the encoder that wrote ``body``, if it is one of those that are known."""
    indented = re.match(rb"[{\[]\n([ \t]+)", body)
    width = indented[1].decode() if indented else ""
    spacing = (",", ": ", width if width == "\t" else len(width)) if width else PYTHON if b'": ' in body else COMPACT
    for encoder in ENCODERS:
        if encoder[0] == spacing and any(value == body for _, value in write_all(document, document.tree, [encoder])):
            return [encoder]
    return []


def _written(
    document: JsonDocument, tree: Any, encoders: list[Encoder], own: list[Encoder], change: Finding
) -> Iterator[Candidate]:
    here = Finding(change.code, told_of_here(change.detail))
    for encoder, value in write_all(document, tree, encoders):
        kind = encoder[2]
        yield Candidate(value, (change,) if encoder in own else (kind, here if kind.code == SENT else change))


def _single_values(document: JsonDocument) -> Iterator[tuple[str, str]]:
    """Yield the values that other services sign alone: an id, a time, and a time with an id."""
    tree = document.tree if isinstance(document.tree, dict) else {}
    shown = {key: str(value) for key, value in tree.items() if isinstance(value, str | int)}
    for key, value in list(shown.items())[:_MAX_VALUES]:
        yield key, document.literal_of(value) or value
    if "event_time" in shown and "event_id" in shown:
        for sign in ("", ".", ":"):
            yield "event_time and event_id", shown["event_time"] + sign + shown["event_id"]
            yield "event_id and event_time", shown["event_id"] + sign + shown["event_time"]


def _forms(document: JsonDocument) -> Iterator[str]:
    """Yield the payload as http_build_query and JavaScript's qs write it."""
    pairs = list(_pairs(document.tree, "", document))
    yield "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs)
    yield "&".join(f"{name}={value}" for name, value in pairs)


def _pairs(tree: Any, name: str, document: JsonDocument) -> Iterator[tuple[str, str]]:
    if isinstance(tree, dict | list):
        for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from _pairs(value, f"{name}[{key}]" if name else str(key), document)
    elif tree is not None:
        held = document.literal_of(tree) if isinstance(tree, str) else None
        text = str(int(tree)) if isinstance(tree, bool) else held or str(tree)
        yield name, text.encode("utf-8", "replace").decode()

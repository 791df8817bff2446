"""A body inside something larger: a whole request, the chunks of chunked coding, or a gateway's event."""

import binascii
import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from maileroo_cli.webhook.diagnosis.candidates.body.edge import with_ends
from maileroo_cli.webhook.diagnosis.finding import Candidate, changed

_METHOD = re.compile(rb"[A-Z]{3,10} \S+ HTTP/\d")
_FIELD = re.compile(rb"[A-Za-z][\w-]*:")
_CHUNK = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_STARTS = (b'"{', b'"[', b'"ey', b'"ew', b'"W3')
_BUFFERS = (1024, 1448, 1460, 4096, 8192, 16384, 65536)
_FIELDS = (b"data", b"event", b"payload", b"body", b"message")
_MAX_TEXTS = 16
_MAX_DEPTH = 4
_SHORTEST_TEXT = 20
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]+={0,2}\s*")
_STANDARD = str.maketrans("-_", "+/")


def framed_candidates(body: bytes) -> Iterator[Candidate]:
    """Yield what stands inside a whole request or inside the chunks of chunked coding."""
    if _METHOD.match(body) or _FIELD.match(body):
        for blank in (b"\r\n\r\n", b"\n\n"):
            _, found, rest = body.partition(blank)
            if found:
                yield changed(rest, "body-with-head")
    inside = _unchunk(body)
    if inside is not None:
        yield changed(inside, "body-chunk-framing")


def _unchunk(body: bytes) -> bytes | None:
    parts: list[bytes] = []
    position = 0
    while header := _CHUNK.match(body, position):
        size = int(header[1], 16)
        if size == 0:
            return b"".join(parts)
        parts.append(body[header.end() : header.end() + size])
        position = header.end() + size
        position += 2 if body.startswith(b"\r\n", position) else 1
    return None


def last_part_candidates(body: bytes) -> Iterator[Candidate]:
    """Yield the end of ``body`` that is left where each chunk takes the place of the one before it."""
    for size in _BUFFERS:
        if len(body) > size:
            last = body[(len(body) - 1) // size * size :]
            for part in dict.fromkeys((last, body[size:])):
                yield changed(part, "body-cut", f"the last {len(part)} of {len(body)} bytes")


def wrapped_candidates(body: bytes, depth: int = 2) -> Iterator[Candidate]:
    """Yield what may be a body inside ``body``: the JSON in a line of text, or a text in its JSON, base64 decoded."""
    first, last = body.find(b"{"), body.rfind(b"}")
    if 0 < first < last and body[:1] not in (b"[", b"\xef"):
        yield from with_ends(changed(body[first : last + 1], "body-wrapped", "other text is around it"))
    if not any(start in body for start in _STARTS):
        return
    try:
        tree = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return
    for name, text in islice(_texts(tree, "", _MAX_DEPTH), _MAX_TEXTS):
        yield from _inside(name, text, depth)


def enclosed_candidates(body: bytes) -> Iterator[Candidate]:
    """Yield ``body`` as the only item of a list or in a field, and what is the only item of one."""
    text = body.strip()
    if text.startswith(b"["):
        yield changed(text[1:-1].strip(), "body-wrapped", "as the only item in a list")
    elif text.startswith(b"{"):
        yield changed(b"[" + text + b"]", "body-wrapped", "signed as the only item in a list")
        for name in _FIELDS:
            for colon in (b":", b": "):
                yield changed(b'{"%b"%b%b}' % (name, colon, text), "body-wrapped", f"signed in a field {name.decode()}")


def _inside(name: str, text: str, depth: int) -> Iterator[Candidate]:
    detail = f"in its field {name}" if re.fullmatch(r"[\w-]{1,40}", name, re.ASCII) else ""
    plain = text.encode("utf-8", "surrogatepass")
    if not text.startswith(("{", "[")):
        if not _BASE64.fullmatch(text):
            return
        detail = f"{detail}, in base64".lstrip(", ")
        try:
            plain = binascii.a2b_base64(text.translate(_STANDARD) + "==")
        except binascii.Error:
            return
    yield from with_ends(changed(plain, "body-wrapped", detail))
    if depth > 1:
        yield from wrapped_candidates(plain, depth - 1)


def _texts(tree: Any, name: str, depth: int) -> Iterator[tuple[str, str]]:
    if isinstance(tree, str):
        if len(tree) >= _SHORTEST_TEXT and name:
            yield name, tree
    elif depth and isinstance(tree, dict):
        for key, value in tree.items():
            yield from _texts(value, key, depth - 1)
    elif depth and isinstance(tree, list):
        for value in tree:
            yield from _texts(value, name, depth - 1)

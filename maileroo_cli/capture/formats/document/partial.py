"""JSON of which only the beginning is there: what of it can be known already. Nothing is decided by it alone."""

import json
import re
from codecs import BOM_UTF8
from typing import Any

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"|[{}\[\],:]|[^\s"{}\[\],:]++', re.DOTALL)
_DEEPEST = 200
_OPENING = {b"{": b"}", b"[": b"]"}


def parse_beginning(head: bytes) -> Any:
    """Return the first JSON value that ``head`` begins with; where it is cut off, what is whole of it.

    ``None`` where it is no JSON. A string that is cut off is left out, with its key.
    """
    head = head.removeprefix(BOM_UTF8)
    closing: list[bytes] = []
    cut, closed, position = 0, b"", 0
    while True:
        while head[position : position + 1].isspace():
            position += 1
        found = _TOKEN.match(head, position)
        if found is None:
            break
        token = found[0]
        if token in _OPENING:
            closing.append(_OPENING[token])
            if len(closing) > _DEEPEST:
                return None
            cut, closed = found.end(), b"".join(reversed(closing))
        elif token in (b"}", b"]"):
            if not closing or closing.pop() != token:
                return None
            cut, closed = found.end(), b"".join(reversed(closing))
        elif token == b",":
            cut, closed = position, b"".join(reversed(closing))
        position = found.end()
        if not closing:
            return _load(head[: found.end()])
    return _load(head[:cut] + closed) if cut else None


def _load(text: bytes) -> Any:
    try:
        return json.loads(text.decode("utf-8-sig", "replace"), strict=False)
    except (ValueError, RecursionError):
        return None

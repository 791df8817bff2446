"""Where two bodies differ byte by byte: as few and as short places as can be found in a bounded time."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

_TOKEN = re.compile(rb"[A-Za-z0-9_]+|[ \t\r\n]+|\\u[0-9A-Fa-f]{4}|[\x80-\xff]+|.", re.DOTALL)
_MOST_TOKENS = 1_500
"""Comparing more of them takes too long: what is between the first and the last difference is then one place."""

_LONGEST = 1 << 17


class ByteSpan(NamedTuple):
    """One place that differs: ``bytes`` bytes from ``first`` on in one body, ``second_bytes`` in the other one."""

    first: int
    bytes: int
    second: int
    second_bytes: int


def same_start(a: bytes, b: bytes) -> int:
    """Return how many bytes two bodies have in common at their beginning."""
    # By halves: comparing slices is fast, bytes one by one are not.
    low, high = 0, min(len(a), len(b))
    while low < high:
        middle = (low + high + 1) // 2
        if a[low:middle] == b[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def byte_spans(a: bytes, b: bytes) -> Iterator[ByteSpan]:
    """Yield the places in which two bodies differ, in order; none where they are the same."""
    start = same_start(a, b)
    end = same_start(a[start:][::-1], b[start:][::-1])
    middle_a, middle_b = a[start : len(a) - end], b[start : len(b) - end]
    if not middle_a and not middle_b:
        return
    is_long = max(len(middle_a), len(middle_b)) > _LONGEST
    first, second = ([], []) if is_long else (_TOKEN.findall(middle_a), _TOKEN.findall(middle_b))
    if is_long or max(len(first), len(second)) > _MOST_TOKENS:
        yield ByteSpan(start, len(middle_a), start, len(middle_b))
        return
    at_a = at_b = start
    for kind, from_a, to_a, from_b, to_b in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        piece_a, piece_b = b"".join(first[from_a:to_a]), b"".join(second[from_b:to_b])
        if kind != "equal":
            yield _trimmed(at_a, piece_a, at_b, piece_b)
        at_a, at_b = at_a + len(piece_a), at_b + len(piece_b)


def _trimmed(at_a: int, a: bytes, at_b: int, b: bytes) -> ByteSpan:
    start = same_start(a, b)
    end = same_start(a[start:][::-1], b[start:][::-1])
    return ByteSpan(at_a + start, len(a) - start - end, at_b + start, len(b) - start - end)

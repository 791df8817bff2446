"""A body that is damaged on its way by one flipped bit: whoever checks the signature must refuse it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain, islice

_MOST_TRIES = 64
_ALPHANUMERIC = frozenset(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


def flip_bit(body: bytes) -> bytes:
    """Return ``body`` with one bit flipped, always the same one; an empty body has none and comes back as it is.

    Where it can be, JSON stays JSON and only a letter or digit becomes another: a receiver that does not check the
    signature then has no other reason to refuse it.
    """
    if not body:
        return body
    middle = _flip(body, len(body) // 2)
    if not _is_json(body):
        return middle
    return next((flipped for flipped in _candidates(body) if _is_json(flipped)), middle)


def _candidates(body: bytes) -> Iterator[bytes]:
    """Yield a few bodies with another letter or digit, the one nearest behind the middle first."""
    middle = len(body) // 2
    around = chain(range(middle, len(body)), range(middle))
    fit = (one for one in around if body[one] in _ALPHANUMERIC and body[one] ^ 1 in _ALPHANUMERIC)
    return (_flip(body, position) for position in islice(fit, _MOST_TRIES))


def _flip(body: bytes, position: int) -> bytes:
    return body[:position] + bytes((body[position] ^ 1,)) + body[position + 1 :]


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True

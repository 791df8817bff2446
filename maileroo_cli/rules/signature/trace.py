"""Finding the right signature or the secret in what a receiver said, without taking chance or an echo for it."""

import re
from base64 import b64encode, urlsafe_b64encode
from typing import NamedTuple
from urllib.parse import quote_from_bytes

from maileroo_cli.webhook.signing.secret import Secret

SHORTEST_PART = 8
"""Bytes of a secret below which it, or a part of it, cannot be told from other text."""

_SHORTEST_DIGEST = 16
_SURELY_NO_WORD = re.compile(rb"(?=.*[0-9])(?=.*[A-Za-z])", re.DOTALL)


class Trace(NamedTuple):
    """What of the secret was found; ``is_sure`` unless it is made of letters alone, as other words are."""

    what: str
    is_sure: bool


def has_signature(said: bytes, right: str) -> bool:
    """Return whether a text holds the right signature: 16 or more of its hex digits, in any case, or its base64."""
    digits = right.encode()
    lower = said.lower()
    if any(digits[start : start + _SHORTEST_DIGEST] in lower for start in range(len(digits) - _SHORTEST_DIGEST + 1)):
        return True
    digest = bytes.fromhex(right)
    return any(form in said for form in (digest, *(text.rstrip(b"=") for text in _base64(digest))))


def has_secret(said: bytes, secret: Secret, asked: bytes) -> Trace | None:
    """Return what of the secret a text holds beyond an echo of what was ``asked``; ``None`` where there is nothing.

    A secret of fewer than eight characters cannot be told from other text. A part of eight or more counts where it has
    letters and digits: another one may be a word that is meant as such.
    """
    value = secret.reveal()
    if len(value) < SHORTEST_PART:
        return None
    forms = {"the secret": value, "the secret in hex": value.hex().encode()}
    forms |= {"the secret in base64": b64encode(value).rstrip(b"="), "the secret as in a URL": _quoted(value)}
    for what, form in forms.items():
        if form in said and form not in asked:
            return Trace(what, bool(_SURELY_NO_WORD.match(value)))
    parts = (value[start : start + SHORTEST_PART] for start in range(len(value) - SHORTEST_PART + 1))
    if any(_SURELY_NO_WORD.match(part) and part in said and part not in asked for part in parts):
        return Trace("a part of the secret", is_sure=True)
    return None


def _base64(digest: bytes) -> tuple[bytes, bytes]:
    return b64encode(digest), urlsafe_b64encode(digest)


def _quoted(value: bytes) -> bytes:
    return quote_from_bytes(value, safe="").encode()

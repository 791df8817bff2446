"""Hiding a secret in texts that others wrote, in each form in which a program may have put it there."""

import base64
import json
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

from maileroo_cli.webhook.signing.secret import MASK, Secret

_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"})
_SHORTEST = 6
"""Shorter texts than that may stand anywhere by chance; the secret as it is is hidden however short it is."""


class Hiding:
    """Hides secrets.

    >>> Hiding(Secret("It's a Secret")).text("no 49742773206120536563726574, no It%27s+a+Secret")
    'no ********, no ********'
    """

    __slots__ = ("_forms",)

    def __init__(self, *secrets: Secret) -> None:
        forms = {form for secret in secrets for form in _all_forms(secret.reveal())}
        self._forms = sorted(forms, key=lambda form: (-len(form), form))

    def text(self, text: str) -> str:
        """Return a text without them."""
        for form in self._forms:
            text = text.replace(form, MASK)
        return text

    def data(self, data: bytes) -> bytes:
        """Return bytes with an asterisk for each byte of them: every other byte keeps its place."""
        for form in self._forms:
            found = form.encode("utf-8", "surrogateescape")
            if found in data:
                data = data.replace(found, b"*" * len(found))
        return data


def _all_forms(key: bytes) -> Iterator[str]:
    plain = {key.decode("utf-8", errors) for errors in ("backslashreplace", "surrogateescape")}
    plain.add(key.decode("latin-1"))
    yield from plain
    for text in plain:
        for form in (*_escaped(text), " ".join(text.split())):
            if len(form) >= _SHORTEST:
                yield form
    yield from (form for form in (repr(key)[2:-1], *_encoded(key)) if len(form) >= _SHORTEST)


def _escaped(text: str) -> Iterator[str]:
    yield repr(text)[1:-1]
    yield ascii(text)[1:-1]
    yield json.dumps(text)[1:-1]
    yield json.dumps(text, ensure_ascii=False)[1:-1]
    yield text.translate(_HTML)


def _encoded(key: bytes) -> Iterator[str]:
    for form in (key.hex(), key.hex(" "), key.hex(":"), key.hex("-")):
        yield form
        yield form.upper()
    for percent in (quote(key), quote(key, safe=""), quote_plus(key), "".join(f"%{byte:02X}" for byte in key)):
        yield percent
        yield _with_small_escapes(percent)
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        yield encode(key).decode()
        yield encode(key).decode().rstrip("=")
        yield from (_inner(encode(bytes(before) + key + bytes(3)).decode(), before, len(key)) for before in range(3))
    yield base64.b32encode(key).decode()


def _inner(text: str, before: int, size: int) -> str:
    """Return what base64 always has of a key of ``size`` bytes that so many others stand before."""
    return text[-(-before * 8 // 6) : (before + size) * 8 // 6]


def _with_small_escapes(text: str) -> str:
    first, *others = text.split("%")
    return "%".join([first, *(f"{one[:2].lower()}{one[2:]}" for one in others)])

"""What no answer of the inspector shows: secrets, and signatures unless they were asked for.

Signatures in the head of a request are masked by ``capture.masking``; what is left are the texts of others: an
application may repeat the signature that it got, or the one that it expected.
"""

import re
from collections.abc import Sequence
from typing import Any

from maileroo_cli.capture.entry import Capture, CaptureEntry
from maileroo_cli.capture.head import to_wire
from maileroo_cli.webhook.signing.hiding import Hiding
from maileroo_cli.webhook.signing.request import header_values
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import SIGNATURE_DIGITS, SIGNATURE_HEADER, Signer

_SHOWN = 8
_LONG = 16
_SHORTEST = 6
"""A shorter secret may stand in any text by chance: it is covered where it is the whole of one."""

_TEXTS = ("target", "event_type", "event_id", "reference_id")
_DIGITS = re.compile(rb"(?<![0-9A-Fa-f])[0-9A-Fa-f]{%d}(?![0-9A-Fa-f])" % SIGNATURE_DIGITS)


class EntryCover:
    """Covers what the list tells of captures: secrets, and in a target all that looks like a signature."""

    def __init__(self, secrets: Sequence[Secret] = ()) -> None:
        self._cover = Cover(secrets=secrets)

    def fields(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Return the fields of an entry with asterisks in the place of what is covered."""
        covered = {name: self._cover.text(fields[name]) for name in _TEXTS if fields[name]}
        if target := covered.get("target"):
            covered["target"] = _DIGITS.sub(_mask, target.encode("utf-8", "surrogatepass")).decode(
                "utf-8", "surrogatepass"
            )
        return {**fields, **covered}


class Cover:
    """Covers secrets and, unless ``signatures`` are wanted, those of some captures, in what stands beside their heads.

    Every other byte keeps its place.
    """

    def __init__(self, *captures: Capture, secrets: Sequence[Secret] = (), signatures: bool = False) -> None:
        self.signatures = signatures
        self._hiding = Hiding(*(one for one in secrets if len(one.reveal()) >= _SHORTEST))
        self._short = {one.reveal() for one in secrets if len(one.reveal()) < _SHORTEST}
        self._digits: set[bytes] = set()
        self._others: set[bytes] = set()
        self._sign = [] if signatures else [Signer(one).sign for one in secrets]
        for capture in captures:
            self.learn(capture)

    def learn(self, capture: Capture) -> None:
        """Cover the signature of one more capture: the one that it came with, and the right ones."""
        if self.signatures:
            return
        self._digits |= {sign(capture.content.body).encode() for sign in self._sign}
        for value in header_values(capture.headers, SIGNATURE_HEADER):
            wire = to_wire(value)
            found = _DIGITS.findall(wire)
            self._digits |= {one.lower() for one in found}
            if not found and len(wire) >= _LONG:
                self._others.add(wire)

    def data(self, data: bytes) -> bytes:
        """Return bytes with asterisks in the place of what is covered."""
        if data in self._short:
            return b"*" * len(data)
        if self._digits:
            data = _DIGITS.sub(self._masked, data)
        for value in self._others:
            data = data.replace(value, b"*" * len(value))
        return self._hiding.data(data)

    def text(self, text: str) -> str:
        """Return text in the same way."""
        return self.data(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")

    def wire(self, text: str) -> str:
        """Return text of a head, which was read as latin-1, in the same way."""
        try:
            return self.data(text.encode("latin-1")).decode("latin-1")
        except UnicodeEncodeError:  # the mark of a masked signature
            return self.text(text)

    def pairs(self, pairs: list[list[str]]) -> list[list[str]]:
        """Return headers as lists of name and value, the values in the same way."""
        return [[name, self.wire(value)] for name, value in pairs]

    def _masked(self, found: re.Match[bytes]) -> bytes:
        if found[0].lower() not in self._digits:
            return found[0]
        return _mask(found)


def _mask(found: re.Match[bytes]) -> bytes:
    return found[0][:_SHOWN] + b"*" * (SIGNATURE_DIGITS - _SHOWN)


def covered_entry(entry: CaptureEntry, cover: Cover) -> CaptureEntry:
    """Return what is known of a capture with asterisks in the place of what is covered."""
    return entry._replace(
        target=cover.text(entry.target),
        event_type=cover.text(entry.event_type),
        event_id=cover.text(entry.event_id),
        reference_id=cover.text(entry.reference_id),
    )

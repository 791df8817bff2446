"""What no answer of the inspector shows: secrets, and signatures unless they were asked for.

Signatures in the head of a request are masked by ``capture.masking``; what is left are the texts of others: an
application may repeat the signature that it got, or the one that it expected.
"""

import re
from collections.abc import Sequence

from maileroo_cli.capture.entry import Capture
from maileroo_cli.webhook.signing.hiding import Hiding
from maileroo_cli.webhook.signing.request import header_values
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import SIGNATURE_DIGITS, SIGNATURE_HEADER, Signer

_SHOWN = 8
_SHORTEST = 6
"""A shorter secret may stand in any text by chance: it is covered where it is the whole of one."""

_DIGITS = re.compile(rb"(?<![0-9A-Fa-f])[0-9A-Fa-f]{%d}(?![0-9A-Fa-f])" % SIGNATURE_DIGITS)


class Cover:
    """Covers secrets and, unless ``signatures`` are wanted, those of one capture, in what stands beside its head."""

    def __init__(self, capture: Capture, secrets: Sequence[Secret] = (), *, signatures: bool = False) -> None:
        self.signatures = signatures
        self._hiding = Hiding(*(one for one in secrets if len(one.reveal()) >= _SHORTEST))
        self._short = {one.reveal() for one in secrets if len(one.reveal()) < _SHORTEST}
        values = [] if signatures else [value.lower() for value in header_values(capture.headers, SIGNATURE_HEADER)]
        signed = [] if signatures else [Signer(one).sign(capture.content.body) for one in secrets]
        self._known = {match.encode() for value in values for match in _found(value)} | {one.encode() for one in signed}

    def data(self, data: bytes) -> bytes:
        """Return bytes with asterisks in the place of what is covered; every other byte keeps its place."""
        if data in self._short:
            return b"*" * len(data)
        return self._hiding.data(self._without_signatures(data))

    def text(self, text: str) -> str:
        """Return text that was read as latin-1 in the same way."""
        try:
            return self.data(text.encode("latin-1")).decode("latin-1")
        except UnicodeEncodeError:
            return self.data(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")

    def pairs(self, pairs: list[list[str]]) -> list[list[str]]:
        """Return headers as lists of name and value, the values in the same way."""
        return [[name, self.text(value)] for name, value in pairs]

    def _without_signatures(self, data: bytes) -> bytes:
        return _DIGITS.sub(self._masked, data) if self._known else data

    def _masked(self, found: re.Match[bytes]) -> bytes:
        if found[0].lower() not in self._known:
            return found[0]
        return found[0][:_SHOWN] + b"*" * (SIGNATURE_DIGITS - _SHOWN)


def _found(value: str) -> list[str]:
    return [found.decode() for found in _DIGITS.findall(value.encode("utf-8", "surrogatepass"))]

"""What no row of a list shows: secrets, and whole signatures in targets. The depth has a ``Cover`` of its own.

A row is told before its signature is known, so whatever looks like one is covered.
"""

import re
from collections.abc import Sequence
from typing import Any

from maileroo_cli.webhook.signing.hiding import Hiding
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import SIGNATURE_DIGITS

_SHORTEST = 6
"""A shorter secret may stand in any text by chance: it is covered where it is the whole of one."""

_SHOWN = 8
_FIELDS = ("target", "event_type", "event_id", "reference_id", "method", "peer")
_DIGITS = re.compile(rf"(?<![0-9A-Fa-f])[0-9A-Fa-f]{{{SIGNATURE_DIGITS}}}(?![0-9A-Fa-f])")


class RowCover:
    """Covers ``secrets`` in the texts of rows, and signatures in their targets and event types."""

    def __init__(self, secrets: Sequence[Secret] = ()) -> None:
        self._hiding = Hiding(*(one for one in secrets if len(one.reveal()) >= _SHORTEST))
        self._short = {one.reveal() for one in secrets if len(one.reveal()) < _SHORTEST}

    def fields(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Return the fields of a row, its texts covered."""
        for name in _FIELDS:
            text = fields.get(name)
            if text and (covered := self._covered(text, has_signature=name in ("target", "event_type"))) != text:
                fields[name] = covered
        return fields

    def _covered(self, text: str, *, has_signature: bool) -> str:
        wire = text.encode("utf-8", "surrogatepass")
        if wire in self._short:
            return "*" * len(text)
        text = self._hiding.data(wire).decode("utf-8", "surrogatepass")
        return _DIGITS.sub(_masked, text) if has_signature and len(text) >= SIGNATURE_DIGITS else text


def _masked(found: re.Match[str]) -> str:
    return found[0][:_SHOWN] + "*" * (SIGNATURE_DIGITS - _SHOWN)


NOTHING_KNOWN = RowCover()
"""Covers signatures, where there is no secret."""

"""What a file leaves open about a request in it: kept with the request wherever it goes, so that every check agrees.

A reservation is a code and a reason. It takes the place of an anomaly, since a request that has one came from a file
and not off a connection; it is dropped where the signature proves the bytes. What is made of it is decided in
``check.checker``.
"""

from typing import NamedTuple

INCOMPLETE = "incomplete"
"""Bytes of the body are missing: it can be verified only if those that are there are all that was signed."""

SIGNATURE_LEFT_OUT = "unsigned-copy"
"""The request had a signature, which was not written into the file."""

DOUBTFUL = "body-doubtful"
"""The body's bytes may be others than were sent: a signature that matches proves them, another proves nothing."""

OPEN_END = "body-end-open"
"""Nothing says where the body ends: it may be shorter, but it is nothing else than what is there."""

LEFT_OUT = "the signature was left out of the export"

_SENTENCES = {
    INCOMPLETE: "The imported file does not hold all of its bytes.",
    SIGNATURE_LEFT_OUT: "The signature was left out of the export.",
    DOUBTFUL: "The imported file may not hold the exact bytes that were sent.",
    OPEN_END: "The imported file does not say where the body ends.",
}
_LONGEST_REASON = 400
_COMMENT = "mhook: "


class Reservation(NamedTuple):
    """What is left open: a code, and the reason in a few words, which may be empty."""

    code: str
    reason: str = ""

    @property
    def sentence(self) -> str:
        """What is left open, in one sentence or a few words."""
        return self.reason or _SENTENCES.get(self.code, self.code)

    @property
    def text(self) -> str:
        """Both as one text, from which :func:`parse_reservation` reads them back."""
        return f"{self.code}: {' '.join(self.reason[:_LONGEST_REASON].split())}" if self.reason else self.code


UNSIGNED = Reservation(SIGNATURE_LEFT_OUT, LEFT_OUT)


def parse_reservation(text: str) -> Reservation | None:
    """Read what :attr:`Reservation.text` wrote; ``None`` for anything else."""
    code, _, reason = text.partition(": ")
    return Reservation(code, reason) if code in _SENTENCES else None


def write_comment(reservation: Reservation) -> str:
    """Return the text of a comment that keeps a reservation in a format that has no field for it."""
    return _COMMENT + reservation.text


def read_comment(text: str) -> Reservation | None:
    """Read the text of a comment, without what marks it as one; ``None`` where it keeps no reservation."""
    text = text.strip()
    return parse_reservation(text.removeprefix(_COMMENT)) if text.startswith(_COMMENT) else None

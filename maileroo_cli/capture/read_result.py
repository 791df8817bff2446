"""What a reader of captured requests hands on: a request that could be read, or a place where none could.

The readers are in ``formats``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from maileroo_cli.capture.reservation import DOUBTFUL, INCOMPLETE, OPEN_END, Reservation

if TYPE_CHECKING:
    from maileroo_cli.capture.record import CaptureRecord


class ReadAnswer(NamedTuple):
    """What a request was answered: ``source`` is an ``AnswerSource``; ``milliseconds`` are ``None`` if not known.

    ``head`` is the status line and the headers, the empty line included, and empty where they were not kept.
    """

    status: int
    source: str
    head: bytes = b""
    body: bytes = b""
    milliseconds: float | None = None


class ReadRequest(NamedTuple):
    """One request as it was found; ``where`` names its place in the input.

    ``notes`` are one-line remarks on how the bytes were kept. ``whole`` is false when bytes of the request
    are known to be missing. ``doubt`` says why the body's bytes may be others than were sent: a signature that matches
    proves them, one that does not proves nothing. ``alternatives`` are other bodies that the same place may stand for:
    the one that a signature matches was sent. ``open_end`` tells that the body may be shorter than what is there.
    ``answer`` is what the request was answered, where that was asked for and the file holds it. ``elsewhere`` tells
    that the target is not where it came to, but where the file would send it.
    """

    record: "CaptureRecord"
    where: str
    notes: tuple[str, ...] = ()
    whole: bool = True
    doubt: str = ""
    alternatives: Iterable[bytes] = ()
    open_end: bool = False
    answer: ReadAnswer | None = None
    elsewhere: bool = False

    @property
    def reserved(self) -> "CaptureRecord":
        """The record with what the file leaves open about it."""
        record = self.record
        if record.anomaly or (self.whole and not self.doubt and not self.open_end):
            return record
        if not self.whole:
            return record.reserved(Reservation(INCOMPLETE, "; ".join(self.notes) or "bytes of the body are missing"))
        return record.reserved(Reservation(DOUBTFUL, self.doubt) if self.doubt else Reservation(OPEN_END))


@dataclass(frozen=True, slots=True)
class DamagedPlace:
    """A place that holds no readable request: ``where`` it is and the ``reason``, one line each."""

    where: str
    reason: str


ReadResult: TypeAlias = ReadRequest | DamagedPlace


_LINE = "line "
_NUMBERED = ("entry ", "record ", "request ")


def place_in(source: str, where: str) -> str:
    """Return the place in the input called ``source`` that a reader calls ``where``, in the form of every report.

    ``a.http:18`` is a line, ``a.har:#5`` the fifth request.
    """
    if where.startswith(_LINE):
        return f"{source}:{where.removeprefix(_LINE)}"
    for word in _NUMBERED:
        if where.startswith(word):
            return f"{source}:#{where.removeprefix(word)}"
    return f"{source}:{where}" if where else source

"""What a reader of captured requests hands on: a request that could be read, or a place where none could.

The readers are in ``formats``.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

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
    are known to be missing: such a body cannot be verified, whatever its signature. ``doubt`` says why the body's
    bytes may be others than were sent: a signature that matches proves them, one that does not proves nothing.
    ``answer`` is what the request was answered, where that was asked for and the file holds it.
    """

    record: "CaptureRecord"
    where: str
    notes: tuple[str, ...] = ()
    whole: bool = True
    doubt: str = ""
    answer: ReadAnswer | None = None


@dataclass(frozen=True, slots=True)
class DamagedPlace:
    """A place that holds no readable request: ``where`` it is and the ``reason``, one line each."""

    where: str
    reason: str


ReadResult: TypeAlias = ReadRequest | DamagedPlace

"""What a reader of captured requests hands on: a request that could be read, or a place where none could.

The readers are in ``formats``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from maileroo_cli.capture.record import CaptureRecord


class ReadRequest(NamedTuple):
    """One request as it was found; ``where`` names its place in the input.

    ``notes`` are one-line remarks on how the bytes were kept. ``whole`` is false when bytes of the request
    are known to be missing: such a body cannot be verified, whatever its signature. ``doubt`` says why the body's
    bytes may be others than were sent: a signature that matches proves them, one that does not proves nothing.
    ``alternatives`` are other bodies that the same place may stand for: the one that a signature matches was sent.
    """

    record: "CaptureRecord"
    where: str
    notes: tuple[str, ...] = ()
    whole: bool = True
    doubt: str = ""
    alternatives: Iterable[bytes] = ()


@dataclass(frozen=True, slots=True)
class DamagedPlace:
    """A place that holds no readable request: ``where`` it is and the ``reason``, one line each."""

    where: str
    reason: str


ReadResult: TypeAlias = ReadRequest | DamagedPlace

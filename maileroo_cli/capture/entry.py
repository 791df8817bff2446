"""One captured request as the store keeps it: what is known of it, and its exact bytes. Nothing is stored from here."""

import os
from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from maileroo_cli.capture.head import head_headers
from maileroo_cli.capture.reservation import INCOMPLETE, parse_reservation
from maileroo_cli.capture.verdict import StoredVerdict
from maileroo_cli.webhook.signing.request import Headers
from maileroo_cli.webhook.text.instant import format_instant

if TYPE_CHECKING:
    from maileroo_cli.capture.record import CaptureRecord

ID_LENGTH = 16
_ID_BYTES = ID_LENGTH // 2
_IDS_AT_ONCE = 256


class AnswerSource(StrEnum):
    """Where the answer of a captured request came from.

    ``CANCELLED`` has no answer: the client left before the request was forwarded, so that no application has seen it.
    """

    NOTHING = ""
    SCRIPT = "script"
    APPLICATION = "application"
    GATEWAY = "gateway"
    LISTENER = "listener"
    CANCELLED = "cancelled"


class CaptureEntry(NamedTuple):
    """What is known of one captured request; its fields are the columns of the store, in order.

    ``id`` is 16 hex digits. ``at`` is the arrival of its last byte, in Unix seconds. ``peer`` is ``address:port``.
    ``event_type``, ``event_id``, ``reference_id`` and ``event_time`` (Unix seconds) are what the body names, empty or
    ``None`` where it names none. ``verdict`` is a ``StoredVerdict``, as plain text; ``cause`` holds
    the codes of an invalid one's causes joined with ``+``, empty while it is not diagnosed; ``secret`` is the
    reference of the secret that matched. ``anomaly`` is the code of what is wrong with the framing, or what a file left
    open (the text of a ``Reservation``), if anything.
    ``size`` is the body's in bytes. ``status`` is that of the answer (``None`` where none was sent), ``answered`` says
    whose it was, ``milliseconds`` how long it took.
    """

    id: str
    at: float
    peer: str
    method: str
    target: str
    event_type: str = ""
    event_id: str = ""
    reference_id: str = ""
    event_time: float | None = None
    verdict: str = StoredVerdict.UNCHECKED.value
    cause: str = ""
    secret: str = ""
    anomaly: str = ""
    size: int = 0
    status: int | None = None
    answered: str = AnswerSource.NOTHING
    milliseconds: float | None = None

    @property
    def causes(self) -> tuple[str, ...]:
        """The codes of what is wrong with an invalid capture; empty for any other, or where it is not diagnosed."""
        return tuple(filter(None, self.cause.split("+"))) if self.verdict == StoredVerdict.INVALID else ()

    @property
    def is_whole(self) -> bool:
        """Whether what arrived, or what a file held, is a whole request."""
        if not self.anomaly:
            return True
        reservation = parse_reservation(self.anomaly)
        return reservation is not None and reservation.code != INCOMPLETE


class CaptureContent(NamedTuple):
    """The bytes of one captured request, and of its answer where an application gave it.

    ``head`` is the request line and the headers as they came, the empty line included; ``body`` is without chunks;
    ``trailers`` are the header lines after the last chunk; of a refused request, what arrived behind its body, or
    behind what is wrong with its head.
    """

    head: bytes
    body: bytes
    trailers: bytes = b""
    answer_head: bytes = b""
    answer_body: bytes = b""


class Capture(NamedTuple):
    """A request out of the store."""

    entry: CaptureEntry
    content: CaptureContent

    @property
    def headers(self) -> Headers:
        """The headers in order, with case and duplicates, read as latin-1; white space around values is left out."""
        return head_headers(self.content.head)

    @property
    def record(self) -> "CaptureRecord":
        """The capture record: what is exported, verified and sent again."""
        from maileroo_cli.capture.record import CaptureRecord

        entry = self.entry
        time = moment(entry.at) if entry.at else ""
        record = CaptureRecord.of(entry.id, time, entry.method, entry.target, self.headers, self.content.body)
        return record.reserved(parse_reservation(entry.anomaly)) if entry.anomaly else record


class LocatedCapture(NamedTuple):
    """A capture, and the row that it has in the store: no other ever has the same."""

    row: int
    capture: Capture


def moment(at: float) -> str:
    """Return a time of arrival in RFC 3339; empty for one that no calendar has, which a damaged store may hold."""
    try:
        return format_instant(at)
    except (ValueError, OverflowError):
        return ""


def draw_ids() -> Iterator[str]:
    """Yield new ids without end, many at once out of the system's randomness, since each question takes long."""
    while True:
        drawn = os.urandom(_ID_BYTES * _IDS_AT_ONCE).hex()
        for start in range(0, len(drawn), ID_LENGTH):
            yield drawn[start : start + ID_LENGTH]

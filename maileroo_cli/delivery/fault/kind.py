"""What can be made to go wrong at one attempt, as closed sets. How a user writes it is read in ``text``.

Nothing is done here: ``transport`` makes each fault, with real sockets where that can be.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Reach(StrEnum):
    """What of a request reached the receiver: only one that came whole, and as it was signed, may be acted on."""

    NOTHING = "nothing"
    PART = "part"
    ALTERED = "altered"
    WHOLE = "whole"


class FaultStage(StrEnum):
    """Where on its way an attempt meets the fault, as seen from the receiver."""

    BEFORE = "before"
    MIDDLE = "middle"
    AFTER = "after"
    AROUND = "around"


class FaultArgument(StrEnum):
    """What a fault is written with, behind a colon: nothing, a status that the sender sees, or how long it takes."""

    NONE = "none"
    STATUS = "status"
    DURATION = "duration"


class FaultKind(StrEnum):
    """What goes wrong; what each kind is, is in ``FAULT_TRAITS``."""

    REFUSE = "refuse"
    DNS = "dns"
    TLS = "tls"
    CONNECT_TIMEOUT = "connect-timeout"
    STATUS = "status"
    TRUNCATE = "truncate"
    DRIP = "drip"
    CORRUPT = "corrupt"
    RESET = "reset"
    LOST = "lost"
    LATE = "late"
    GATEWAY = "gateway"
    RESET_AFTER = "reset-after"
    DUPLICATE = "duplicate"
    REORDER = "reorder"


@dataclass(frozen=True, slots=True)
class FaultTraits:
    """What one kind of fault is: its stage, what then reaches the receiver, and a sentence about it.

    ``meaning`` completes "at this attempt …". With a status as its ``argument`` the sender sees that one, and not the
    receiver's. ``copies`` is how many requests are sent.
    """

    stage: FaultStage
    reach: Reach
    meaning: str
    argument: FaultArgument = FaultArgument.NONE
    copies: int = 1


FAULT_TRAITS: Mapping[FaultKind, FaultTraits] = MappingProxyType(
    {
        FaultKind.REFUSE: FaultTraits(FaultStage.BEFORE, Reach.NOTHING, "the connection is refused"),
        FaultKind.DNS: FaultTraits(FaultStage.BEFORE, Reach.NOTHING, "the receiver's host name is not found"),
        FaultKind.TLS: FaultTraits(FaultStage.BEFORE, Reach.NOTHING, "the TLS handshake fails"),
        FaultKind.CONNECT_TIMEOUT: FaultTraits(FaultStage.BEFORE, Reach.NOTHING, "the connection is never accepted"),
        FaultKind.STATUS: FaultTraits(
            FaultStage.BEFORE,
            Reach.NOTHING,
            "a gateway answers instead of the receiver",
            FaultArgument.STATUS,
        ),
        FaultKind.TRUNCATE: FaultTraits(FaultStage.MIDDLE, Reach.PART, "the connection ends in the middle of the body"),
        FaultKind.DRIP: FaultTraits(
            FaultStage.MIDDLE, Reach.WHOLE, "the body arrives slowly, in small pieces", FaultArgument.DURATION
        ),
        FaultKind.CORRUPT: FaultTraits(FaultStage.MIDDLE, Reach.ALTERED, "one bit of the body is flipped in transit"),
        FaultKind.RESET: FaultTraits(
            FaultStage.MIDDLE, Reach.PART, ("the connection is reset in the middle of the body")
        ),
        FaultKind.LOST: FaultTraits(FaultStage.AFTER, Reach.WHOLE, "the receiver's answer gets lost"),
        FaultKind.LATE: FaultTraits(FaultStage.AFTER, Reach.WHOLE, "the receiver's answer comes after the deadline"),
        FaultKind.GATEWAY: FaultTraits(
            FaultStage.AFTER, Reach.WHOLE, "a proxy replaces the receiver's answer", FaultArgument.STATUS
        ),
        FaultKind.RESET_AFTER: FaultTraits(
            FaultStage.AFTER, Reach.WHOLE, "the connection is reset before the answer is read"
        ),
        FaultKind.DUPLICATE: FaultTraits(
            FaultStage.AROUND, Reach.WHOLE, "two copies arrive at the same instant", copies=2
        ),
        FaultKind.REORDER: FaultTraits(
            FaultStage.AROUND, Reach.WHOLE, ("the event arrives after the one that follows it")
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault; ``status`` or ``seconds`` is the argument of a kind that has one."""

    kind: FaultKind
    status: int | None = None
    seconds: float | None = None

    @property
    def nature(self) -> FaultTraits:
        """What this kind of fault is."""
        return FAULT_TRAITS[self.kind]

    def __str__(self) -> str:
        if self.status is not None:
            return f"{self.kind}:{self.status}"
        return f"{self.kind}:{self.seconds:.7g}s" if self.seconds is not None else str(self.kind)

"""One attempt of a replay: what the sender saw, and what the receiver got and did.

The two differ wherever a fault is made: an answer that gets lost was given all the same.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

from maileroo_cli.delivery.attempt.outcome import Attempt
from maileroo_cli.delivery.fault.kind import Fault, Reach
from maileroo_cli.webhook.signing.request import Request

REFUSALS = frozenset((401, 403, 404, 405))
"""With these a receiver says that it did not take the request: its signature, its path or its method."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event that is to be delivered. ``index`` is its place in the run, from 0.

    ``offset`` is when its first attempt is due, in seconds after the start of the run. The same ``request`` (bytes and
    signature) is sent at every attempt.
    """

    index: int
    event_type: str
    event_id: str
    request: Request
    offset: float = 0.0


@dataclass(frozen=True, slots=True)
class AttemptResult:
    """What came of one attempt on both sides.

    ``attempt`` is what the sender saw, a fault's doing included. ``reach`` says what of the request came to the
    receiver. ``answers`` are the statuses with which the receiver itself answered, also where the sender never saw
    them; one for each copy that was answered. ``waited`` are the simulated seconds until the sender knew, where that
    is known from the plan: the whole time-out where it waited in vain, else 0. ``before`` and ``after`` are how many
    effects were observed then, ``None`` where nobody looks.
    """

    attempt: Attempt
    reach: Reach = Reach.WHOLE
    answers: tuple[int, ...] = ()
    waited: float = 0.0
    before: float | None = None
    after: float | None = None

    @property
    def refused(self) -> bool:
        """Whether the whole request came and the receiver refused it, so that it did not act: it was not seen to."""
        return (
            self.reach is Reach.WHOLE
            and bool(self.answers)
            and REFUSALS.issuperset(self.answers)
            and not (self.before is not None and self.after is not None and self.after > self.before)
        )

    @property
    def could_act(self) -> bool:
        """Whether the receiver may have acted on the event: the request came whole, as signed, and was not refused."""
        return self.reach is Reach.WHOLE and not self.refused


class DeliveryEnd(StrEnum):
    """How a delivery ended."""

    ACCEPTED = "accepted"
    GIVEN_UP = "given-up"


class AttemptRecord(NamedTuple):
    """One attempt as it was made. Times are simulated Unix seconds.

    ``number`` counts from 1; ``planned`` is when the schedule has it, in seconds after the first attempt, if each try
    fails at once. ``due`` is when it was to be made, ``began`` and ``ended`` when it was. ``result`` is ``None`` where
    the outcome was never recorded (the process died meanwhile): it is unknown, and the attempt is then made again.
    ``end`` is set where the delivery ended with it.
    """

    delivery: Delivery
    number: int
    planned: float
    due: float
    began: float
    ended: float
    fault: Fault | None
    result: AttemptResult | None
    accepted: bool = False
    end: DeliveryEnd | None = None


class DueAttempt(NamedTuple):
    """A delivery that goes on: attempt ``number`` of ``delivery`` is ``due`` (simulated Unix seconds).

    ``first`` is when its first attempt was due, ``None`` where none has been made.
    """

    delivery: Delivery
    number: int
    due: float
    first: float | None = None


class AttemptSender(Protocol):
    """What makes one attempt at a time, with its fault; belongs to one thread."""

    def send(self, delivery: Delivery, number: int, fault: Fault | None) -> AttemptResult:
        """Make attempt ``number`` and return what came of it; nothing that a peer does raises."""
        ...

    def interrupt(self) -> None:
        """Make a :meth:`send` under way in another thread return soon; what it returns is not used."""
        ...

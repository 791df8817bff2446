"""What ``mhook listen`` does with requests, and what it tells of them: the words that its parts share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from maileroo_cli.capture.store.limits import NO_LIMITS, StoreLimits

if TYPE_CHECKING:
    from maileroo_cli.capture.answer.responder import Responder
    from maileroo_cli.capture.answer.step import AnswerStep
    from maileroo_cli.capture.entry import Capture, CaptureEntry
    from maileroo_cli.transport.server.connection import Connection
    from maileroo_cli.transport.server.forward import Forwarder
    from maileroo_cli.webhook.signing.secret import Secret


class Arrival(NamedTuple):
    """One request as it is reported: what is known of it, what was done, and how long it took in milliseconds.

    ``answer`` says how it was answered in a word: a status, or what was done instead. ``detail`` adds a fact.
    ``kept`` is false where the store could not take it.
    """

    entry: CaptureEntry
    answer: str
    milliseconds: float
    detail: str = ""
    kept: bool = True


class Reporter(Protocol):
    """What is told of requests as they come."""

    def arrived(self, arrivals: Sequence[Arrival]) -> None:
        """Report requests that have been stored, and answered or about to be."""
        ...

    def trouble(self, sentence: str) -> None:
        """Report something that is wrong with the store."""
        ...


class PendingRequest(NamedTuple):
    """A request that waits for its commit and its answer; ``began`` is on the loop's clock.

    ``step`` is what it is answered, ``None`` where an application is to be asked.
    """

    connection: Connection
    capture: Capture
    step: AnswerStep | None
    began: float


@dataclass(slots=True)
class ListenConfig:
    """What is done with requests. With a ``forwarder`` the application's answer takes the place of the script's.

    ``verify_first`` holds back what is not valid. ``keep`` is how much the store may hold. ``diagnoses`` tells
    whether it is searched why a signature does not verify.
    """

    secrets: Sequence[Secret]
    responder: Responder
    forwarder: Forwarder | None = None
    verify_first: bool = False
    keep: StoreLimits = NO_LIMITS
    diagnoses: bool = True

"""Faults before an application in this process sees anything: told as they would look, since nothing is connected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maileroo_cli.capture.answer.step import make_answer
from maileroo_cli.delivery.attempt.outcome import Attempt, AttemptProblem, Outcome, Phase
from maileroo_cli.transport.client.request_head import head_fields

if TYPE_CHECKING:
    from maileroo_cli.transport.client.target import Target
    from maileroo_cli.webhook.signing.request import Request


class MadeUpFaults:
    """Makes attempts of which the application that is called ``place`` never hears; they take no time.

    A request that HTTP cannot carry raises ``UsageError`` as it does elsewhere.
    """

    def __init__(self, target: Target, place: str) -> None:
        self._target = target
        self._place = place

    def refuse(self, request: Request) -> Attempt:
        """Return that nothing listens."""
        head_fields(request, self._target)
        return Attempt(Outcome.REFUSED, 0.0, place=self._place)

    def fail_tls(self, request: Request) -> Attempt:
        """Return that the handshake failed."""
        head_fields(request, self._target)
        return Attempt(Outcome.TLS, 0.0, phase=Phase.SECURING, problem=AttemptProblem.HANDSHAKE, place=self._place)

    def answer(self, request: Request, status: int) -> Attempt:
        """Return the answer of a gateway."""
        head_fields(request, self._target)
        step = make_answer(status)
        return Attempt(Outcome.ANSWERED, 0.0, status, step.headers, step.body, phase=Phase.READING, place=self._place)

    def resolve(self) -> Attempt:
        """Return that there is no address."""
        return Attempt(Outcome.DNS, 0.0, detail="no address", place=self._place)

    def interrupt(self) -> None:
        """Do nothing: nothing takes any time."""

    def close(self) -> None:
        """Do nothing: nothing is open."""

"""What a built-in receiver does: it answers as script and policy for duplicates say, and counts its effects."""

from __future__ import annotations

from typing import assert_never

from maileroo_cli.capture.answer.responder import Responder
from maileroo_cli.capture.answer.step import AnswerStep, make_answer
from maileroo_cli.capture.event_key import event_key
from maileroo_cli.transport.embedded.specification import CONFLICT_STATUS, DuplicatePolicy, ReceiverSpecification

CONFLICT = make_answer(CONFLICT_STATUS, body=b"this event was accepted before\n")


class ActingResponder(Responder):
    """Answers as script and policy say, and counts an effect for each event where it does its work.

    An event is known once it was answered with 2xx; one without an id is known by its body.
    """

    def __init__(self, specification: ReceiverSpecification) -> None:
        super().__init__(specification.script)
        self.constant = None  # so that it is asked about every request
        self._effects: dict[str | bytes, int] = {}
        self._policy = specification.policy

    def next(self, event_type: str, event_id: str, body: bytes) -> AnswerStep:
        """Return what a request is answered that verifies."""
        key = event_key(event_id) if event_id else body
        if key not in self._effects:
            step = super().next(event_type, event_id, body)
            if _is_accepted(step):
                self._effects[key] = 1
            return step
        match self._policy:
            case DuplicatePolicy.CAREFUL:
                return super().next(event_type, event_id, body)
            case DuplicatePolicy.CARELESS:
                step = super().next(event_type, event_id, body)
                self._effects[key] += _is_accepted(step)
                return step
            case DuplicatePolicy.PICKY:
                return CONFLICT
            case _:
                assert_never(self._policy)

    def effects_of(self, event_id: str) -> int:
        """Return how many effects there were for an event so far."""
        return self._effects.get(event_key(event_id), 0)

    def effects_of_body(self, body: bytes) -> int:
        """Return the same for an event without an id."""
        return self._effects.get(body, 0)


def _is_accepted(step: AnswerStep) -> bool:
    return step.action.answers and 200 <= step.status < 300

"""Playing a script against a receiver that does everything right: which requests there are, and nothing is sent."""

from collections.abc import Iterator
from typing import NamedTuple

from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome, Phase
from maileroo_cli.rules.step import LookAt, LookAtState, Manner, Script, SendMany, SendOne, SendTwin, Step, StepResult
from maileroo_cli.webhook.signing.request import Request


class PlannedRequest(NamedTuple):
    """One request of a rule as it would be sent, and the status that a correct receiver answers."""

    request: Request
    manner: Manner
    ideal: int


def rehearse(script: Script) -> Iterator[PlannedRequest]:
    """Yield the requests of a script, in order."""
    for step in rehearse_steps(script):
        yield from sent_by(step)


def rehearse_steps(script: Script) -> Iterator[Step]:
    """Yield the steps of a script, in order."""
    result: StepResult = None
    while True:
        try:
            step = script.send(result)
        except StopIteration:
            return
        yield step
        result = _ideal(step)


def sent_by(step: Step) -> Iterator[PlannedRequest]:
    """Yield the requests that a step sends."""
    match step:
        case SendOne():
            yield PlannedRequest(step.request, step.manner, step.ideal)
        case SendTwin():
            yield from [PlannedRequest(step.request, Manner.WHOLE, step.ideal)] * 2
        case SendMany():
            yield from (PlannedRequest(request, Manner.WHOLE, step.ideal) for request in step.requests)
        case _:
            return


def _ideal(step: Step) -> StepResult:
    match step:
        case SendOne():
            return _answered(step.ideal)
        case SendTwin():
            return [_answered(step.ideal), _answered(step.ideal)]
        case SendMany():
            return [_answered(step.ideal) for _ in step.requests]
        case LookAt() | LookAtState():
            return step.ideal
        case _:
            return None


def _answered(status: int) -> Attempt:
    return Attempt(Outcome.ANSWERED, 0.001, status, phase=Phase.READING)

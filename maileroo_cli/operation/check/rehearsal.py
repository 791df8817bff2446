"""Playing a script against a receiver that does everything right: which requests there are, and nothing is sent."""

from collections.abc import Iterator
from typing import NamedTuple

from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome, Phase
from maileroo_cli.rules.step import (
    LookAt,
    LookAtState,
    Manner,
    ReadComputed,
    Script,
    SendMany,
    SendOne,
    SendTwin,
    Step,
    StepResult,
    Watch,
)
from maileroo_cli.webhook.signing.request import Request


class PlannedRequest(NamedTuple):
    """One request of a rule as it would be sent, and the status that a correct receiver answers."""

    request: Request
    manner: Manner
    ideal: int


def rehearse(script: Script) -> Iterator[PlannedRequest]:
    """Yield the requests of a script, in order."""
    for step in _steps(script):
        yield from _sent_by(step)


def count_settlings(script: Script, *, per_event: bool) -> int:
    """Return how often a script waits for all that a receiver may still do; once settled it stays so until a request.

    ``per_event`` tells that each event has a number of effects of its own.
    """
    number, settled = 0, True
    for step in _steps(script):
        if any(True for _ in _sent_by(step)):
            settled = False
        elif not settled and _settles(step, per_event=per_event):
            number, settled = number + 1, True
        if isinstance(step, Watch) and not per_event:
            number += 1  # until nothing else has an effect either
    return number


def sends_at_once(script: Script) -> bool:
    """Return whether a script sends several requests at the same time."""
    return any(isinstance(step, SendTwin | SendMany) for step in _steps(script))


def _steps(script: Script) -> Iterator[Step]:
    result: StepResult = None
    while True:
        try:
            step = script.send(result)
        except StopIteration:
            return
        yield step
        result = _ideal(step)


def _settles(step: Step, *, per_event: bool) -> bool:
    """Return whether a step waits for all that may come, also where all is well."""
    match step:
        case Watch():
            return not per_event
        case LookAt():
            return step.above >= step.ideal
        case LookAtState():
            return step.unlike is None
        case _:
            return False


def _sent_by(step: Step) -> Iterator[PlannedRequest]:
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
        case ReadComputed():
            return ""
        case _:
            return None


def _answered(status: int) -> Attempt:
    return Attempt(Outcome.ANSWERED, 0.001, status, phase=Phase.READING)

"""What a script asks for, one step after the other, and what it gets for each. Whoever plays it does the steps.

A script is a generator: it yields steps, is sent the result of each, and returns its verdict. The functions here yield
one step each and return its result, for use with ``yield from``. Each step knows what a correct receiver makes of it,
so that a script can be played against an ideal one, to count and to show its requests.
"""

import math
from collections.abc import Generator, Sequence
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from maileroo_cli.delivery.attempt.outcome import Attempt
from maileroo_cli.rules.probe import ProbeEvent
from maileroo_cli.rules.verdict import RuleVerdict
from maileroo_cli.webhook.signing.request import Request


class Manner(StrEnum):
    """How a request goes over the wire."""

    WHOLE = "whole"
    CHUNKED = "chunked"
    EXPECT_CONTINUE = "expect-continue"
    CUT_OFF = "cut-off"
    PADDED = "padded"
    ANSWER_UNREAD = "answer-unread"


PADDED_SIZE = 50 << 20
"""How many bytes a body has that is sent ``PADDED``: itself, and blanks behind it."""


class Hook(StrEnum):
    """Which of the user's commands is run."""

    BREAK = "break"
    MEND = "mend"
    RESTART = "restart"
    SECRET = "secret"  # noqa: S105  (no secret)


class SendOne(NamedTuple):
    """Send one request; a correct receiver answers ``ideal``. The result is one attempt.

    ``apart`` asks for a connection of its own. ``seconds`` is how long the answer may take, where that is not the usual
    time-out. ``follow`` is how many seconds an application in this process may work after its answer, to see its end.
    """

    request: Request
    ideal: int = 200
    manner: Manner = Manner.WHOLE
    apart: bool = False
    seconds: float | None = None
    follow: float = 0.0


class SendTwin(NamedTuple):
    """Send two copies of a request at the same instant, over two connections. The result is two attempts."""

    request: Request
    ideal: int = 200


class SendMany(NamedTuple):
    """Send requests over so many connections at a time. The result is one attempt for each, in order."""

    requests: Sequence[Request]
    connections: int
    ideal: int = 200


class Watch(NamedTuple):
    """Count the effects of events before they are sent, for :class:`LookAt` to tell new ones. The result is nothing."""

    events: Sequence[ProbeEvent]


class LookAt(NamedTuple):
    """Count the effects that events have had, all together, since they are watched. The result is a number.

    The receiver has its time to settle for that, ``patience`` times, counted from the last request. As soon as there
    are more than ``above`` nothing is waited for.
    """

    events: Sequence[ProbeEvent]
    ideal: float
    above: float = math.inf
    patience: int = 1


class LookAtState(NamedTuple):
    """Ask for the state of a recipient, of whom a mail with this reference id knows. The result is a text.

    The receiver has its time to settle for that, counted from the last request. As soon as the state is another one
    than ``unlike`` nothing is waited for.
    """

    recipient: str
    reference_id: str
    ideal: str
    unlike: str | None = None


class ReadComputed(NamedTuple):
    """Read what the receiver wrote about the signature that it computed, where the user said. The result is a text."""


class RunHook(NamedTuple):
    """Run one of the user's commands; ``value`` is for it to know (``MHOOK_SECRETS``). The result is nothing."""

    hook: Hook
    value: str = ""


Step: TypeAlias = SendOne | SendTwin | SendMany | Watch | LookAt | LookAtState | ReadComputed | RunHook
StepResult: TypeAlias = Attempt | list[Attempt] | float | str | None
Script: TypeAlias = Generator[Step, StepResult, RuleVerdict]


def send(
    request: Request,
    ideal: int = 200,
    *,
    manner: Manner = Manner.WHOLE,
    apart: bool = False,
    seconds: float | None = None,
    follow: float = 0.0,
) -> Generator[Step, StepResult, Attempt]:
    """Send one request and return its attempt."""
    attempt = yield SendOne(request, ideal, manner, apart, seconds, follow)
    assert isinstance(attempt, Attempt)  # noqa: S101  (what a step of this kind gives)
    return attempt


def send_twin(request: Request, ideal: int = 200) -> Generator[Step, StepResult, list[Attempt]]:
    """Send two copies at the same instant and return both attempts."""
    attempts = yield SendTwin(request, ideal)
    assert isinstance(attempts, list)  # noqa: S101  (what a step of this kind gives)
    return attempts


def send_many(
    requests: Sequence[Request], connections: int, ideal: int = 200
) -> Generator[Step, StepResult, list[Attempt]]:
    """Send all of them, several at a time, and return their attempts in order."""
    attempts = yield SendMany(requests, connections, ideal)
    assert isinstance(attempts, list)  # noqa: S101  (what a step of this kind gives)
    return attempts


def watch(*events: ProbeEvent) -> Generator[Step, StepResult, None]:
    """Count the effects of events that are sent next."""
    yield Watch(events)


def look_at(
    *events: ProbeEvent, ideal: float | None = None, above: float = math.inf, patience: int = 1
) -> Generator[Step, StepResult, float]:
    """Return how many effects events have had since they are watched, all together."""
    number = yield LookAt(events, float(len(events)) if ideal is None else ideal, above, patience)
    assert isinstance(number, float)  # noqa: S101  (what a step of this kind gives)
    return number


def look_at_state(
    recipient: str, reference_id: str, ideal: str, *, unlike: str | None = None
) -> Generator[Step, StepResult, str]:
    """Return the state of a recipient, as the user's command or URL tells it."""
    text = yield LookAtState(recipient, reference_id, ideal, unlike)
    assert isinstance(text, str)  # noqa: S101  (what a step of this kind gives)
    return text


def read_computed() -> Generator[Step, StepResult, str]:
    """Return what the receiver wrote about the signature that it computed; empty where nobody said where."""
    text = yield ReadComputed()
    assert isinstance(text, str)  # noqa: S101  (what a step of this kind gives)
    return text


def run_hook(hook: Hook, value: str = "") -> Generator[Step, StepResult, None]:
    """Run one of the user's commands."""
    yield RunHook(hook, value)

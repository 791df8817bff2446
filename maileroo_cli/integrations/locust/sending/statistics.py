"""How Locust counts a request: by its latency from when it was due, and as a failure where it ended otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.load.kind import RequestKind

if TYPE_CHECKING:
    from locust.env import Environment

    from maileroo_cli.delivery.load.request import RequestEnd

REFUSALS = frozenset({400, 401, 403})
"""The answers to a bad signature that show that signatures are checked."""


class UnexpectedAnswerError(Exception):
    """How a request ended, where it should have ended otherwise; Locust counts by its text."""


def why_not(kind: RequestKind, end: RequestEnd, *, is_success: bool) -> str:
    """Return in a few words what is wrong with an end; empty where nothing is."""
    if end in REFUSALS if kind is RequestKind.BAD_SIGNATURE else is_success:
        return ""
    return str(end) if isinstance(end, Outcome) else f"answered with {end}"


def report_end(environment: Environment, name: str, seconds: float, why: str) -> UnexpectedAnswerError | None:
    """Let Locust count a request; ``why`` is empty for what is as it should be, else what is raised for it."""
    error = UnexpectedAnswerError(why) if why else None
    environment.events.request.fire(
        request_type="POST",
        name=name,
        response_time=seconds * 1000,
        response_length=0,
        exception=error,
        context={},
    )
    return error

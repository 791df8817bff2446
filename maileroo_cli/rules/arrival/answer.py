"""The answer to an event: exactly 200, in time, and no redirect."""

from collections.abc import Sequence
from math import ceil

from maileroo_cli.delivery.attempt.explanation import explain, why_not_200
from maileroo_cli.delivery.attempt.hint.redirect import redirect_advice
from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome, Phase
from maileroo_cli.rules.arrival.control import not_tried
from maileroo_cli.rules.definition import Family, RuleList
from maileroo_cli.rules.judging import is_accepted
from maileroo_cli.rules.probe import Probe, ProbeSettings
from maileroo_cli.rules.step import Script, send
from maileroo_cli.rules.verdict import PASSED, Consequence, RuleVerdict, Severity, failed, skipped
from maileroo_cli.webhook.catalogue.event import EventType, Grade

LIST = RuleList(Family.ARRIVAL)

_LONGEST = 5.0
"""Seconds that no answer should take where the user names no budget: how long Maileroo waits is unknown."""

_FEW, _ENOUGH = 5, 20
"""How many answers are timed: without a budget, and with one."""


@LIST.add(1, "answers a valid event with exactly 200", Consequence.RETRIED, Grade.OFFICIAL, smoke=True)
def exactly_200(probe: Probe) -> Script:
    """Send one event, and where that is answered 200 one of each other type: receivers ignore some of them with 204.

    This rule alone minds which of 2xx the answer to an event is. What is refused is judged by others.
    """
    attempt = yield from send(probe.request(probe.event(EventType.DELIVERED)))
    if not is_accepted(attempt):
        return not_tried(attempt)
    if attempt.status != 200:
        return failed(why_not_200(attempt.status or 0), attempt)
    for kind in EventType:
        other = attempt if kind is EventType.DELIVERED else (yield from send(probe.request(probe.event(kind))))
        if is_accepted(other) and other.status != 200:
            reason = f"an event of type {kind} was {why_not_200(other.status or 0)}"
            return failed(reason, other, fix="answer 200 also to the events that you ignore")
    return PASSED


@LIST.add(2, "answers in time", Consequence.RETRIED, Grade.UNKNOWN, smoke=True, alone=True)
def in_time(probe: Probe) -> Script:
    """Send some events of every type, one after the other, while nothing else is sent, and time the answers."""
    attempts: list[Attempt] = []
    types = tuple(EventType)
    for number in range(_FEW if probe.settings.budget is None else _ENOUGH):
        event = probe.event(types[number % len(types)])
        attempts.append((yield from send(probe.request(event))))
    timed = sorted((one for one in attempts if is_accepted(one) or _is_late(one)), key=lambda one: one.seconds)
    if 2 * len(timed) < len(attempts):
        return skipped(f"{len(attempts) - len(timed)} of {len(attempts)} events were not accepted")
    return _judge_times(timed, probe.settings)


def _is_late(attempt: Attempt) -> bool:
    return attempt.outcome is Outcome.TIMEOUT and attempt.phase in (Phase.WAITING, Phase.READING)


def _judge_times(timed: Sequence[Attempt], settings: ProbeSettings) -> RuleVerdict:
    """Judge answers, the fastest first, by the budget; a time-out is at least as long as it lasted."""
    if settings.budget is None:
        slowest = timed[-1]
        if slowest.seconds <= _LONGEST and not _is_late(slowest):
            return PASSED
        return failed(f"{_took(slowest, 'an event')}", slowest, severity=Severity.WARNING)
    seen = timed[max(0, ceil(settings.quantile * len(timed)) - 1)]
    if seen.seconds <= settings.budget and not _is_late(seen):
        return PASSED
    name = "the slowest" if settings.quantile >= 1 else f"the p{settings.quantile * 100:g}"
    return failed(f"{_took(seen, f'{name} of {len(timed)} answers')}, and the budget is {_told(settings.budget)}", seen)


def _took(attempt: Attempt, what: str) -> str:
    if _is_late(attempt):
        return f"{what} had not come after {_told(attempt.seconds)}"
    return f"{what} took {_told(attempt.seconds)}"


def _told(seconds: float) -> str:
    return f"{seconds:.3g} s" if seconds >= 1 else f"{seconds * 1000:.3g} ms"


@LIST.add(3, "does not redirect", Consequence.LOST, Grade.UNKNOWN, smoke=True, certain=True)
def no_redirect(probe: Probe) -> Script:
    """Send one event and see whether the answer sends it elsewhere."""
    attempt = yield from send(probe.request(probe.event()))
    if is_accepted(attempt):
        return PASSED
    status = attempt.status or 0
    if attempt.outcome is not Outcome.ANSWERED or not 300 <= status < 400:
        return not_tried(attempt)
    if attempt.location is None:
        return failed(explain(attempt), attempt)
    reason = f"a valid event was answered {status}, a redirect to {attempt.location}"
    return failed(reason, attempt, fix=redirect_advice(attempt.problem))

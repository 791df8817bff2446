"""One attempt of a replay in words: what it means, what the receiver itself said, and whether it may have acted.

Nothing is printed here. The sentences may quote the peer: make them safe before showing them.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import assert_never

from maileroo_cli.delivery.attempt.explanation import provider_of
from maileroo_cli.delivery.attempt.judgement import Success, judge
from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.delivery.attempt.refusal import is_refusal, who_answered
from maileroo_cli.delivery.fault.kind import Fault, FaultKind, FaultStage, Reach
from maileroo_cli.delivery.replay.records import AttemptRecord, AttemptResult
from maileroo_cli.delivery.schedule.catalogue import MAILEROO
from maileroo_cli.delivery.schedule.definition import Schedule
from maileroo_cli.report.body.answer_line import answer_line
from maileroo_cli.report.terminal.safe_text import safe

UNKNOWN = "unknown"
"""What stands for the outcome of an attempt that was never recorded."""

NEVER_RECORDED = "mhook ended before the outcome was known; a resumed run makes the attempt again"

LONELY = f"{FaultKind.REORDER}: there was no other event to swap places with"

UNANSWERED = "the connection ended without an answer"
"""Here a reset is mostly one that was wanted, so no cause is guessed at."""

CHANCES = {
    Reach.NOTHING: "not reached",
    Reach.PART: "got a part",
    Reach.ALTERED: "got it altered",
    Reach.WHOLE: "may have acted",
}
"""What of the request came to the receiver, in a few words."""

DID_NOT_ACT = "did not act"
"""What stands there for a whole request that the receiver refused: ``refused`` would be the connection."""

_AS_ASKED = ", as --against says"

_OTHER_KEY = (
    "the receiver's secret is probably not the one that signed: compare it with --secret, and check that the receiver "
    "hashes the raw body"
)
_URL = "compare the URL with the receiver's routes"
HINTS = {
    401: _OTHER_KEY,
    403: f"{_OTHER_KEY}; a CSRF check or a firewall answers like this too",
    404: f"nothing is at this path: {_URL}",
    405: f"the path exists but does not accept POST: {_URL}, or allow POST",
}
"""What is probably wrong where a receiver refuses with this status."""

EXPECTED: dict[FaultKind, Outcome | None] = {
    FaultKind.REFUSE: Outcome.REFUSED,
    FaultKind.DNS: Outcome.DNS,
    FaultKind.TLS: Outcome.TLS,
    FaultKind.CONNECT_TIMEOUT: Outcome.TIMEOUT,
    FaultKind.STATUS: Outcome.ANSWERED,
    FaultKind.TRUNCATE: None,
    FaultKind.DRIP: None,
    FaultKind.CORRUPT: None,
    FaultKind.RESET: None,
    FaultKind.LOST: Outcome.TIMEOUT,
    FaultKind.LATE: Outcome.TIMEOUT,
    FaultKind.GATEWAY: Outcome.ANSWERED,
    FaultKind.RESET_AFTER: Outcome.RESET,
    FaultKind.DUPLICATE: None,
    FaultKind.REORDER: None,
}
"""What the sender sees of a fault that came about, where that is one thing alone; the receiver may fail before it."""

_BEYOND_FAULTS = (FaultStage.MIDDLE, FaultStage.AROUND)
"""A fault of these stages leaves the receiver's answer as it is; any other takes its place."""


def say(
    fault: Fault | None,
    result: AttemptResult | None,
    success: Success,
    schedule: Schedule = MAILEROO,
    *,
    alone: bool = False,
    hinted: bool = True,
    asked: Collection[int] | None = None,
) -> str:
    """Return one sentence about an attempt: what went wrong and why, or that it was accepted.

    One that was to change places and is ``alone`` had nothing to change them with. Unless ``hinted`` it is not said of
    a refusal what is probably wrong: :class:`RefusalHints` says that once. ``asked`` are the statuses that a built-in
    receiver was asked for: nothing is wrong where it gives one.
    """
    if result is None:
        return NEVER_RECORDED
    if fault is None or fault.kind is FaultKind.REORDER:
        judged = _refused(result, schedule, asked, hinted=hinted) or _judged(result, success, schedule, asked)
        return f"{LONELY}; {judged}" if alone else judged
    if not _came_about(fault, result):
        return f"{_judged(result, success, schedule, asked)} (so the fault {fault} made no difference)"
    meaning, stage = fault.nature.meaning, fault.nature.stage
    match stage:
        case FaultStage.BEFORE:
            return meaning if fault.status is None else meaning.replace("answers", f"answers {fault.status}")
        case FaultStage.AFTER:
            given = " and ".join(map(str, result.answers)) or "none came"
            sentence = meaning.replace("answer", f"answer ({given})", 1)
            return sentence if fault.status is None else f"{sentence} with {fault.status}"
        case FaultStage.MIDDLE | FaultStage.AROUND:
            return f"{meaning}{_followed(result, success)}"
        case _:
            assert_never(stage)


class RefusalHints:
    """Says what is probably wrong where a receiver refuses, once for each cause; ``asked`` as :func:`say` has it."""

    def __init__(self, asked: Collection[int] | None = None) -> None:
        self._told: set[str] = set()
        self._asked = asked or ()

    def take(self, result: AttemptResult | None) -> str:
        """Return the hint of an attempt that was refused; empty for any other, and where it was told before."""
        return self.of_status(result.answers[0]) if result is not None and result.refused else ""

    def of_status(self, status: int) -> str:
        """Return the hint of a refusal with this status, unless it was told before or asked for."""
        if status in self._asked:
            return ""
        hint = HINTS[status]
        about = _OTHER_KEY if hint.startswith(_OTHER_KEY) else hint
        if about in self._told:
            return ""
        self._told.add(about)
        return f"refused with {status}: {hint}"


def said(fault: Fault | None, result: AttemptResult | None) -> str:
    """Return the statuses with which the receiver itself answered at a faulty attempt: ``200``, ``200+409``, or none.

    Without a fault that is what the sender saw anyway.
    """
    return "" if fault is None or result is None else "+".join(map(str, result.answers))


def receiver_line(record: AttemptRecord, limit: int) -> str:
    """Return the line that says most of the answer to a failed attempt; empty where it is not the receiver's own.

    Of an attempt that was read from a run's file only that line is left, in the attempt's ``detail``.
    """
    result, fault = record.result, record.fault
    if result is None or record.accepted or result.attempt.outcome is not Outcome.ANSWERED:
        return ""
    if fault is not None and fault.nature.stage not in _BEYOND_FAULTS:
        return ""
    attempt = result.attempt
    if attempt.raised:
        return ""
    return answer_line(attempt.headers, attempt.body, limit) if attempt.body else safe(attempt.detail, limit)


def spent(result: AttemptResult | None) -> float | None:
    """Return the milliseconds until the sender knew what came of it, simulated ones where it waited in vain."""
    return None if result is None else max(result.attempt.seconds, result.waited) * 1000


def _came_about(fault: Fault, result: AttemptResult) -> bool:
    return result.reach is fault.nature.reach and EXPECTED[fault.kind] in (None, result.attempt.outcome)


def _followed(result: AttemptResult, success: Success) -> str:
    """Return what came back, where anything did: that nothing does is what the fault is for."""
    status = result.attempt.status
    if len(result.answers) > 1:
        return f": answered {' and '.join(map(str, result.answers))}"
    if result.attempt.outcome is not Outcome.ANSWERED or status is None:
        return ""
    if success.accepts(status):
        return f": accepted with {status}"
    return _followed_altered(status) if result.reach is Reach.ALTERED else f": answered {status}"


def _followed_altered(status: int) -> str:
    if is_refusal(status):
        return f": refused with {status}, as it should be"
    what = who_answered(status) or ("the signature check itself failed" if status >= 500 else "")
    return f": answered {status}; {what}" if what else f": answered {status}"


def _refused(result: AttemptResult, schedule: Schedule, asked: Collection[int] | None, *, hinted: bool) -> str:
    status = result.attempt.status
    if status is None or not result.refused:
        return ""
    again = f"; {provider_of(schedule)} does not try again" if status in schedule.refusals else ""
    if status in (asked or ()):
        return f"refused with {status}{_AS_ASKED}{again}"
    return f"refused with {status}{f': {HINTS[status]}' if hinted else ''}{again}"


def _judged(result: AttemptResult, success: Success, schedule: Schedule, asked: Collection[int] | None) -> str:
    outcome, status = result.attempt.outcome, result.attempt.status
    if outcome is Outcome.RESET and status is None:
        return UNANSWERED
    judgement = judge(_lasting(result), success, schedule=schedule)
    sentence = judgement.risk or judgement.sentence
    if asked is None or judgement.ok:
        return sentence
    if outcome is Outcome.ANSWERED and status in asked and status is not None and status >= 400:
        again = f"; {provider_of(schedule)} does not try again" if status in schedule.refusals else ""
        return f"answered {status}{_AS_ASKED}{again}"
    return sentence.partition(": ")[0] if outcome is Outcome.TIMEOUT else sentence


def _lasting(result: AttemptResult) -> Attempt:
    """Return the attempt as long as the sender saw it: a simulated time-out takes no time of its own."""
    attempt = result.attempt
    return replace(attempt, seconds=result.waited) if result.waited > attempt.seconds else attempt

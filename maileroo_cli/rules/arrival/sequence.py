"""Several events that belong together: out of order, of one mail at the same time, or over one connection."""

from collections.abc import Generator

from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.rules.arrival.control import judge_beside, judge_lasting, not_tried, says_nothing, tell
from maileroo_cli.rules.definition import Family, RuleList
from maileroo_cli.rules.judging import is_accepted
from maileroo_cli.rules.probe import Probe
from maileroo_cli.rules.step import Script, Step, StepResult, send, send_many
from maileroo_cli.rules.verdict import PASSED, Consequence, RuleVerdict, Severity, failed, skipped
from maileroo_cli.webhook.catalogue.event import EventType, Grade
from maileroo_cli.webhook.signing.request import Request
from maileroo_cli.webhook.signing.tamper import BadSignature

LIST = RuleList(Family.ARRIVAL)

_BACKWARDS = (EventType.OPENED, EventType.DELIVERED, EventType.ACCEPTED)
_AT_ONCE = 8


@LIST.add(8, "accepts the events of a mail in any order", Consequence.RETRIED, Grade.UNKNOWN)
def out_of_order(probe: Probe) -> Script:
    """Send what happened to one mail backwards; what is refused so has to be accepted in order to count."""
    mail = probe.mail()
    for number, kind in enumerate(_BACKWARDS):
        attempt = yield from send(probe.request(probe.event(kind, mail=mail)))
        if not is_accepted(attempt):
            what = f"'{kind}' before '{_BACKWARDS[number + 1]}'" if number < 2 else f"'{kind}' after all others"
            return (yield from _judge_order(probe, attempt, kind, what))
    return PASSED


def _judge_order(probe: Probe, seen: Attempt, kind: EventType, what: str) -> Generator[Step, StepResult, RuleVerdict]:
    """Judge a refusal out of order by what happens to the events of another mail in order, up to that type."""
    verdict = judge_lasting(seen, what)
    if says_nothing(seen):
        return verdict
    mail = probe.mail()
    for one in reversed(_BACKWARDS):
        attempt = yield from send(probe.request(probe.event(one, mail=mail)))
        if one is kind:
            return verdict if is_accepted(attempt) else not_tried(attempt, f"'{kind}' in order")
    return verdict


@LIST.add(9, "accepts several events of one mail at the same time", Consequence.RETRIED, Grade.UNKNOWN)
def one_mail_at_once(probe: Probe) -> Script:
    """Send some events of one mail at the same time; what is refused has to be accepted alone to count."""
    mail = probe.mail(_AT_ONCE)
    requests = [probe.request(probe.event(mail=mail)) for _ in range(_AT_ONCE)]
    attempts = yield from send_many(requests, _AT_ONCE)
    refused = next((number for number, one in enumerate(attempts) if not is_accepted(one)), None)
    if refused is None:
        return PASSED
    what = f"one of {_AT_ONCE} events of a mail that came at the same time"
    return (yield from judge_beside(attempts[refused], what, requests[refused], "the same event alone"))


@LIST.add(10, "accepts several events over one connection", Consequence.RETRIED, Grade.UNKNOWN)
def kept_connection(probe: Probe) -> Script:
    """Send events over one connection as long as the receiver keeps it, a forged one between them.

    A receiver that answers a forged one without having read its body takes the rest for the next request.
    """
    first = yield from send(probe.request(probe.event()))
    if not is_accepted(first):
        return not_tried(first)
    second = probe.request(probe.event())
    attempt = yield from send(second)
    if not is_accepted(attempt):
        return (yield from _judge_kept(attempt, second, "the second event over one connection"))
    yield from send(probe.forged(BadSignature.FLIPPED_BIT), 401)
    for _ in range(2):
        request = probe.request(probe.event())
        attempt = yield from send(request)
        if not is_accepted(attempt):
            return (yield from _judge_kept(attempt, request, "an event after a forged one over the same connection"))
    return PASSED


def _judge_kept(attempt: Attempt, request: Request, what: str) -> Generator[Step, StepResult, RuleVerdict]:
    """Judge a refusal over a kept connection by what the same request gets over one of its own."""
    if not attempt.reused or says_nothing(attempt):
        return skipped(tell(attempt, what))
    alone = yield from send(request, apart=True)
    if not is_accepted(alone):
        return not_tried(alone, "the same event over a connection of its own")
    if attempt.outcome is Outcome.RESET:  # many a client would send it again by itself
        return failed(tell(attempt, what), attempt, severity=Severity.WARNING)
    return judge_lasting(attempt, what)

"""What is answered 200 has its effect, of each type and in each place of a mail's life; what is refused has none."""

from collections.abc import Iterator, Sequence

from maileroo_cli.delivery.attempt.outcome import Attempt
from maileroo_cli.rules.definition import Family, Need, RuleList
from maileroo_cli.rules.effect.work import (
    PATIENCE,
    Part,
    WorkTrial,
    compare_work,
    judge_once,
    own_event,
    own_mail,
    send_each,
    unaccepted,
)
from maileroo_cli.rules.judging import is_accepted
from maileroo_cli.rules.probe import Probe, ProbeEvent
from maileroo_cli.rules.step import Script, look_at, send, watch
from maileroo_cli.rules.verdict import PASSED, Consequence, RuleVerdict, Severity, failed, passed_with, skipped
from maileroo_cli.webhook.catalogue.event import EventType, Grade
from maileroo_cli.webhook.signing.tamper import BadSignature
from maileroo_cli.webhook.text.count import count

LIST = RuleList(Family.EFFECT)
_ACCEPTED, _DELIVERED, _DEFERRED = EventType.ACCEPTED, EventType.DELIVERED, EventType.DEFERRED
_LIVES: tuple[tuple[EventType, ...], ...] = (
    (_ACCEPTED, _DEFERRED, _DELIVERED, EventType.OPENED, EventType.CLICKED, EventType.COMPLAINED),
    (_ACCEPTED, _DEFERRED, EventType.FAILED),
    (EventType.REJECTED,),
)
"""Lives of mails in which each type comes: who knows an opened event by its mail gets to know that first."""

_FIX = "act on every type by its own name (there is no bounced), or give --settle the seconds that the work takes"
_ROUNDS = 2
_FORGERIES = (BadSignature.MISSING, BadSignature.WRONG_SECRET, BadSignature.FLIPPED_BIT)


@LIST.add(
    1,
    "does the work of every event that it answers 200",
    Consequence.LOST,
    Grade.OFFICIAL,
    needs=(Need.OBSERVER,),
)
def all_types(probe: Probe) -> Script:
    """Send each type twice, as the events of mails, and look which had an effect."""
    events = [event for _ in range(_ROUNDS) for event in _life_events(probe)]
    if probe.settings.per_event:
        yield from watch(*events)
        attempts = yield from send_each(probe, events)
        numbers: list[float] = []
        for event in events:
            numbers += [(yield from look_at(event, above=0))]
    else:
        attempts, numbers = [], []
        for event in events[: len(events) // _ROUNDS]:
            yield from watch(event)
            attempts += yield from send_each(probe, [event])
            numbers += [(yield from look_at(event, above=0))]
    if probe.settings.per_event:
        numbers = yield from _look_again(probe, events, numbers)
    return _judge_types(
        probe,
        [
            (event.type, number, attempt)
            for event, number, attempt in zip(events, numbers, attempts, strict=False)
            if is_accepted(attempt)
        ],
    )


def _look_again(probe: Probe, events: Sequence[ProbeEvent], numbers: Sequence[float]) -> Part[list[float]]:
    """Wait longer for effects that should be there: a slow receiver has lost nothing."""
    having = {event.type for event, number in zip(events, numbers, strict=True) if number > 0}
    expected = having | set(probe.settings.effect_types)
    found: list[float] = []
    for event, number in zip(events, numbers, strict=True):
        is_lacking = number <= 0 and event.type in expected
        found += [(yield from look_at(event, above=0, patience=PATIENCE)) if is_lacking else number]
    return found


def _life_events(probe: Probe) -> Iterator[ProbeEvent]:
    for life in _LIVES:
        mail = own_mail(probe)
        yield from (own_event(probe, event_type, mail) for event_type in life)


def _judge_types(probe: Probe, seen: Sequence[tuple[str, float, Attempt]]) -> RuleVerdict:
    """Judge how many effects each accepted event had; a type that has none may be ignored on purpose."""
    named, settle = probe.settings.effect_types, f"{probe.settings.settle * PATIENCE:g} s"
    having = {kind for kind, number, _ in seen if number > 0}
    lost = [(kind, attempt) for kind, number, attempt in seen if number <= 0 and (kind in having or kind in named)]
    if lost:
        kinds = list(dict.fromkeys(kind for kind, _ in lost))
        told = ", ".join(f"{sum(one == kind for one, _ in lost)} of {_number(seen, kind)} {kind}" for kind in kinds)
        reason = f"answered 200 and without an effect within {settle}: {told}"
        return failed(reason, lost[0][1], fix=_FIX)
    if not having:
        return skipped(f"no event of any type has an effect within {settle} of its answer, so look at the observer")
    without = [str(kind) for kind in EventType if kind not in having and _number(seen, kind)]
    if without:
        names = ",".join(without)
        reason = f"no effect of {', '.join(without)}, which may be on purpose"
        return passed_with(Severity.INFO, reason, fix=f"if they should have one, add --effect-of {names}")
    return PASSED


def _number(seen: Sequence[tuple[str, float, Attempt]], event_type: str) -> int:
    return sum(kind == event_type for kind, _, _ in seen)


@LIST.add(
    2,
    "does the work of the second event of a mail too",
    Consequence.LOST,
    Grade.OFFICIAL,
    needs=(Need.OBSERVER,),
)
def second_of_a_mail(probe: Probe) -> Script:
    """Send two events of one mail: who knows duplicates by the mail and not by event_id loses the second."""
    mail = own_mail(probe)

    def make(event_type: str) -> WorkTrial:
        event = own_event(probe, event_type, mail)
        return WorkTrial((event,), send_each(probe, [event]))

    first = own_event(probe, _ACCEPTED, mail)
    attempt = yield from send(probe.request(first))
    if (verdict := unaccepted([attempt])) is not None:
        return verdict
    types = tuple(one for one in probe.settings.effect_types if one != _ACCEPTED)
    usual = (EventType.FAILED, _DELIVERED, EventType.COMPLAINED)
    found = yield from compare_work(probe, make, types or usual)
    return judge_once(found, "one {} event that was the second of its mail")


@LIST.add(3, "does no work for a request that it refuses", Consequence.FORGED, Grade.OFFICIAL, needs=(Need.OBSERVER,))
def refused_without_work(probe: Probe) -> Script:
    """Send forged events and look whether they had an effect although they were refused."""

    def make(event_type: str) -> WorkTrial:
        events = tuple(own_event(probe, event_type) for _ in _FORGERIES)
        return WorkTrial(events, play(events))

    def play(events: tuple[ProbeEvent, ...]) -> Part[list[Attempt]]:
        attempts: list[Attempt] = []
        for kind, event in zip(_FORGERIES, events, strict=True):
            attempts += [(yield from send(probe.forged(kind, event), 401))]
        return attempts

    found = yield from compare_work(probe, make, expects=False)
    if isinstance(found, RuleVerdict):
        return found
    if any(map(is_accepted, found.attempts)):
        return skipped("a forged request was accepted, which other rules tell")
    if found.number <= 0:
        return PASSED
    words = ", ".join(dict.fromkeys(attempt.word for attempt in found.attempts))
    return failed(f"{count(len(_FORGERIES), 'forged request')} answered {words} had {count(found.number, 'effect')}")

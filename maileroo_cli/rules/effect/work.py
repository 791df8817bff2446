"""How the work of events is compared: one that comes once, and others to which something happens.

What one effect is depends on the receiver: two rows for an event may be right. So nothing is measured against 1 but
against an event of the same type that comes once, in peace.
"""

from collections.abc import Callable, Generator, Iterable
from typing import NamedTuple, TypeAlias, TypeVar

from maileroo_cli.delivery.attempt.outcome import Attempt
from maileroo_cli.rules.judging import is_accepted
from maileroo_cli.rules.probe import Payload, Probe, ProbeEvent
from maileroo_cli.rules.step import Step, StepResult, look_at, send, watch
from maileroo_cli.rules.verdict import PASSED, Consequence, RuleVerdict, failed, skipped
from maileroo_cli.webhook.catalogue.event import EventType
from maileroo_cli.webhook.generation.address import domain_of
from maileroo_cli.webhook.generation.payload import Mail
from maileroo_cli.webhook.signing.body_style import quote_go
from maileroo_cli.webhook.text.count import count

Result = TypeVar("Result")
Part: TypeAlias = Generator[Step, StepResult, Result]
"""A part of a script."""

PATIENCE = 5
"""So many times the usual time is waited for an effect before its event is said to be lost."""

_USUAL = (EventType.FAILED, EventType.DELIVERED, EventType.COMPLAINED, EventType.ACCEPTED)
"""Where nobody says which types have an effect, these are tried; most receivers act on the first."""


def own_mail(probe: Probe, recipients: int = 1, *, at: float | None = None) -> Mail:
    """Return a mail to recipients whom no other mail has, now or in an earlier check.

    A receiver that suppresses an address once does nothing the second time, and is right. No mail has tags, so that
    the events of one type are alike.
    """
    mail = probe.mail(recipients, at=at)
    domain = domain_of(mail.recipients[0])
    to = tuple(f"{probe.settings.marker}-{probe.rng.getrandbits(48):012x}@{domain}" for _ in range(recipients))
    return mail._replace(recipients=to, to=tuple(map(quote_go, to)), tags="null")


def own_event(probe: Probe, event_type: str, mail: Mail | None = None) -> ProbeEvent:
    """Return an event of a mail whose recipients are its own."""
    return probe.event(event_type, mail=own_mail(probe) if mail is None else mail)


def reference_of(payload: Payload) -> str:
    """Return the reference id of an event's mail."""
    return str(payload["message_reference_id"])


def unaccepted(attempts: Iterable[Attempt]) -> RuleVerdict | None:
    """Return that nothing can be said where one of ``attempts`` was not accepted, ``None`` where all of them were."""
    refused = next((attempt for attempt in attempts if not is_accepted(attempt)), None)
    return None if refused is None else skipped(f"a valid event was not accepted: {refused.word}")


class WorkComparison(NamedTuple):
    """How many effects the events of a trial had, where so many were to be ``expected``; ``once`` is what one has."""

    event_type: str
    once: float
    expected: float
    number: float
    attempts: tuple[Attempt, ...]

    def is_answered(self, count: int) -> bool:
        """Return whether each event, sent ``count`` times in a row, was accepted at least once."""
        tries = [self.attempts[start : start + count] for start in range(0, len(self.attempts), count)]
        return all(any(map(is_accepted, some)) for some in tries)


class WorkTrial(NamedTuple):
    """What is done with events that are watched: they, and the part of the script that sends them."""

    events: tuple[ProbeEvent, ...]
    play: Part[list[Attempt]]


def trial_of(probe: Probe, play: Callable[[ProbeEvent], Part[list[Attempt]]]) -> Callable[[str], WorkTrial]:
    """Return what makes the trial of one event, which ``play`` sends."""

    def make(event_type: str) -> WorkTrial:
        event = own_event(probe, event_type)
        return WorkTrial((event,), play(event))

    return make


def send_each(probe: Probe, events: Iterable[ProbeEvent]) -> Part[list[Attempt]]:
    """Send events one after the other, and return what came of each."""
    attempts: list[Attempt] = []
    for event in events:
        attempts += [(yield from send(probe.request(event)))]
    return attempts


def find_control(probe: Probe, types: tuple[str, ...] = ()) -> Part[ProbeEvent | RuleVerdict]:
    """Send one event after the other of different types until one has an effect; without one, nothing can be said."""
    candidates = types or probe.settings.effect_types[:3] or tuple(_USUAL)
    for event_type in candidates:
        event = own_event(probe, event_type)
        yield from watch(event)
        attempt = yield from send(probe.request(event))
        if (verdict := unaccepted([attempt])) is not None:
            return verdict
        if (yield from look_at(event, above=0)) > 0:
            return event
    return skipped(f"no {' or '.join(candidates)} event has an effect within {probe.settings.settle:g} s of its answer")


def compare_work(
    probe: Probe, make_trial: Callable[[str], WorkTrial], types: tuple[str, ...] = (), *, expects: bool = True
) -> Part[WorkComparison | RuleVerdict]:
    """Count the effects of one event in peace, then those of a trial with events of the same type.

    Where only all effects can be counted, one after the other is looked at. ``expects`` tells that each event of the
    trial is to have its effect, and not none.
    """
    control = yield from find_control(probe, types)
    if isinstance(control, RuleVerdict):
        return control
    once = 0.0
    if not probe.settings.per_event:
        once = yield from look_at(control)
    trial = make_trial(control.type)
    yield from watch(*trial.events)
    attempts = yield from trial.play
    if probe.settings.per_event:
        once = yield from look_at(control)
    expected = once * len(trial.events) if expects else 0.0
    number = yield from look_at(*trial.events, ideal=expected, above=expected)
    if number < expected:
        number = yield from look_at(*trial.events, ideal=expected, above=expected - 0.5, patience=PATIENCE)
    return WorkComparison(control.type, once, expected, number, tuple(attempts))


def judge_once(found: WorkComparison | RuleVerdict, what: str, tries: int = 1) -> RuleVerdict:
    """Judge that each event of a trial had its effect once.

    ``what`` says how they came, with ``{}`` for their type; each was sent ``tries`` times.
    """
    if isinstance(found, RuleVerdict):
        return found
    if found.once <= 0 or found.number < 0:
        return skipped("effects that were counted before are not there any more, so nothing can be counted")
    told, number = what.format(found.event_type), count(found.number, "effect")
    if found.number == found.expected:
        return PASSED
    if found.number > found.expected:
        return failed(f"{told} had {number}, not {found.expected:g}")
    if not found.is_answered(tries):
        return skipped(f"{told} was never answered 200: {found.attempts[-1].word}")
    return failed(
        f"{told} had {number}, not {found.expected:g}, though the answer was 200",
        fix="store the event, or do its work, before you answer 200",
        consequence=Consequence.LOST,
    )

"""From a plan to a stream of finished events: payloads, changed as wanted, encoded once.

What a plan says is in ``plan``, what a payload looks like in ``payload``, when it happens in ``lifecycle`` and
``traffic``.
"""

from collections.abc import Callable, Iterator
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from maileroo_cli.webhook.generation.lifecycle import Lifecycle, Moment, play
from maileroo_cli.webhook.generation.payload import PayloadFactory
from maileroo_cli.webhook.generation.plan import Plan, check_types
from maileroo_cli.webhook.generation.vocabulary import Vocabulary
from maileroo_cli.webhook.signing.body_style import Style, encode

if TYPE_CHECKING:
    from maileroo_cli.webhook.override.assignment import Overrides

SEEDED_START = 1_767_225_600
"""2026-01-01T00:00:00Z: where time starts with a seed and no given time."""

_GAP = 5.0

T = TypeVar("T")


class EncodedEvent(NamedTuple):
    """One finished event at ``at`` (Unix seconds): ``body`` holds the exact bytes that are signed, sent and stored."""

    type: str
    event_id: str
    at: int
    body: bytes


def stream(plan: Plan, vocabulary: Vocabulary, now: Callable[[], float]) -> Iterator[EncodedEvent]:
    """Yield the plan's events in constant memory: each mail's own in time order, those of a mix all together.

    ``now`` gives Unix seconds and is asked only when neither ``at`` nor ``seed`` fixes the time. The same plan with a
    seed, the same vocabulary and the same version of mhook give the same bytes on every Python version. Wrong types
    and overrides raise ``UsageError`` before the first event.
    """
    check_types(plan.event_types, force=plan.force, syntax=plan.syntax)
    if plan.overrides:
        from maileroo_cli.webhook.override.assignment import validate_overrides
        from maileroo_cli.webhook.override.overlap import refuse_overlap

        validate_overrides(plan.overrides, plan.event_types, force=plan.force, syntax=plan.syntax)
        refuse_overlap(plan.overrides, plan.event_types, force=plan.force, syntax=plan.syntax)
    return _events(plan, vocabulary, now)


def _events(plan: Plan, vocabulary: Vocabulary, now: Callable[[], float]) -> Iterator[EncodedEvent]:
    rng = Random(plan.seed) if plan.seed is not None else Random()
    factory = PayloadFactory(vocabulary, rng, plan.recipe)
    start = plan.at if plan.at is not None else SEEDED_START if plan.seed is not None else None
    as_it_is = plan.style is Style.GO and not plan.overrides
    if as_it_is and plan.types:
        return _singles(plan, factory, rng, start, now, EncodedEvent)
    return _finished(plan, _moments(plan, factory, rng, start, now), as_it_is=as_it_is)


def _finished(plan: Plan, moments: Iterator[Moment], *, as_it_is: bool) -> Iterator[EncodedEvent]:
    """Change what is to be changed, and encode that in the wanted style; what stays ``as_it_is`` has its bytes."""
    changes: dict[str, Overrides] = {}
    for moment in moments:
        if as_it_is and moment.change is None:
            yield EncodedEvent(*moment[:4])
            continue
        payload = moment.payload
        if moment.change is not None:
            moment.change(payload)
        if plan.overrides:
            if moment.event_type not in changes:
                changes[moment.event_type] = _compile(plan, moment.event_type)
            changes[moment.event_type].apply(payload)
        body = encode(payload, plan.style)
        yield EncodedEvent(_text(payload, "event_type"), _text(payload, "event_id"), moment.at, body)


def _compile(plan: Plan, event_type: str) -> "Overrides":
    from maileroo_cli.webhook.override.assignment import compile_overrides

    return compile_overrides(plan.overrides, event_type, force=plan.force, syntax=plan.syntax)


def _moments(
    plan: Plan, factory: PayloadFactory, rng: Random, start: float | None, now: Callable[[], float]
) -> Iterator[Moment]:
    if plan.mix is not None:
        from maileroo_cli.webhook.generation.traffic import interleave

        return interleave(plan.mix, factory, rng, start=int(now() if start is None else start), mails=plan.count)
    if plan.lifecycle is not None:
        return _lives(plan.lifecycle, plan.count, factory, rng, start, now)
    return _singles(plan, factory, rng, start, now, Moment)


def _lives(
    life: Lifecycle,
    count: int,
    factory: PayloadFactory,
    rng: Random,
    start: float | None,
    now: Callable[[], float],
) -> Iterator[Moment]:
    for _ in range(count):
        if start is None:
            yield from play(life, factory, rng, end=int(now()))
        else:
            yield from play(life, factory, rng, start=int(start))
            start += _GAP * 2 * rng.random()


def _singles(
    plan: Plan,
    factory: PayloadFactory,
    rng: Random,
    start: float | None,
    now: Callable[[], float],
    make: Callable[[str, str, int, bytes], T],
) -> Iterator[T]:
    """One mail for each event: submitted a moment before, so that the times within a payload fit each other."""
    for _ in range(plan.count):
        for event_type in plan.types:
            at = int(now() if start is None else start)
            mail = factory.mail(at - int(rng.random() * _GAP))
            event_id, body = factory.event(event_type, mail, at)
            yield make(event_type, event_id, at, body)
            if start is not None:
                start += _GAP * 2 * rng.random()


def _text(payload: dict[str, Any], key: str) -> str:
    """Return a field for the report; an override may have removed it or given it another type."""
    value = payload.get(key)
    return value if isinstance(value, str) else ""

"""The requests of a load, made and signed: the same bytes for the same plan, in however many parts they are made.

How they come to the engine, from a process of their own, is in ``worker.ahead``.
"""

import time
from collections.abc import Iterator
from dataclasses import replace

from maileroo_cli.delivery.load.composition import RECENT_EVENTS, compose
from maileroo_cli.delivery.load.kind import RequestKind
from maileroo_cli.delivery.load.mails import OrderedEvent, order_events
from maileroo_cli.delivery.load.plan import DEFAULT_MIX, LoadPlan
from maileroo_cli.delivery.load.request import ReadyRequest
from maileroo_cli.transport.file.vocabulary import load_vocabulary
from maileroo_cli.transport.load.wire import REFUSED_KINDS, RequestWriter
from maileroo_cli.webhook.generation.lifecycle import Lifecycle, find_lifecycle
from maileroo_cli.webhook.generation.plan import Plan
from maileroo_cli.webhook.generation.stream import EncodedEvent, stream
from maileroo_cli.webhook.signing.secret import Secret

_OTHER_SEED = 0x9E3779B97F4A7C15
"""What the seed of events beside the plan is mixed with, so that none of them is one of the plan."""


def ready_requests(plan: LoadPlan, secret: Secret, part: int = 0, parts: int = 1) -> Iterator[ReadyRequest]:
    """Yield the requests of ``plan`` that belong to ``part`` of ``parts`` (which count from 0), as they are due.

    All parts together are exactly the plan. Arrival i belongs to part i mod ``parts``; but where events are of mails
    that live on, mail i does, with all that happens to it, and a duplicate goes where its original is. A plan that
    cannot be made raises ``UsageError``, a lifecycle that cannot be read ``InputError``, both at once.
    """
    return _requests(plan, RequestWriter(plan, secret), make_events(plan), make_events(plan, 1), part, parts)


def make_events(plan: LoadPlan, beside: int = 0) -> Iterator[EncodedEvent]:
    """Yield events as ``plan`` wants them, at least as many as it has arrivals; with ``beside`` events of no plan."""
    mix, life = None, None
    if plan.lifecycle or plan.lifecycle_text:
        life = _lifecycle(plan)
    elif not plan.types:
        from maileroo_cli.webhook.generation.traffic import parse_mix

        mix = parse_mix(plan.mix or DEFAULT_MIX)
    seed = plan.seed ^ (_OTHER_SEED * beside)
    wanted = Plan(types=plan.types, lifecycle=life, mix=mix, count=plan.count, seed=seed)
    return stream(wanted, load_vocabulary(plan.locale), time.time)


def _lifecycle(plan: LoadPlan) -> Lifecycle:
    if not plan.lifecycle_text:
        return find_lifecycle(plan.lifecycle)
    from maileroo_cli.webhook.generation.lifecycle_file import parse_lifecycle

    return parse_lifecycle(plan.lifecycle_text, plan.lifecycle)


def _requests(
    plan: LoadPlan,
    writer: RequestWriter,
    events: Iterator[EncodedEvent],
    forged: Iterator[EncodedEvent],
    part: int,
    parts: int,
) -> Iterator[ReadyRequest]:
    order, write = order_events(events, plan), writer.write
    repeatable = plan.duplicates > 0 or plan.concurrent_duplicates > 0
    recent: dict[int, tuple[OrderedEvent, float]] = {}
    bad = 0
    for index, (due, (kind, original)) in enumerate(zip(plan.arrivals.due_times(), compose(plan), strict=True)):
        if kind is RequestKind.EVENT:
            event = order.take(index)
            if repeatable:
                recent[index] = event, due
                if len(recent) > RECENT_EVENTS:
                    del recent[next(iter(recent))]
            body, owner, after = event
            if owner % parts == part:
                yield index, due, 0, index, after, write(body)
        elif kind is RequestKind.BAD_SIGNATURE:
            body = next(forged).body
            wrong = REFUSED_KINDS[bad % len(REFUSED_KINDS)]
            bad += 1
            if index % parts == part:
                yield index, due, int(kind), index, -1, writer.write_bad(wrong, body)
        else:
            (body, owner, after), first_due = recent[original]
            if owner % parts == part:
                if kind is RequestKind.CONCURRENT_DUPLICATE:
                    yield index, first_due, int(kind), original, after, write(body)
                else:
                    yield index, due, int(kind), original, original, write(body)


def slow_requests(plan: LoadPlan, secret: Secret, number: int) -> tuple[bytes, ...]:
    """Return so many requests for the plan's slow clients: valid, and events of no other request."""
    if not number:
        return ()
    as_many = replace(plan, arrivals=replace(plan.arrivals, count=number))
    writer, events = RequestWriter(plan, secret), make_events(as_many, 2)
    return tuple(writer.write(next(events).body) for _ in range(number))

"""The requests of a load, made and signed: the same bytes for the same plan, in however many parts they are made.

How they come to the engine, from a process of their own, is in ``worker.ahead``.
"""

import time
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import cycle
from math import gcd

from maileroo_cli.delivery.load.composition import RECENT_EVENTS, compose, lanes_of
from maileroo_cli.delivery.load.kind import RequestKind
from maileroo_cli.delivery.load.mails import EventOrder, order_events
from maileroo_cli.delivery.load.plan import DEFAULT_MIX, LoadPlan
from maileroo_cli.delivery.load.request import ReadyRequest
from maileroo_cli.transport.file.vocabulary import load_vocabulary
from maileroo_cli.transport.load.wire import REFUSED_KINDS, RequestWriter
from maileroo_cli.webhook.generation.lifecycle import Lifecycle, find_lifecycle
from maileroo_cli.webhook.generation.plan import Plan
from maileroo_cli.webhook.generation.stream import EncodedEvent, stream
from maileroo_cli.webhook.generation.vocabulary import Vocabulary
from maileroo_cli.webhook.signing.secret import Secret

BESIDE = 1_000
"""From this number on lanes are beside the plan."""

_FORGED, _SLOW = BESIDE, BESIDE + 1
_OTHER_SEED = 0x9E3779B97F4A7C15
"""What the seed of another lane is mixed with."""


def ready_requests(plan: LoadPlan, secret: Secret, part: int = 0, parts: int = 1) -> Iterator[ReadyRequest]:
    """Yield the requests of ``plan`` that belong to ``part`` of ``parts`` (which count from 0), as they are due.

    All parts together are exactly the plan. Arrival i belongs to part i mod ``parts``; but where the order of mails is
    kept, mail i does, with all that happens to it, and a duplicate goes where its original is. A plan that cannot be
    made raises ``UsageError``, a lifecycle that cannot be read ``InputError``, both at once.
    """
    lanes, wanted, words = lanes_of(plan), _wanted(plan), load_vocabulary(plan.locale)
    orders = {
        lane: order_events(_stream(wanted, words, lane, lanes), plan, lane, lanes)
        for lane in range(lanes)
        if (lane - part) % gcd(lanes, parts) == 0
    }
    return _requests(plan, RequestWriter(plan, secret), orders, _stream(wanted, words, _FORGED), (part, parts))


def make_events(plan: LoadPlan, beside: int) -> Iterator[EncodedEvent]:
    """Yield events as ``plan`` wants them, at least as many as it has arrivals, but none of its own.

    ``beside`` is from :data:`BESIDE` on; another number gives other events.
    """
    return _stream(_wanted(plan), load_vocabulary(plan.locale), beside)


def _wanted(plan: LoadPlan) -> Plan:
    mix, life = None, None
    if plan.lifecycle or plan.lifecycle_text:
        life = _lifecycle(plan)
    elif not plan.types:
        from maileroo_cli.webhook.generation.traffic import parse_mix

        mix = parse_mix(plan.mix or DEFAULT_MIX)
    return Plan(types=plan.types, lifecycle=life, mix=mix, count=plan.count, seed=plan.seed)


def _stream(wanted: Plan, vocabulary: Vocabulary, lane: int, lanes: int = 1) -> Iterator[EncodedEvent]:
    """Yield the events of one lane, or of one beside the plan."""
    seed = (wanted.seed or 0) ^ (_OTHER_SEED * lane)
    return stream(replace(wanted, count=-(-wanted.count // lanes), seed=seed), vocabulary, time.time)


def _lifecycle(plan: LoadPlan) -> Lifecycle:
    if not plan.lifecycle_text:
        return find_lifecycle(plan.lifecycle)
    from maileroo_cli.webhook.generation.lifecycle_file import parse_lifecycle

    return parse_lifecycle(plan.lifecycle_text, plan.lifecycle)


def _requests(
    plan: LoadPlan,
    writer: RequestWriter,
    orders: Mapping[int, EventOrder],
    forged: Iterator[EncodedEvent],
    mine: tuple[int, int],
) -> Iterator[ReadyRequest]:
    (part, parts), lanes, write = mine, lanes_of(plan), writer.write
    an_event, a_bad_one = RequestKind.EVENT, RequestKind.BAD_SIGNATURE
    recent = _RecentEvents() if plan.duplicates or plan.concurrent_duplicates else None
    bad = cycle(REFUSED_KINDS)
    for index, (due, (kind, original)) in enumerate(zip(plan.arrivals.due_times(), compose(plan), strict=True)):
        if kind is an_event:
            order = orders.get(index % lanes)
            if order is not None:
                body, owner, after = order.take(index)
                if owner % parts == part:
                    if recent is not None:
                        recent.add(index, due, after, body)
                    yield index, due, 0, index, after, write(body)
        elif kind is a_bad_one:
            body, wrong = next(forged).body, next(bad)
            if index % parts == part:
                yield index, due, int(kind), index, -1, writer.write_bad(wrong, body)
        elif recent is not None and (event := recent.find(original)) is not None:
            first_due, after, body = event
            if kind is RequestKind.CONCURRENT_DUPLICATE:
                yield index, first_due, int(kind), original, after, write(body)
            else:
                yield index, due, int(kind), original, original if plan.keeps_order else -1, write(body)


class _RecentEvents:
    """The latest events of this part, which duplicates may repeat: when each was due, what it comes after, its body."""

    def __init__(self) -> None:
        self._events: OrderedDict[int, tuple[float, int, bytes]] = OrderedDict()
        self.find = self._events.get

    def add(self, index: int, due: float, after: int, body: bytes) -> None:
        """Keep one more, and forget what is too old."""
        self._events[index] = due, after, body
        if len(self._events) > RECENT_EVENTS:
            self._events.popitem(last=False)


def slow_requests(plan: LoadPlan, secret: Secret, number: int) -> tuple[bytes, ...]:
    """Return so many requests for the plan's slow clients: valid, and events of no other request."""
    if not number:
        return ()
    as_many = replace(plan, arrivals=replace(plan.arrivals, count=number))
    writer, events = RequestWriter(plan, secret), make_events(as_many, _SLOW)
    return tuple(writer.write(next(events).body) for _ in range(number))

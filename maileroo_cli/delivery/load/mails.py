"""The order in which the events of many mails are sent: those of one mail keep theirs, and lie apart.

A mix has the first events of a mail one after the other, for it has little traffic; sent in a burst, each would have to
wait for the answer to the one before. So others go between them. Which events there are is made in ``generation``.
"""

from collections import OrderedDict
from collections.abc import Iterator
from heapq import heappop, heappush
from random import Random
from typing import NamedTuple, Protocol

from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.webhook.generation.stream import EncodedEvent

_DISTANCE = 1_000
"""So many arrivals lie between two events of a mail on average, where there are enough arrivals."""

_SHARE = 20
"""The distance is at most this part of all arrivals, so that also a short run sends what follows."""

_MOST_HELD, _MOST_MAILS = 20_000, 16_384
_REFERENCE = b'"message_reference_id":"'


class OrderedEvent(NamedTuple):
    """The body of an event; ``after`` is the index of the arrival with the one before of the same mail, or -1.

    What has the same ``owner`` goes to the same process, since nobody could keep its order else.
    """

    body: bytes
    owner: int
    after: int


class EventOrder(Protocol):
    """Gives the events of a load one by one."""

    def take(self, index: int) -> OrderedEvent:
        """Return the event of the arrival ``index``; these grow from call to call."""
        ...


def order_events(events: Iterator[EncodedEvent], plan: LoadPlan, lane: int = 0, lanes: int = 1) -> EventOrder:
    """Return the order of ``events``, which were made for ``lane`` of ``plan``.

    They are at least as many as the arrivals of that lane: those whose index is ``lane`` modulo ``lanes``.
    """
    return _SingleEvents(events) if plan.types else _MailEvents(events, plan, lane, lanes)


class _SingleEvents:
    """Each event is of a mail of its own."""

    def __init__(self, events: Iterator[EncodedEvent]) -> None:
        self._events = events

    def take(self, index: int) -> OrderedEvent:
        return OrderedEvent(next(self._events).body, index, -1)


class _MailOrder:
    """Where the events of one mail are: its ``number``, those that wait, and when the next may come.

    ``last`` is the arrival of the one that came last.
    """

    __slots__ = ("free", "last", "number", "waiting")

    def __init__(self, number: int) -> None:
        self.number = number
        self.free = 0
        self.last = -1
        self.waiting: list[bytes] = []


class _MailEvents:
    """Holds an event back until so many others have come since the one before of its mail."""

    def __init__(self, events: Iterator[EncodedEvent], plan: LoadPlan, lane: int, lanes: int) -> None:
        self._events = events
        self._random = Random(f"{plan.seed} mails {lane}").random
        self._distance = min(_DISTANCE, plan.count // _SHARE)
        self._mails: OrderedDict[bytes, _MailOrder] = OrderedDict()
        self._mail_number, self._lanes = lane, lanes
        self._held: list[tuple[int, int, _MailOrder]] = []
        """The mails of which events wait, each once, by when its next one may come."""
        self._event_count = 0

    def take(self, index: int) -> OrderedEvent:
        body, mail = self._next(index)
        after, mail.last = mail.last, index
        # Not the same for all, since else all mails of the beginning would go on at the same time for ever.
        mail.free = index + 1 + int(self._distance * (0.5 + self._random()))
        if mail.waiting:
            heappush(self._held, (mail.free, mail.number, mail))
        return OrderedEvent(body, mail.number, after)

    def _next(self, index: int) -> tuple[bytes, _MailOrder]:
        """Return the event that comes now, and hold back those before it that may not."""
        held = self._held
        if not held or (held[0][0] > index and self._event_count <= _MOST_HELD):
            for event in self._events:
                body = event.body
                mail = self._mail_of(body)
                if mail.free <= index:
                    return body, mail
                if not mail.waiting:
                    heappush(held, (mail.free, mail.number, mail))
                mail.waiting.append(body)
                self._event_count += 1
                if self._event_count > _MOST_HELD:
                    break
        mail = heappop(held)[2]
        self._event_count -= 1
        return mail.waiting.pop(0), mail

    def _mail_of(self, body: bytes) -> _MailOrder:
        start = body.find(_REFERENCE)
        reference = body[start : body.find(b'"', start + len(_REFERENCE))] if start >= 0 else b""
        mail = self._mails.get(reference) if reference else None
        if mail is None:
            mail = self._mails[reference] = _MailOrder(self._mail_number)
            self._mail_number += self._lanes
            if len(self._mails) > _MOST_MAILS:
                self._mails.popitem(last=False)
        return mail

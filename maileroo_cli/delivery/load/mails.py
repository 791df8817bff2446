"""The order in which the events of many mails are sent: those of one mail keep theirs, and lie apart.

A mix has the first events of a mail one after the other, for it has little traffic; sent in a burst over many
connections, they would overtake each other. So others go between them. Which events there are is made in
``generation``.
"""

from collections import OrderedDict
from collections.abc import Iterator
from heapq import heappop, heappush
from random import Random
from typing import Protocol, TypeAlias

from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.webhook.generation.stream import EncodedEvent

_DISTANCE = 5_000
"""So many arrivals lie between two events of a mail on average, where there are enough arrivals.

At 5,000 a second that is a second, in which most receivers have answered the first of them.
"""

_SHARE = 20
"""The distance is at most this part of all arrivals, so that also a short run sends what follows."""

_MOST_HELD, _MOST_MAILS = 40_000, 10_000
_REFERENCE = b'"message_reference_id":"'


OrderedEvent: TypeAlias = tuple[bytes, int, int]
"""``(body, owner, after)``: ``after`` is the arrival that this one waits for, or -1.

That is the one with the event before of the same mail, where the plan keeps the order of mails. Then all of a mail have
the same ``owner``: they go to the same process, since nobody could keep their order else.
"""


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
        return next(self._events).body, index, -1


class _MailOrder:
    """Where the events of one mail are: its ``number``, those that wait, and when the next may come.

    ``last`` is the arrival of the one that came last.
    """

    __slots__ = ("free", "last", "number", "waiting")

    def __init__(self, number: int) -> None:
        self.number = number
        self.free = 0
        self.last = -1
        self.waiting: list[bytes] | None = None


class _MailEvents:
    """Holds an event back until so many others have come since the one before of its mail."""

    def __init__(self, events: Iterator[EncodedEvent], plan: LoadPlan, lane: int, lanes: int) -> None:
        self._events = events
        self._random = Random(f"{plan.seed} mails {lane}").random
        self._distance = min(_DISTANCE, plan.count // _SHARE)
        self._keeps_order = plan.keeps_order
        self._mails: OrderedDict[bytes, _MailOrder] = OrderedDict()
        self._mail_number, self._lanes = lane, lanes
        self._most_held = _MOST_HELD // lanes
        self._held: list[tuple[int, int, _MailOrder]] = []
        """The mails of which events wait, each once, by when its next one may come."""
        self._event_count = 0

    def take(self, index: int) -> OrderedEvent:
        held = self._held
        if held and (held[0][0] <= index or self._event_count > self._most_held):
            body, mail = self._release()
        else:
            body, mail = self._make(index)
        after, mail.last = mail.last, index
        # Not the same for all, since else all mails of the beginning would go on at the same time for ever.
        mail.free = index + 1 + int(self._distance * (0.5 + self._random()))
        if mail.waiting:
            heappush(held, (mail.free, mail.number, mail))
        return (body, mail.number, after) if self._keeps_order else (body, index, -1)

    def _make(self, index: int) -> tuple[bytes, _MailOrder]:
        """Return the next event that may come now, and hold back those before it that may not."""
        mails = self._mails
        for event in self._events:
            body = event.body
            start = body.find(_REFERENCE) + len(_REFERENCE)
            reference = body[start : body.find(b'"', start)] if start >= len(_REFERENCE) else b""
            mail = mails.get(reference)
            if mail is None or not reference:
                mail = mails[reference] = _MailOrder(self._mail_number)
                self._mail_number += self._lanes
                if len(mails) > _MOST_MAILS:
                    mails.popitem(last=False)
            if mail.free <= index:
                return body, mail
            if not mail.waiting:
                mail.waiting = []
                heappush(self._held, (mail.free, mail.number, mail))
            mail.waiting.append(body)
            self._event_count += 1
            if self._event_count > self._most_held:
                break
        return self._release()

    def _release(self) -> tuple[bytes, _MailOrder]:
        """Return the event that was to come first of those that were held back."""
        mail = heappop(self._held)[2]
        self._event_count -= 1
        assert mail.waiting  # noqa: S101 - that is why the mail is held
        return mail.waiting.pop(0), mail

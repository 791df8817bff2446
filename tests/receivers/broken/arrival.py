"""Receivers that do not bear what deliveries are like: repeated, late, out of order, all at once."""

import threading
from collections.abc import Sequence
from types import MappingProxyType
from typing import Any
from weakref import WeakSet

from tests.receivers.correct import SIGNATURE, CorrectReceiver, Incoming, Reply
from tests.rules.checking import NOW

_SLOW = 0.03
_MOMENT, _SHORT_MOMENT = 0.4, 0.15


class AnswersAccepted(CorrectReceiver):
    """Answers 202, as one does that puts its work on a queue."""

    breaks = ("DELIVERY001",)

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Answer 202 in place of 200."""
        found = super().accept(request, body)
        return Reply(202, "queued\n") if found.status == 200 else found


class IgnoresOpens(CorrectReceiver):
    """Answers 204 to a type that it has no use for."""

    breaks = ("DELIVERY001",)

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Have nothing to say to it."""
        found = super().accept(request, body)
        opened = (self.parse(body) or {}).get("event_type") == "opened"
        return Reply(204) if opened and found.status == 200 else found


class IsSlow(CorrectReceiver):
    """Works longer before it answers than the budget allows."""

    breaks = ("DELIVERY002",)
    settings = MappingProxyType({"budget": _SLOW / 2})

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Answer after a while."""
        threading.Event().wait(_SLOW)
        return super().accept(request, body)


class Redirects(CorrectReceiver):
    """Answers a form as browsers like it: with the page that is to be seen next."""

    breaks = ("SIG001", "DELIVERY003")
    settings = MappingProxyType({"experiments": ()})

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Answer 303."""
        super().accept(request, body)
        return Reply(303, "", (("Location", "/thanks"),))


class RefusesDuplicates(CorrectReceiver):
    """Answers 409 to an event that it has."""

    breaks = ("DELIVERY004", "DELIVERY005", "DELIVERY006")

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Refuse what was seen."""
        event = self.parse(body) or {}
        known = self.effects[str(event.get("event_id"))] > 0
        return Reply(409, "seen\n") if known else super().accept(request, body)


class SaysNoContentToDuplicates(CorrectReceiver):
    """Answers 204 to an event that it has, since there is nothing to be said."""

    breaks = ("DELIVERY004", "DELIVERY005", "DELIVERY006")

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Answer 204 to what was seen."""
        with self.lock:
            known = str((self.parse(body) or {}).get("event_id")) in self.seen
        found = super().accept(request, body)
        return Reply(204) if known else found


class _LooksThenInserts(CorrectReceiver):
    """Looks whether a row is there and then inserts it: of two that come together the second meets a constraint.

    So that they do meet, the first event of a connection waits for another one with the same key.
    """

    def __init__(self) -> None:
        super().__init__()
        self._known: WeakSet[object] = WeakSet()
        self._inserting: set[str] = set()
        self._met = threading.Condition()
        self._clashes: set[str] = set()

    def key(self, event: dict[str, Any]) -> str:
        """Return what has to be unique."""
        raise NotImplementedError

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Answer 500 where the same key is just being inserted."""
        event, connection = self.parse(body), request.connection
        if event is None or "event_id" not in event:
            return super().accept(request, body)
        key, moment = self.key(event), _MOMENT if isinstance(connection, threading.Thread) else _SHORT_MOMENT
        with self._met:
            if key in self._inserting:
                self._clashes.add(key)
                self._met.notify_all()
                return Reply(500, "duplicate key\n")
            if connection not in self._known:
                self._known.add(connection)
                self._inserting.add(key)
                self._met.wait_for(lambda: key in self._clashes, moment)
                self._inserting.discard(key)
        return super().accept(request, body)


class FailsTwins(_LooksThenInserts):
    """Looks for the event and then inserts it."""

    breaks = ("DELIVERY005",)

    def key(self, event: dict[str, Any]) -> str:
        """Return the id of the event."""
        return str(event.get("event_id"))


class FailsOneMailAtOnce(_LooksThenInserts):
    """Looks for the mail and then inserts it; the same event twice it knows to tell."""

    breaks = ("DELIVERY009",)

    def key(self, event: dict[str, Any]) -> str:
        """Return the id of the mail, and for twins one each."""
        with self.lock:
            new = self.is_new(f"arrived {event.get('event_id')}")
        return f"{event.get('message_reference_id')}{'' if new else threading.get_ident()}"


class UsesUpSignatures(CorrectReceiver):
    """Takes a signature for used as soon as its header has come, to keep off replays."""

    breaks = ("DELIVERY007",)

    def __init__(self) -> None:
        super().__init__()
        self._used: set[str] = set()

    def cut_off(self, headers: Sequence[tuple[str, str]]) -> None:
        """Remember the signature of half a request."""
        self._used.update(value for name, value in headers if name.lower() == SIGNATURE)

    def is_signed(self, body: bytes, values: Sequence[str]) -> bool:
        """Refuse a signature that was used."""
        return not self._used.intersection(values) and super().is_signed(body, values)


class WaitsForDelivery(CorrectReceiver):
    """Knows nothing of a mail that is opened before it was delivered."""

    breaks = ("DELIVERY008",)
    also = ("SHAPE006",)

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Answer 404 where the mail is not known."""
        event = self.parse(body) or {}
        reference = str(event.get("message_reference_id"))
        if event.get("event_type") == "opened" and reference not in self.statuses:
            return Reply(404, "no such mail\n")
        self.statuses[reference] = str(event.get("event_type"))
        return super().accept(request, body)


class LeavesBodiesUnread(CorrectReceiver):
    """Refuses without reading the body, which it then takes for the next request."""

    breaks = ("DELIVERY010",)
    spreads = True

    def __init__(self) -> None:
        super().__init__()
        self._confused: WeakSet[object] = WeakSet()

    def answer(self, request: Incoming) -> Reply:
        """Answer 400 to what comes after a refusal over the same connection."""
        if request.connection in self._confused:
            return Reply(400, "no request\n", close=True)
        return super().answer(request)

    def refuse(self, request: Incoming) -> Reply:
        """Forget the body."""
        self._confused.add(request.connection)
        return super().refuse(request)


class _RefusesTimes(CorrectReceiver):
    """Refuses events by their time."""

    def is_wrong(self, at: int) -> bool:
        """Return whether an event of ``at`` (Unix seconds) is refused."""
        raise NotImplementedError

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Answer 400 to what has the wrong time."""
        at = (self.parse(body) or {}).get("event_time")
        return Reply(400, "stale\n") if isinstance(at, int) and self.is_wrong(at) else super().accept(request, body)


class RefusesTheOld(_RefusesTimes):
    """Takes what is older than five minutes for a replay."""

    breaks = ("DELIVERY011",)

    def is_wrong(self, at: int) -> bool:
        """Refuse what is old."""
        return at < NOW - 300


class RefusesTheEarly(_RefusesTimes):
    """Takes what is more than a minute ahead for a forgery, however far."""

    breaks = ("DELIVERY012",)

    def is_wrong(self, at: int) -> bool:
        """Refuse what is ahead."""
        return at > NOW + 60


class HasShortIntegers(_RefusesTimes):
    """Keeps times in 32 bits."""

    breaks = ("DELIVERY013",)

    def is_wrong(self, at: int) -> bool:
        """Refuse what does not fit."""
        return at >= 2**31


class LimitsEvents(CorrectReceiver):
    """Takes so many events and no more."""

    breaks = ("DELIVERY014",)

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Answer 429 where there have been too many."""
        with self.lock:
            if len(self.seen) >= 100:
                return Reply(429, "slow down\n")
        return super().accept(request, body)


class LocksEverybodyOut(CorrectReceiver):
    """Answers nobody any more after many bad signatures, whoever sent them."""

    breaks = ("DELIVERY015",)

    def __init__(self) -> None:
        super().__init__()
        self._bad = 0

    def answer(self, request: Incoming) -> Reply:
        """Answer 429 after 200 refusals."""
        return Reply(429, "locked\n") if self._bad >= 200 else super().answer(request)

    def refuse(self, request: Incoming) -> Reply:
        """Count it."""
        with self.lock:
            self._bad += 1
        return super().refuse(request)

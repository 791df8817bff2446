"""The mistakes of real receivers, rebuilt: what was seen in production, each as small as it was there.

``caught`` of each are the rules that name it; a check may find more than these.
"""

import hashlib
import hmac
import json
import threading
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, ClassVar

from tests.receivers.correct import CorrectReceiver, Incoming, Reply
from tests.rules.checking import NOW

_EFFECTS: Mapping[str, Any] = MappingProxyType({"effect_types": ("failed", "complained")})


class MistakenReceiver(CorrectReceiver):
    """One mistake of real code; ``number`` counts those that are known, ``caught`` are the rules that name it."""

    number: ClassVar[int]
    caught: ClassVar[tuple[str, ...]]


class ComparesSecret(MistakenReceiver):
    """Compares the secret itself with the header."""

    number, caught = 1, ("SIG001", "SIG009", "WHY013")

    def is_signed(self, body: bytes, values: Sequence[str]) -> bool:
        """Compute nothing."""
        return [value.encode() for value in values] == self.secrets


class WritesJsonAnew(MistakenReceiver):
    """Hashes ``JSON.stringify(req.body)``."""

    number, caught = 2, ("SIG001", "WHY012")

    def signature(self, body: bytes, secret: bytes) -> bytes:
        """Sign what was parsed and written."""
        event = self.parse(body)
        written = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
        return super().signature(body if event is None else written.encode("utf-8", "replace"), secret)


class WantsSha256(MistakenReceiver):
    """Expects ``sha256=`` before the digits, as another provider sends it."""

    number, caught = 3, ("SIG001", "WHY013")

    def is_signed(self, body: bytes, values: Sequence[str]) -> bool:
        """Want the prefix."""
        return [f"sha256={self.signature(body, self.secrets[0]).decode()}"] == list(values)


class WantsUpperCase(MistakenReceiver):
    """Expects digits in upper case."""

    number, caught = 3, ("SIG001", "WHY013")

    def is_signed(self, body: bytes, values: Sequence[str]) -> bool:
        """Want capitals."""
        return [self.signature(body, self.secrets[0]).decode().upper()] == list(values)


class ComparesText(MistakenReceiver):
    """Compares texts with a function that raises where one is not ASCII, and answers 500 then."""

    number, caught = 4, ("SIG010",)

    def answer(self, request: Incoming) -> Reply:
        """Fail where it raises."""
        try:
            return super().answer(request)
        except TypeError:
            return Reply(500, "Internal Server Error\n")

    def is_signed(self, body: bytes, values: Sequence[str]) -> bool:
        """Compare as text."""
        if len(values) != 1:
            return False
        return hmac.compare_digest(hmac.new(self.secrets[0], body, hashlib.sha256).hexdigest(), values[0])


class WaitsForBounced(MistakenReceiver):
    """Waits for ``bounced`` and for a field ``email``, which do not exist: what failed is lost."""

    number, caught = 5, ("EFFECT001",)
    settings = _EFFECTS

    def act(self, event: dict[str, Any]) -> None:
        """Know another type and another field."""
        if event.get("event_type") == "bounced":
            self.suppressed.add(event["email"])

    def work(self, event: dict[str, Any]) -> None:
        """Do nothing for types that it has another name for."""
        if event.get("event_type") not in ("failed", "complained"):
            super().work(event)


class ReadsScalar(MistakenReceiver):
    """Reads ``to`` as a text: what has a list there is dropped, and answered 200."""

    number, caught = 6, ("EFFECT001",)
    settings: ClassVar[Mapping[str, Any]] = MappingProxyType({"effect_types": ("delivered",)})

    def work(self, event: dict[str, Any]) -> None:
        """Drop what it cannot read."""
        data = event.get("event_data")
        if isinstance(data, dict) and not isinstance(data.get("to", ""), list):
            super().work(event)


class BouncesDeferred(MistakenReceiver):
    """Takes ``deferred`` for a bounce, and suppresses its recipient."""

    number, caught = 7, ("EFFECT009",)

    def act(self, event: dict[str, Any]) -> None:
        """Treat it as failed."""
        super().act({**event, "event_type": "failed"} if event.get("event_type") == "deferred" else event)


class ReadsReason(MistakenReceiver):
    """Reads ``reason`` where it is ``reject_reason``."""

    number, caught = 8, ("SHAPE003",)

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Fail without it."""
        event = self.parse(body) or {}
        if event.get("event_type") == "rejected" and "reason" not in event["event_data"]:
            return Reply(500, "Internal Server Error\n")
        return super().accept(request, body)


class ReadsTagLists(MistakenReceiver):
    """Handles tags in a list alone."""

    number, caught = 9, ("SHAPE012",)

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Fail with an object."""
        if isinstance((self.parse(body) or {}).get("tags"), dict):
            return Reply(500, "Internal Server Error\n")
        return super().accept(request, body)


class FindsMailByRecipient(MistakenReceiver):
    """Has stored no reference id, so it finds no mail for what names no recipient."""

    number, caught = 10, ("SHAPE006", "SHAPE007")

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Fail without a recipient."""
        event = self.parse(body) or {}
        if event.get("event_type") in ("opened", "clicked"):
            return Reply(500, "Internal Server Error\n")
        return super().accept(request, body)


class RefusesUnknownTypes(MistakenReceiver):
    """Answers 400 to events that it ignores."""

    number, caught = 11, ("SHAPE016",)

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Refuse what it has no use for."""
        known = ("accepted", "delivered", "rejected", "deferred", "failed", "opened", "clicked", "complained")
        if (self.parse(body) or {}).get("event_type") not in known:
            return Reply(400, "unknown event type\n")
        return super().accept(request, body)


class SaysNoContent(MistakenReceiver):
    """Answers 204, which is no success for Maileroo."""

    number, caught = 11, ("DELIVERY001",)

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Have nothing to say."""
        found = super().accept(request, body)
        return Reply(204) if found.status == 200 else found


class SwallowsErrors(MistakenReceiver):
    """Answers 200 when storing failed."""

    number, caught = 12, ("EFFECT015",)

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Say that all is well."""
        found = super().accept(request, body)
        return Reply(200, "ok\n") if found.status == 503 else found


class NeverDeduplicates(MistakenReceiver):
    """Does the work of an event as often as it comes."""

    number, caught = 13, ("EFFECT004", "EFFECT005")

    def is_new(self, event_id: str) -> bool:
        """Take each for new."""
        return True


class ChecksThenInserts(MistakenReceiver):
    """Looks whether it has an event and then inserts it: two copies at once are both new."""

    number, caught = 13, ("EFFECT005",)

    def __init__(self) -> None:
        super().__init__()
        self._meeting: dict[str, threading.Barrier] = {}

    def work(self, event: dict[str, Any]) -> None:
        """Let two copies that come together both look before either inserts."""
        event_id = str(event.get("event_id"))
        with self.lock:
            known = event_id in self.seen
            barrier = self._meeting.setdefault(event_id, threading.Barrier(2))
        if known:
            return
        try:
            barrier.wait(0.2)
        except threading.BrokenBarrierError:
            with self.lock:
                self._meeting.pop(event_id, None)
        with self.lock:
            self.seen.add(event_id)
            self.effects[event_id] += 1


class RefusesDuplicate(MistakenReceiver):
    """Answers 409 to a duplicate, which then comes for 14 hours."""

    number, caught = 14, ("DELIVERY004",)

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Refuse what it has."""
        with self.lock:
            known = str((self.parse(body) or {}).get("event_id")) in self.seen
        return Reply(409, "duplicate\n") if known else super().accept(request, body)


class SkipsCheck(MistakenReceiver):
    """Skips the check where no secret is configured."""

    number, caught = 15, ("SIG030",)

    def is_signed(self, body: bytes, values: Sequence[str]) -> bool:
        """Check where there is a secret."""
        return not self.secrets or super().is_signed(body, values)


class RefusesByAge(MistakenReceiver):
    """Refuses events that are older than five minutes, and with them each retry."""

    number, caught = 16, ("DELIVERY011",)

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Look at the time of the event."""
        at = (self.parse(body) or {}).get("event_time")
        return Reply(400, "too old\n") if isinstance(at, int) and at < NOW - 300 else super().accept(request, body)


class HasLineFeed(MistakenReceiver):
    """Was given the secret with the line feed that was pasted with it."""

    number, caught = 17, ("SIG001", "WHY014")

    def __init__(self) -> None:
        super().__init__()
        self.secrets = [self.secrets[0] + b"\n"]

"""Receivers that answer as they should, and do the work of events wrongly, twice or not at all."""

import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from tests.receivers.correct import SIGNATURE, CorrectReceiver, Incoming, Reply

_PATIENCE = 0.03


class WaitsForBounced(CorrectReceiver):
    """Acts on a type that does not exist, and ignores the one that says it."""

    breaks = ("EFFECT001",)
    settings: ClassVar[Mapping[str, Any]] = {"effect_types": ("failed", "complained")}

    def work(self, event: dict[str, Any]) -> None:
        """Ignore what failed."""
        if event.get("event_type") != "failed":
            super().work(event)


class LosesSecondFailures(CorrectReceiver):
    """Does the work of half of the events of one type, and answers 200 to all of them."""

    breaks = ("EFFECT001",)

    def __init__(self) -> None:
        super().__init__()
        self.rejections = 0

    def work(self, event: dict[str, Any]) -> None:
        """Lose every second rejection."""
        self.rejections += event.get("event_type") == "rejected"
        if event.get("event_type") != "rejected" or self.rejections % 2:
            super().work(event)


class KnowsEventsByTheirMail(CorrectReceiver):
    """Takes every event of a mail but the first for a duplicate."""

    breaks = ("EFFECT001", "EFFECT002", "EFFECT014")

    def work(self, event: dict[str, Any]) -> None:
        """Take the mail's id for that of the event, where duplicates are known."""
        with self.lock:
            if self.is_new(event["message_reference_id"]):
                self.effects[event["event_id"]] += 1
                self.act(event)


class WorksBeforeItChecks(CorrectReceiver):
    """Does the work first, and looks at the signature for its answer alone."""

    breaks = ("EFFECT003",)

    def refuse(self, request: Incoming) -> Reply:
        """Do the work all the same."""
        self.accept(request, request.body or b"")
        return super().refuse(request)


class KnowsNoDuplicates(CorrectReceiver):
    """Does the work of each copy."""

    breaks = ("EFFECT004", "EFFECT005", "EFFECT006", "EFFECT008", "EFFECT018")

    def is_new(self, event_id: str) -> bool:
        """Take every event for a new one."""
        return True


class ChecksBeforeItInserts(CorrectReceiver):
    """Looks whether an event is there, and writes it a moment later."""

    breaks = ("EFFECT005",)

    def __init__(self) -> None:
        super().__init__()
        self.checked: Counter[str] = Counter()
        self.meeting = threading.Condition()

    def work(self, event: dict[str, Any]) -> None:
        """Let another copy look before this one writes, if there is one."""
        event_id = event["event_id"]
        with self.meeting:
            is_new = event_id not in self.seen
            self.checked[event_id] += 1
            self.meeting.notify_all()
            self.meeting.wait_for(lambda: self.checked[event_id] > 1, _PATIENCE)
            self.seen.add(event_id)
        if is_new:
            with self.lock:
                self.effects[event_id] += 1
                self.act(event)


class ReservesSignatures(CorrectReceiver):
    """Notes a request as done when its headers come, and takes it for a copy when all of it comes."""

    breaks = ("EFFECT007",)

    def __init__(self) -> None:
        super().__init__()
        self.reserved: set[str] = set()

    def cut_off(self, headers: Sequence[tuple[str, str]]) -> None:
        """Keep what was noted of a request that never came whole."""
        self.reserved |= {value for name, value in headers if name.lower() == SIGNATURE}

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Do nothing for what is noted."""
        if self.reserved & set(request.values(SIGNATURE)):
            return Reply(200, "known\n")
        return super().accept(request, body)


class CountsCopiesOfDeferrals(CorrectReceiver):
    """Counts deferred events without looking whether it has had them."""

    breaks = ("EFFECT008",)

    def work(self, event: dict[str, Any]) -> None:
        """Forget that a deferred event was seen."""
        if event.get("event_type") == "deferred":
            with self.lock:
                self.seen.discard(event["event_id"])
        super().work(event)


class TakesDeferredForFailed(CorrectReceiver):
    """Suppresses recipients whose mail is only late."""

    breaks = ("EFFECT009",)

    def act(self, event: dict[str, Any]) -> None:
        """Suppress after a deferral."""
        super().act(event | {"event_type": "failed"} if event["event_type"] == "deferred" else event)


class GivesUpAfterDeferrals(CorrectReceiver):
    """Suppresses a recipient after the third deferral."""

    breaks = ("EFFECT009",)

    def act(self, event: dict[str, Any]) -> None:
        """Suppress whoever was deferred often."""
        super().act(event)
        self.suppressed |= {address for address, number in self.deferrals.items() if number > 2}


class SuppressesTheWholeMail(CorrectReceiver):
    """Suppresses every recipient of a mail that failed for one."""

    breaks = ("EFFECT010",)

    def __init__(self) -> None:
        super().__init__()
        self.recipients: dict[str, list[str]] = {}

    def act(self, event: dict[str, Any]) -> None:
        """Suppress all that were accepted together."""
        super().act(event)
        mail, kind = event["message_reference_id"], event["event_type"]
        if kind == "accepted":
            self.recipients[mail] = event["event_data"]["to"]
        elif kind == "failed":
            self.suppressed |= set(self.recipients.get(mail, ()))


class ComparesTheEndOfAddresses(CorrectReceiver):
    """Finds those who complained with a pattern that other addresses match too."""

    breaks = ("EFFECT011",)

    def __init__(self) -> None:
        super().__init__()
        self.complained: set[str] = set()

    def act(self, event: dict[str, Any]) -> None:
        """Remember who complained."""
        super().act(event)
        if event["event_type"] == "complained":
            self.complained.add(event["event_data"]["to"])

    def state(self, recipient: str, reference_id: str) -> str:
        """Compare as ``LIKE '%address'`` does."""
        return "suppressed" if recipient.endswith(tuple(self.complained)) else super().state(recipient, reference_id)


class ForgivesComplaints(CorrectReceiver):
    """Gives mail again to who complained, as soon as an earlier mail is said to be delivered."""

    breaks: ClassVar[tuple[str, ...]] = ("EFFECT012", "EFFECT014")
    forgives = "complained"

    def act(self, event: dict[str, Any]) -> None:
        """Take the last event for the state."""
        super().act(event)
        to, kind = event.get("event_data", {}).get("to"), str(event.get("event_type"))
        if isinstance(to, str):
            self.statuses[to] = kind
        elif kind == "delivered" and to is not None:
            self.suppressed -= {one for one in to if self.statuses.get(one) == self.forgives}


class ForgivesFailures(ForgivesComplaints):
    """Gives mail again to whose mailbox is said to be gone."""

    breaks = ("EFFECT013",)
    forgives = "failed"


class TakesTheLastForTheState(CorrectReceiver):
    """Takes a late deferral for the end of a failure."""

    breaks = ("EFFECT014",)

    def act(self, event: dict[str, Any]) -> None:
        """Suppress nobody any more whose mail is tried again."""
        super().act(event)
        if event["event_type"] == "deferred":
            self.suppressed.discard(event["event_data"]["to"])


class AnswersBeforeItStores(CorrectReceiver):
    """Answers 200 whatever became of the store."""

    breaks = ("EFFECT015",)

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Catch every error of the store."""
        super().accept(request, body)
        return Reply(200, "ok\n")


class RemembersBeforeItStores(CorrectReceiver):
    """Notes an event as seen, fails to store it, and takes the next try for a duplicate."""

    breaks = ("EFFECT016",)

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Note the event first."""
        event = self.parse(body)
        if self.store_down and event is not None:
            with self.lock:
                self.is_new(event["event_id"])
        return super().accept(request, body)


class WorksLater(CorrectReceiver):
    """Keeps what is to be done in its memory, and answers 200."""

    breaks = ("EFFECT017",)

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[dict[str, Any]] = []

    def work(self, event: dict[str, Any]) -> None:
        """Do it later."""
        self.waiting.append(event)

    def count(self, event_id: str | None = None) -> int:
        """Do what is waiting: somebody looks."""
        while self.waiting:
            super().work(self.waiting.pop(0))
        return super().count(event_id)

    def state(self, recipient: str, reference_id: str) -> str:
        """Do what is waiting: somebody looks."""
        self.count()
        return super().state(recipient, reference_id)

    def restart(self) -> None:
        """Lose what is waiting."""
        self.waiting.clear()


class ForgetsWhatItHasHad(CorrectReceiver):
    """Remembers in its memory alone which events it has had."""

    breaks = ("EFFECT018",)

    def restart(self) -> None:
        """Forget them."""
        self.seen.clear()

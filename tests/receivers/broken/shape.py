"""Receivers that do not take an event in, since it is not of the shape that they wait for."""

import json
from typing import Any, ClassVar

from maileroo_cli.webhook.catalogue.event import EventType
from tests.receivers.correct import SIGNATURE, CorrectReceiver, Incoming, Reply

_ENVELOPE = {
    "domain_id",
    "event_data",
    "event_id",
    "event_time",
    "event_type",
    "inserted_at",
    "message_id",
    "message_reference_id",
    "tags",
    "user_id",
}


class ReadsFields(CorrectReceiver):
    """Fails with 500 where reading a field of an event raises."""

    def read(self, event: dict[str, Any]) -> None:
        """Read what it wants; what that raises is caught by nobody."""

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Read first."""
        event = self.parse(body)
        try:
            if event is not None:
                self.read(event)
        except (AttributeError, KeyError, TypeError, ValueError, IndexError):
            return Reply(500)
        return super().accept(request, body)


class RefusesOneType(CorrectReceiver):
    """Validates the type of an event against a list in which one is missing."""

    refused: ClassVar[str] = ""

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Refuse that type."""
        event = self.parse(body)
        return Reply(422) if event and event.get("event_type") == self.refused else super().accept(request, body)


class KnowsNoAccepted(RefusesOneType):
    """Knows no event of that type."""

    breaks = ("SHAPE001",)
    refused = EventType.ACCEPTED


class KnowsNoDeferred(RefusesOneType):
    """Knows no event of that type."""

    breaks = ("SHAPE004",)
    refused = EventType.DEFERRED


class KnowsNoComplained(RefusesOneType):
    """Knows no event of that type: there is no sample of it."""

    breaks = ("SHAPE008",)
    refused = EventType.COMPLAINED


class WaitsForBounced(RefusesOneType):
    """Waits for ``bounced`` and refuses ``failed``."""

    breaks = ("SHAPE005",)
    refused = EventType.FAILED


class TakesOneRecipient(ReadsFields):
    """Unpacks the list of recipients of a delivered mail into one."""

    breaks = ("SHAPE002",)

    def read(self, event: dict[str, Any]) -> None:
        """Unpack it."""
        if event["event_type"] == EventType.DELIVERED:
            [_] = event["event_data"]["to"]


class StoresRecipientsShort(ReadsFields):
    """Stores all recipients in one column of 255 characters."""

    breaks = ("SHAPE009",)

    def read(self, event: dict[str, Any]) -> None:
        """Fail where they are longer."""
        to = event.get("event_data", {}).get("to")
        if isinstance(to, list) and len(",".join(to)) > 255:
            raise ValueError("too long")


class ReadsReasonOfRejected(ReadsFields):
    """Reads ``reason`` where it is ``reject_reason``."""

    breaks = ("SHAPE003",)

    def read(self, event: dict[str, Any]) -> None:
        """Read it."""
        if event.get("event_type") == EventType.REJECTED:
            event["event_data"]["reason"].lower()


class NeedsARecipient(ReadsFields):
    """Reads the recipient of every event, also of one that names none."""

    breaks = ("SHAPE006", "SHAPE007", "SHAPE017")

    def read(self, event: dict[str, Any]) -> None:
        """Read it."""
        event["event_data"]["to"]


class ReadsTheFirstTag(ReadsFields):
    """Reads the first tag where tags are a list."""

    breaks = ("SHAPE010",)

    def read(self, event: dict[str, Any]) -> None:
        """Read it."""
        if isinstance(event.get("tags"), list):
            event["tags"][0]


class ReadsTagsAsObject(ReadsFields):
    """Reads tags as the sending API takes them."""

    breaks = ("SHAPE011",)

    def read(self, event: dict[str, Any]) -> None:
        """Read each by its name."""
        if event.get("tags"):
            event["tags"].items()


class ReadsTagsAsList(ReadsFields):
    """Reads tags in a list alone."""

    breaks = ("SHAPE012",)

    def read(self, event: dict[str, Any]) -> None:
        """Read the name of each."""
        for tag in event.get("tags") or ():
            tag["name"]


class WantsShortIds(ReadsFields):
    """Holds reference ids in a column of 24 characters."""

    breaks = ("SHAPE013",)

    def read(self, event: dict[str, Any]) -> None:
        """Fail at a longer one."""
        if len(event["message_reference_id"]) > 24:
            raise ValueError("too long")


class WantsBareAddresses(ReadsFields):
    """Validates addresses, and knows none with a name."""

    breaks = ("SHAPE014",)

    def read(self, event: dict[str, Any]) -> None:
        """Fail at a blank."""
        if " " in json.dumps(event.get("event_data", {}).get("to"), separators=(",", ":")):
            raise ValueError("no address")


class ForbidsOtherFields(CorrectReceiver):
    """Validates events against a model that forbids what it does not know."""

    breaks = ("SHAPE015",)

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Refuse another field."""
        event = self.parse(body)
        return Reply(422) if event and set(event) - _ENVELOPE else super().accept(request, body)


class RefusesUnknownTypes(CorrectReceiver):
    """Answers 400 to a type that it does not handle."""

    breaks = ("SHAPE016",)

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Refuse it."""
        event = self.parse(body)
        unknown = event is not None and event.get("event_type") not in set(EventType)
        return Reply(400) if unknown else super().accept(request, body)


class IgnoresUnknownTypes(CorrectReceiver):
    """Answers 204 to a type that it does not handle: Maileroo takes that for a failure."""

    breaks = ("SHAPE016",)

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Have nothing to say to it."""
        event = self.parse(body)
        unknown = event is not None and event.get("event_type") not in set(EventType)
        return Reply(204) if unknown else super().accept(request, body)


class NeedsData(ReadsFields):
    """Reads ``event_data`` of everything."""

    breaks = ("SHAPE017",)

    def read(self, event: dict[str, Any]) -> None:
        """Read it."""
        event["event_data"]


class CatchesNoBadJson(CorrectReceiver):
    """Fails with 500 at what is no JSON."""

    breaks = ("SHAPE018", "SHAPE020")

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Parse without care."""
        try:
            json.loads(body)
        except ValueError:
            return Reply(500)
        return super().accept(request, body)


class TakesAnyJsonForAnEvent(CorrectReceiver):
    """Fails with 500 at JSON that is not an object."""

    breaks = ("SHAPE019",)

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Take any value for an object."""
        try:
            return Reply(200) if isinstance(json.loads(body), dict) else Reply(500)
        except ValueError:
            return Reply(400)


class NeedsTheContentType(CorrectReceiver):
    """Has no event where the content type is not that of JSON, and fails at that."""

    breaks = ("SHAPE021",)

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Fail where a framework gives nothing."""
        is_json = any("json" in one for one in request.values("content-type"))
        return super().accept(request, body) if is_json else Reply(500)


class FailsWithoutABody(CorrectReceiver):
    """Reads the body of a request that has none."""

    breaks = ("SHAPE022", "SHAPE023")

    def route(self, request: Incoming) -> Reply | None:
        """Fail at what is no POST."""
        return Reply(500) if request.method in ("GET", "HEAD") else super().route(request)


class ShowsAPage(CorrectReceiver):
    """Answers a browser that it is well."""

    breaks = ("SHAPE022", "SHAPE023")

    def route(self, request: Incoming) -> Reply | None:
        """Answer 200."""
        return Reply(200, "well\n") if request.method in ("GET", "HEAD") else super().route(request)


class ChecksPostAlone(CorrectReceiver):
    """Checks the signature of POST, and takes PUT for the same otherwise."""

    breaks = ("SHAPE024",)

    def answer(self, request: Incoming) -> Reply:
        """Accept PUT."""
        return self.accept(request, request.body or b"") if request.method == "PUT" else super().answer(request)


class FailsAtText(CorrectReceiver):
    """Answers ``status`` where a text is anywhere in an event."""

    text: ClassVar[str] = ""
    status: ClassVar[int] = 500

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Look for it."""
        found = self.text in "\n".join(_texts(self.parse(body)))
        return Reply(self.status) if found else super().accept(request, body)


class PutsSqlTogether(FailsAtText):
    """Puts values into SQL between quotation marks."""

    breaks = ("SHAPE025",)
    text = "'; DROP TABLE"


class StandsBehindAFirewall(FailsAtText):
    """Has a firewall before it that dislikes scripts."""

    breaks = ("SHAPE026",)
    text = "<script>/"
    status = 403


class FormatsTwice(FailsAtText):
    """Formats a line of its log that already holds values."""

    breaks = ("SHAPE027",)
    text = "%s"


class RefusesLineBreaks(FailsAtText):
    """Refuses what would break a line of its log."""

    breaks = ("SHAPE028",)
    text = "\r\n"
    status = 400


class StoresNoNul(FailsAtText):
    """Stores text in PostgreSQL, which holds no NUL."""

    breaks = ("SHAPE029",)
    text = "\x00"


class StoresTextShort(FailsAtText):
    """Stores text in columns of 1,000 characters."""

    breaks = ("SHAPE030",)
    text = "long " * 200


class RefusesDirections(FailsAtText):
    """Refuses characters that are often used to deceive."""

    breaks = ("SHAPE031",)
    text = "\u202e"
    status = 400


class ShowsTheType(CorrectReceiver):
    """Says in a page which type it ignores."""

    breaks = ("SHAPE032",)

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Put the type into the page as it came."""
        event = self.parse(body)
        kind = event.get("event_type") if event else ""
        return Reply(200, f"<p>ignored: {kind}</p>", (("Content-Type", "text/html"),))


class ShowsItsTrace(CorrectReceiver):
    """Answers what is no event with the whole error."""

    breaks = ("SHAPE033",)

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Show the stack."""
        if self.parse(body) is None:
            return Reply(400, 'Traceback (most recent call last):\n  File "/srv/app.py", line 7, in hook\n')
        return super().accept(request, body)


class TellsTheSecret(CorrectReceiver):
    """Tells what it compares with."""

    breaks = ("SHAPE033",)
    also = ("SIG029",)

    def refuse(self, request: Incoming) -> Reply:
        """Tell it in a header."""
        told = f"{len(request.values(SIGNATURE))} signatures for {self.secrets[0].decode()}"
        return Reply(401, headers=(("X-Debug", told),))


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in inner for text in _texts(one)]

"""The eight event types, their fields, and how sure each fact is. Values are made in ``generation.payload``, not here.

The source of every statement is Maileroo's own documentation where the grade is ``official``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Grade(StrEnum):
    """How well a fact about Maileroo is known."""

    OFFICIAL = "official"
    OBSERVED = "observed"
    INFERRED = "inferred"
    UNKNOWN = "unknown"

    @property
    def meaning(self) -> str:
        """What the grade says, in a sentence."""
        return _GRADE_MEANINGS[self]


_GRADE_MEANINGS = {
    Grade.OFFICIAL: "stated by Maileroo's documentation or SDKs",
    Grade.OBSERVED: "seen in the code of several independent production receivers",
    Grade.INFERRED: "consistent with every sample, but not stated officially",
    Grade.UNKNOWN: "not known: mhook makes the strict or harmless choice",
}


class EventType(StrEnum):
    """What happened to a mail. More types may come: a receiver must survive one that it does not know.

    >>> EventType.FAILED == "failed", [str(one) for one in EventType][:3]
    (True, ['accepted', 'delivered', 'rejected'])

    Each is the text that stands in ``event_type``.
    """

    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    REJECTED = "rejected"
    DEFERRED = "deferred"
    FAILED = "failed"
    OPENED = "opened"
    CLICKED = "clicked"
    COMPLAINED = "complained"


class FieldKind(StrEnum):
    """The JSON type of a field, as ``mhook events`` names it."""

    INTEGER = "integer"
    STRING = "string"
    STRINGS = "array of strings"
    OBJECT = "object"
    TAGS = "null, or array of {name, value}"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a payload; ``path`` is dotted from the top."""

    path: str
    kind: FieldKind
    meaning: str
    grade: Grade = Grade.OFFICIAL


@dataclass(frozen=True, slots=True)
class EventSpec:
    """What is known of one event type: ``fields`` holds the envelope and the type's own ``event_data``."""

    type: EventType
    meaning: str
    grade: Grade
    data: tuple[Field, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field of the payload in the order of the keys on the wire."""
        return tuple(sorted((*ENVELOPE, *self.data), key=lambda field: field.path))


ENVELOPE = (
    Field("domain_id", FieldKind.INTEGER, "the sending domain's number"),
    Field("event_data", FieldKind.OBJECT, "the fields that only this event type has"),
    Field(
        "event_id",
        FieldKind.STRING,
        (
            "48 lowercase hex digits (placeholders in some official samples); new for each event, the same in all"
            " retries"
        ),
    ),
    Field("event_time", FieldKind.INTEGER, "when it happened, in Unix seconds (UTC)"),
    Field("event_type", FieldKind.STRING, "one of eight types; Maileroo may add more"),
    Field(
        "inserted_at",
        FieldKind.STRING,
        "RFC 3339 with milliseconds and Z; 397 to 664 ms after event_time in every sample",
    ),
    Field(
        "message_id", FieldKind.STRING, "the mail's Message-ID in angle brackets; the same for all events of one mail"
    ),
    Field(
        "message_reference_id",
        FieldKind.STRING,
        "the id returned by the send API; 24 lowercase hex digits today, 32 in older samples",
    ),
    Field(
        "tags",
        FieldKind.TAGS,
        "the mail's tags; always null for opened and clicked",
        Grade.OBSERVED,
    ),
    Field("user_id", FieldKind.INTEGER, "the account's number"),
)


def _addresses(grade: Grade) -> tuple[Field, ...]:
    return (
        Field("event_data.from", FieldKind.STRINGS, "the sender, in an array; may be written Name <address>", grade),
        Field("event_data.to", FieldKind.STRINGS, "the recipients, in an array; may be written Name <address>", grade),
    )


def _reply(grade: Grade) -> tuple[Field, ...]:
    return (
        Field("event_data.reason", FieldKind.STRING, "the remote server's SMTP reply in one line", grade),
        Field("event_data.to", FieldKind.STRING, "the recipient: a string here, not an array", grade),
    )


_BROWSER = (
    Field("event_data.ip", FieldKind.STRING, "the IP address that made the request"),
    Field("event_data.user_agent", FieldKind.STRING, "the browser, mail program or image proxy that made it"),
)
_LINK = Field("event_data.original_url", FieldKind.STRING, "the link that was clicked, before tracking rewrote it")
_REJECT_REASON = Field(
    "event_data.reject_reason",
    FieldKind.STRING,
    "why Maileroo did not send the mail; note that the key is not reason",
    Grade.OBSERVED,
)
_COMPLAINER = Field("event_data.to", FieldKind.STRING, "the recipient who complained; no sample exists", Grade.INFERRED)

_SPECS = (
    EventSpec(
        EventType.ACCEPTED, ("Maileroo accepted the mail for sending."), Grade.OFFICIAL, _addresses(Grade.OFFICIAL)
    ),
    EventSpec(
        EventType.DELIVERED, ("The recipient's server accepted the mail."), Grade.OFFICIAL, _addresses(Grade.OFFICIAL)
    ),
    EventSpec(
        EventType.REJECTED,
        "Maileroo did not send the mail: it is malformed, or the recipient bounced before and is suppressed.",
        Grade.OBSERVED,
        (*_addresses(Grade.OBSERVED), _REJECT_REASON),
    ),
    EventSpec(
        EventType.DEFERRED,
        "The recipient's server asked to try again later, and Maileroo will. Not a bounce.",
        Grade.OFFICIAL,
        _reply(Grade.OFFICIAL),
    ),
    EventSpec(
        EventType.FAILED,
        "The recipient's server refused the mail for good, or every retry failed. This is a bounce.",
        Grade.OBSERVED,
        _reply(Grade.OBSERVED),
    ),
    EventSpec(
        EventType.OPENED, ("The mail was opened. The event does not name the recipient."), Grade.OFFICIAL, _BROWSER
    ),
    EventSpec(
        EventType.CLICKED,
        ("A link in the mail was clicked. The event does not name the recipient."),
        Grade.OFFICIAL,
        (*_BROWSER, _LINK),
    ),
    EventSpec(EventType.COMPLAINED, "The recipient marked the mail as spam.", Grade.INFERRED, (_COMPLAINER,)),
)

CATALOGUE: Mapping[EventType, EventSpec] = MappingProxyType({spec.type: spec for spec in _SPECS})

LOOKALIKES: Mapping[str, EventType] = MappingProxyType(
    {
        "bounced": EventType.FAILED,
        "bounce": EventType.FAILED,
        "hard_bounced": EventType.FAILED,
        "dropped": EventType.FAILED,
        "soft_bounced": EventType.DEFERRED,
        "soft_bounce": EventType.DEFERRED,
        "sent": EventType.ACCEPTED,
        "processed": EventType.ACCEPTED,
        "queued": EventType.ACCEPTED,
        "suppressed": EventType.REJECTED,
        "open": EventType.OPENED,
        "click": EventType.CLICKED,
        "spam": EventType.COMPLAINED,
        "complaint": EventType.COMPLAINED,
        "spam_report": EventType.COMPLAINED,
    }
)
"""Names that receivers wait for though Maileroo never sends them (observed), and the type that was meant."""

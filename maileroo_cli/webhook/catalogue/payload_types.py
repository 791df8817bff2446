"""The payload of each event type as a TypedDict: an editor completes its keys, a type checker knows them.

Written from the catalogue in ``event`` by ``python -m tests.docs.payload_types``: change the catalogue, not this.
"""

from typing import Literal, TypeAlias, TypedDict


class Tag(TypedDict):
    """One tag of a mail."""

    name: str
    value: str


class PayloadEnvelope(TypedDict):
    """What every payload has, whatever happened to the mail."""

    domain_id: int
    """The sending domain's number. (official)"""
    event_id: str
    """48 lowercase hex digits (placeholders in some official samples); new for each event, the same in all retries.
    (official)
    """
    event_time: int
    """When it happened, in Unix seconds (UTC). (official)"""
    inserted_at: str
    """RFC 3339 with milliseconds and Z; 397 to 664 ms after event_time in every sample. (official)"""
    message_id: str
    """The mail's Message-ID in angle brackets; the same for all events of one mail. (official)"""
    message_reference_id: str
    """The id returned by the send API; 24 lowercase hex digits today, 32 in older samples. (official)"""
    tags: list[Tag] | dict[str, str] | None
    """The mail's tags; always null for opened and clicked. (observed)"""
    user_id: int
    """The account's number. (official)"""


SenderData = TypedDict("SenderData", {"from": list[str]})
"""``from``: the sender, in an array; may be written Name <address>."""


class AcceptedData(SenderData):
    """The ``event_data`` of a payload of ``accepted``."""

    to: list[str]
    """The recipients, in an array; may be written Name <address>. (official)"""


class AcceptedPayload(PayloadEnvelope):
    """The payload of ``accepted`` (official).

    Maileroo accepted the mail for sending.
    """

    event_type: Literal["accepted"]
    """One of eight types; Maileroo may add more. (official)"""
    event_data: AcceptedData
    """The fields that only this event type has. (official)"""


class DeliveredData(SenderData):
    """The ``event_data`` of a payload of ``delivered``."""

    to: list[str]
    """The recipients, in an array; may be written Name <address>. (official)"""


class DeliveredPayload(PayloadEnvelope):
    """The payload of ``delivered`` (official).

    The recipient's server accepted the mail.
    """

    event_type: Literal["delivered"]
    """One of eight types; Maileroo may add more. (official)"""
    event_data: DeliveredData
    """The fields that only this event type has. (official)"""


class RejectedData(SenderData):
    """The ``event_data`` of a payload of ``rejected``."""

    to: list[str]
    """The recipients, in an array; may be written Name <address>. (observed)"""
    reject_reason: str
    """Why Maileroo did not send the mail; note that the key is not reason. (observed)"""


class RejectedPayload(PayloadEnvelope):
    """The payload of ``rejected`` (observed).

    Maileroo did not send the mail: it is malformed, or the recipient bounced before and is suppressed.
    """

    event_type: Literal["rejected"]
    """One of eight types; Maileroo may add more. (official)"""
    event_data: RejectedData
    """The fields that only this event type has. (official)"""


class DeferredData(TypedDict):
    """The ``event_data`` of a payload of ``deferred``."""

    reason: str
    """The remote server's SMTP reply in one line. (official)"""
    to: str
    """The recipient: a string here, not an array. (official)"""


class DeferredPayload(PayloadEnvelope):
    """The payload of ``deferred`` (official).

    The recipient's server asked to try again later, and Maileroo will. Not a bounce.
    """

    event_type: Literal["deferred"]
    """One of eight types; Maileroo may add more. (official)"""
    event_data: DeferredData
    """The fields that only this event type has. (official)"""


class FailedData(TypedDict):
    """The ``event_data`` of a payload of ``failed``."""

    reason: str
    """The remote server's SMTP reply in one line. (observed)"""
    to: str
    """The recipient: a string here, not an array. (observed)"""


class FailedPayload(PayloadEnvelope):
    """The payload of ``failed`` (observed).

    The recipient's server refused the mail for good, or every retry failed. This is a bounce.
    """

    event_type: Literal["failed"]
    """One of eight types; Maileroo may add more. (official)"""
    event_data: FailedData
    """The fields that only this event type has. (official)"""


class OpenedData(TypedDict):
    """The ``event_data`` of a payload of ``opened``."""

    ip: str
    """The IP address that made the request. (official)"""
    user_agent: str
    """The browser, mail program or image proxy that made it. (official)"""


class OpenedPayload(PayloadEnvelope):
    """The payload of ``opened`` (official).

    The mail was opened. The event does not name the recipient.
    """

    event_type: Literal["opened"]
    """One of eight types; Maileroo may add more. (official)"""
    event_data: OpenedData
    """The fields that only this event type has. (official)"""


class ClickedData(TypedDict):
    """The ``event_data`` of a payload of ``clicked``."""

    ip: str
    """The IP address that made the request. (official)"""
    user_agent: str
    """The browser, mail program or image proxy that made it. (official)"""
    original_url: str
    """The link that was clicked, before tracking rewrote it. (official)"""


class ClickedPayload(PayloadEnvelope):
    """The payload of ``clicked`` (official).

    A link in the mail was clicked. The event does not name the recipient.
    """

    event_type: Literal["clicked"]
    """One of eight types; Maileroo may add more. (official)"""
    event_data: ClickedData
    """The fields that only this event type has. (official)"""


class ComplainedData(TypedDict):
    """The ``event_data`` of a payload of ``complained``."""

    to: str
    """The recipient who complained; no sample exists. (inferred)"""


class ComplainedPayload(PayloadEnvelope):
    """The payload of ``complained`` (inferred).

    The recipient marked the mail as spam.
    """

    event_type: Literal["complained"]
    """One of eight types; Maileroo may add more. (official)"""
    event_data: ComplainedData
    """The fields that only this event type has. (official)"""


EventPayload: TypeAlias = (
    AcceptedPayload
    | DeliveredPayload
    | RejectedPayload
    | DeferredPayload
    | FailedPayload
    | OpenedPayload
    | ClickedPayload
    | ComplainedPayload
)
"""The payload of any event; ``event_type`` tells which."""

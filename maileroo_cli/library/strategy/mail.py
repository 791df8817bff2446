"""One mail, and the events of it as payloads. In which order they come is drawn in ``order``.

Ids are not drawn but computed from all else: two events with the same id are the same event, and two mails with the
same reference id the same mail, as with Maileroo. Otherwise unlike events would often have the id to which all shrink.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeAlias, assert_never

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from maileroo_cli.library.strategy import value
from maileroo_cli.webhook.catalogue.event import EventType
from maileroo_cli.webhook.generation.address import domain_of
from maileroo_cli.webhook.signing.body_style import encode
from maileroo_cli.webhook.text.date import iso_seconds, unpadded_seconds

Payload: TypeAlias = dict[str, Any]

_UNTAGGED = (EventType.OPENED, EventType.CLICKED)
_EVENT_DIGITS = 48
_MOST_RECIPIENTS = 3

# Made once: to make a strategy takes longer than to draw from it.
_milliseconds = st.integers(397, 664)
_reference_digits = st.sampled_from((24, 32))
_indexes = st.integers(0, _MOST_RECIPIENTS - 1)
_any_recipients = st.lists(value.addresses, min_size=1, max_size=_MOST_RECIPIENTS, unique=True)
_recipients = {
    count: st.lists(value.addresses, min_size=count, max_size=count, unique=True)
    for count in range(1, _MOST_RECIPIENTS + 1)
}


@dataclass(frozen=True, slots=True)
class DrawnMail:
    """What all events of one mail share; ``submitted`` is in Unix seconds."""

    sender: str
    recipients: tuple[str, ...]
    tags: list[dict[str, str]] | None
    domain_id: int
    user_id: int
    submitted: int
    reference_digits: int

    @property
    def _digest(self) -> str:
        return sha256(repr(self).encode()).hexdigest()

    @property
    def reference_id(self) -> str:
        """The id that the send API returned."""
        return self._digest[: self.reference_digits]

    @property
    def message_id(self) -> str:
        """The Message-ID: digits, the time of submission, and the sending domain."""
        number = int(self._digest[-24:], 16)
        digits, rest = 10**23 + number % (9 * 10**23), 1000 + number % 9000
        return f"<{digits}.{rest}.{unpadded_seconds(self.submitted)}@{domain_of(self.sender)}>"


def draw_mail(draw: DrawFn, recipients: int | None = None) -> DrawnMail:
    """Draw a mail to so many ``recipients``, or to any number of them."""
    return DrawnMail(
        draw(value.addresses),
        tuple(draw(_any_recipients if recipients is None else _recipients[recipients])),
        draw(value.tags),
        draw(value.numbers),
        draw(value.numbers),
        draw(value.moments),
        draw(_reference_digits),
    )


def draw_payload(
    draw: DrawFn, mail: DrawnMail, kind: EventType, at: int, *, recipient: int | None = None, number: int = 0
) -> Payload:
    """Draw the payload of an event of ``mail`` at ``at`` (Unix seconds), the ``number``-th of that mail.

    Where its type names one recipient it is that one, by its index, or any.
    """
    index = draw(_indexes) if recipient is None else recipient
    about = mail.recipients[index % len(mail.recipients)]
    milliseconds = draw(_milliseconds)
    payload: Payload = {
        "domain_id": mail.domain_id,
        "event_data": _event_data(draw, mail, kind, about),
        "event_id": "",
        "event_time": at,
        "event_type": str(kind),
        "inserted_at": f"{iso_seconds(at)}.{milliseconds}Z",
        "message_id": mail.message_id,
        "message_reference_id": mail.reference_id,
        "tags": None if kind in _UNTAGGED else mail.tags,
        "user_id": mail.user_id,
    }
    payload["event_id"] = sha256(b"%d %b" % (number, encode(payload))).hexdigest()[:_EVENT_DIGITS]
    return payload


def _event_data(draw: DrawFn, mail: DrawnMail, kind: EventType, about: str) -> Payload:
    match kind:
        case EventType.ACCEPTED | EventType.DELIVERED:
            return {"from": [mail.sender], "to": list(mail.recipients)}
        case EventType.REJECTED:
            return {"from": [mail.sender], "reject_reason": draw(value.rejections), "to": list(mail.recipients)}
        case EventType.DEFERRED | EventType.FAILED:
            reasons = value.deferrals if kind is EventType.DEFERRED else value.failures
            return {"reason": value.filled(draw(reasons), about), "to": about}
        case EventType.OPENED:
            return {"ip": draw(value.ips), "user_agent": draw(value.openers)}
        case EventType.CLICKED:
            link = f"https://{domain_of(mail.sender)}/{draw(value.links)}"
            return {"ip": draw(value.ips), "original_url": link, "user_agent": draw(value.clickers)}
        case EventType.COMPLAINED:
            return {"to": about}
        case _:
            assert_never(kind)

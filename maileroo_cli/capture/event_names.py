"""What the body of a request says of its event and its mail, read without trusting it.

The whole event is read for a timeline alone, in ``mail.arrival``.
"""

import json
from typing import NamedTuple

import msgspec

from maileroo_cli.webhook.text.shown import visible


class _NamedEvent(msgspec.Struct, gc=False):
    event_type: str = ""
    event_id: str = ""


class EventNames(NamedTuple):
    """What a body says of itself: empty, or ``None``, where it does not."""

    event_type: str = ""
    event_id: str = ""
    reference_id: str = ""
    event_time: float | None = None


class _NamedMail(msgspec.Struct, gc=False):
    event_type: str = ""
    event_id: str = ""
    message_reference_id: str = ""
    event_time: float | None = None


_LONGEST_NAME = 512
_LARGEST_ODD = 1 << 20
_LATEST = 1e12
NO_NAMES = EventNames()
_MAIL_DECODER = msgspec.json.Decoder(_NamedMail)
_EVENT_DECODER = msgspec.json.Decoder(_NamedEvent)


def peek_event(body: bytes) -> tuple[str, str]:
    """Return the event type and event id that a body names; empty where it names none."""
    try:
        event = _EVENT_DECODER.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        names = _peek_slowly(body)
        return names.event_type, names.event_id
    return event.event_type, event.event_id


def peek_names(body: bytes) -> EventNames:
    """Return what a body says of its event and its mail; texts are cut at 512 characters."""
    if not body:
        return NO_NAMES
    try:
        mail = _MAIL_DECODER.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return _peek_slowly(body)
    return EventNames(
        mail.event_type[:_LONGEST_NAME],
        mail.event_id[:_LONGEST_NAME],
        mail.message_reference_id[:_LONGEST_NAME],
        mail.event_time,
    )


def _peek_slowly(body: bytes) -> EventNames:
    """Read names out of JSON that is not as it should be: another field of a wrong type, or half a surrogate pair."""
    if len(body) > _LARGEST_ODD or body.lstrip()[:1] != b"{":
        return NO_NAMES
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return NO_NAMES
    texts = [found.get(name) for name in ("event_type", "event_id", "message_reference_id")]
    kind, identity, reference = (visible(text[:_LONGEST_NAME]) if isinstance(text, str) else "" for text in texts)
    at = found.get("event_time")
    is_time = isinstance(at, int | float) and not isinstance(at, bool) and abs(at) < _LATEST
    return EventNames(kind, identity, reference, float(at) if is_time else None)

"""What the body of a request says of its event and its mail, read without trusting it.

The whole event is read for a timeline alone, in ``mail.arrival``.
"""

import json
from typing import Any, NamedTuple

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


class _OddMail(msgspec.Struct, gc=False):
    """The same with each value as it is written: it may be of any type."""

    event_type: msgspec.Raw = msgspec.Raw(b"null")
    event_id: msgspec.Raw = msgspec.Raw(b"null")
    message_reference_id: msgspec.Raw = msgspec.Raw(b"null")
    event_time: msgspec.Raw = msgspec.Raw(b"null")


_LONGEST_NAME = 512
_LONGEST_VALUE = 1 << 14
"""A longer value, as it is written, is not read where another is not as it should be."""

_LARGEST_ODD = 1 << 14
"""In a larger body, in bytes, nothing is read that no parser but Python's takes: its tree takes long to make."""

_LARGEST_GLANCED_AT = 1 << 20
_LATEST = 1e12
NO_NAMES = EventNames()
_ODD_DECODER = msgspec.json.Decoder(_OddMail)
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


def glance_at_names(body: bytes) -> EventNames:
    """Return the same in a few milliseconds at most, whatever the body is: one above 1 MiB names nothing."""
    return peek_names(body) if len(body) <= _LARGEST_GLANCED_AT else NO_NAMES


def _peek_slowly(body: bytes) -> EventNames:
    """Read names out of JSON that is not as it should be: another field of a wrong type, or half a surrogate pair."""
    if body.lstrip()[:1] != b"{":
        return NO_NAMES
    try:
        odd = _ODD_DECODER.decode(body)
        found = [_value(one) for one in (odd.event_type, odd.event_id, odd.message_reference_id, odd.event_time)]
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        found = _parse(body)
    kind, identity, reference = (visible(one[:_LONGEST_NAME]) if isinstance(one, str) else "" for one in found[:3])
    at = found[3]
    is_time = isinstance(at, int | float) and not isinstance(at, bool) and abs(at) < _LATEST
    return EventNames(kind, identity, reference, float(at) if is_time else None)


def _value(written: msgspec.Raw) -> Any:
    text = bytes(written)
    if len(text) > _LONGEST_VALUE or text[:1] in (b"{", b"["):
        return None
    try:
        return json.loads(text)
    except ValueError:
        return None


def _parse(body: bytes) -> list[Any]:
    """Return the values that Python's parser finds, which takes ``NaN`` and half a surrogate pair."""
    if len(body) > _LARGEST_ODD:
        return [None] * len(_OddMail.__struct_fields__)
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = {}
    return [found.get(name) for name in _OddMail.__struct_fields__]

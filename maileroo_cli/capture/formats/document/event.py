"""Whether a body is an event of Maileroo: what tells a webhook without its signature from the rest of a log."""

import json

from maileroo_cli.capture.formats.document.body import FoundBody

_NAME = b"event_type"
_OTHERS = ("event_id", "event_data", "event_time", "message_id", "domain_id")
_LARGEST = 1 << 20


def holds_event(body: FoundBody) -> bool:
    """Tell whether a body is an object that has an event's type and another of its fields."""
    content = body.content
    if _NAME not in content or len(content) > _LARGEST or content.lstrip()[:1] != b"{":
        return False
    try:
        value = json.loads(content.decode("utf-8", "replace"), strict=False)
    except (ValueError, RecursionError):
        return _is_beginning(content)
    return isinstance(value, dict) and isinstance(value.get("event_type"), str) and any(one in value for one in _OTHERS)


def _is_beginning(content: bytes) -> bool:
    """Tell the same of a body that is cut off, or damaged in some other way."""
    return any(b'"' + one.encode() + b'"' in content for one in _OTHERS) and b'"' + _NAME + b'"' in content

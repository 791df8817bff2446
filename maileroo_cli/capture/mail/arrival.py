"""Reading out of a captured body what a timeline needs. Whatever is not there, or not of its kind, is left empty."""

import json
from typing import Any

from maileroo_cli.capture.mail.timeline import MailEvent
from maileroo_cli.webhook.generation.address import bare_address

_END = 253_402_300_800
"""The first second of the year 10000: a number beyond is no Unix time in seconds."""


def read_arrival(capture_id: str, at: float, body: bytes, verdict: str) -> MailEvent:
    """Return what arrived at ``at`` (Unix seconds) as part of a timeline; ``verdict`` is handed on."""
    event = _as_object(_parse(body))
    happened = event.get("event_time")
    known = isinstance(happened, int) and not isinstance(happened, bool) and 0 <= happened < _END
    return MailEvent(
        capture_id,
        at,
        _as_text(event.get("event_type")),
        _as_text(event.get("event_id")),
        happened if known else None,
        verdict,
        _recipients(_as_object(event.get("event_data")).get("to")),
    )


def _parse(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _as_object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _recipients(to: Any) -> tuple[str, ...]:
    """Return the addresses alone: the same recipient may come with a name and without."""
    names = to if isinstance(to, list) else [to]
    return tuple(dict.fromkeys(bare_address(name).strip().lower() for name in names if isinstance(name, str)))

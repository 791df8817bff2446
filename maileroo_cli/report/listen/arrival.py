"""One request that came to ``mhook listen`` as a JSON object; how people see it is in ``line``."""

from typing import TYPE_CHECKING

from maileroo_cli.report.captures.entry import entry_fields
from maileroo_cli.report.keys.value import milliseconds_value
from maileroo_cli.report.terminal.console import dump_object
from maileroo_cli.transport.server.arrival import UNANSWERED

if TYPE_CHECKING:
    from maileroo_cli.transport.server.arrival import Arrival

SCHEMA = "mhook.arrival/2"


def arrival_object(arrival: "Arrival") -> str:
    """Return one request as a JSON object on a line."""
    fields = {
        **entry_fields(arrival.entry),
        "duration_ms": milliseconds_value(arrival.milliseconds),
        "detail": arrival.detail or None,
        "action": None if arrival.answer == UNANSWERED else arrival.answer,
        "kept": arrival.kept,
    }
    return dump_object(SCHEMA, fields)

"""One request that came to ``mhook listen`` as a JSON object; how people see it is in ``line``."""

from typing import TYPE_CHECKING

from maileroo_cli.report.terminal.console import dump_object

if TYPE_CHECKING:
    from maileroo_cli.transport.server.arrival import Arrival

SCHEMA = "mhook.arrival/1"


def arrival_object(arrival: "Arrival") -> str:
    """Return one request as a JSON object on a line."""
    entry = arrival.entry
    fields = {
        "id": entry.id,
        "time": round(entry.at, 6),
        "peer": entry.peer,
        "method": entry.method,
        "target": entry.target,
        "event_type": entry.event_type,
        "event_id": entry.event_id,
        "reference_id": entry.reference_id,
        "verdict": entry.verdict,
        "causes": entry.cause.split("+") if entry.cause else [],
        "secret": entry.secret or None,
        "anomaly": entry.anomaly or None,
        "detail": arrival.detail or None,
        "bytes": entry.size,
        "answer": arrival.answer,
        "status": entry.status,
        "milliseconds": round(arrival.milliseconds, 3),
        "kept": arrival.kept,
    }
    return dump_object(SCHEMA, fields)

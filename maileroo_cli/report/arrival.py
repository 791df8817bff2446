"""How one request that came to ``mhook listen`` looks: as a line for people and as a JSON object."""

import time
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

from maileroo_cli.report.console import Ink, dump_object
from maileroo_cli.report.safe_text import safe
from maileroo_cli.webhook.size import format_size

if TYPE_CHECKING:
    from maileroo_cli.transport.intake import Arrival

SCHEMA = "mhook.arrival/1"
_PLACE = 22
_PLACE_LIMIT = 60
_TYPE_LIMIT = 24
_ID = 12
_INKS = {"valid": Ink.GOOD, "invalid": Ink.BAD, "damaged": Ink.BAD, "unverifiable": Ink.RISK}

Paint = Callable[..., str]


def arrival_line(arrival: "Arrival", paint: Paint) -> str:
    """Return one request as a line: time, method and path, event, verdict, size, answer, duration, and the cause."""
    entry = arrival.entry
    place = f"{safe(entry.method, _TYPE_LIMIT) or '-'} {safe(entry.target, _PLACE_LIMIT)}"
    event_type = safe(entry.event_type, _TYPE_LIMIT) or "-"
    event_id = safe(entry.event_id, _ID + 1) or "-"
    clock = paint(_clock(entry.at), Ink.FAINT)
    verdict = f"{entry.verdict:<12}"
    if ink := _INKS.get(entry.verdict):
        verdict = paint(verdict, ink)
    line = (
        f"{clock}  {place:<{_PLACE}}  {event_type:<10}  {event_id:<13}  {verdict}  {format_size(entry.size):>7}  "
        f"{arrival.answer:<5}  {arrival.milliseconds:7.1f} ms"
    )
    why = entry.cause.replace("+", " + ") or entry.anomaly
    if arrival.detail:
        why = f"{why} ({safe(arrival.detail, 200)})" if why else safe(arrival.detail, 200)
    return f"{line}  {paint(why, Ink.BAD if entry.verdict in ('invalid', 'damaged') else Ink.RISK)}" if why else line


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


def _clock(at: float) -> str:
    whole = int(at)
    return f"{_second(whole)}.{int((at - whole) * 1000):03}"


@lru_cache(maxsize=64)
def _second(at: int) -> str:
    return time.strftime("%H:%M:%S", time.localtime(at))

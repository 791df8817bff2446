"""How one request that came to ``mhook listen`` looks: as a line for people and as a JSON object."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from maileroo_cli.report.captures.entry import entry_fields
from maileroo_cli.report.keys.value import milliseconds_value
from maileroo_cli.report.terminal.console import Ink, dump_object
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.transport.server.arrival import UNANSWERED
from maileroo_cli.webhook.text.instant import split_milliseconds
from maileroo_cli.webhook.text.size import format_size

if TYPE_CHECKING:
    from maileroo_cli.transport.server.arrival import Arrival

SCHEMA = "mhook.arrival/2"
_PLACE_LIMIT = 60
_TYPE_LIMIT = 24
_KEPT = _PLACE_LIMIT + 1
"""More of a text than this changes nothing on its line."""

_INKS = {"valid": Ink.GOOD, "invalid": Ink.BAD, "damaged": Ink.BAD, "probe": Ink.FAINT}

Paint = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Columns:
    """How wide the columns of a line are, and whether times have milliseconds."""

    place: int
    event_id: int
    verdict: int
    milliseconds: bool


WIDE, NARROW = Columns(16, 12, 9, milliseconds=True), Columns(13, 8, 7, milliseconds=False)
_WIDE_FROM = 95


def columns_for(width: int) -> Columns:
    """Return the columns that fit a terminal of ``width``; a longer line is for the terminal to wrap."""
    return WIDE if width >= _WIDE_FROM else NARROW


def arrival_line(arrival: "Arrival", paint: Paint, columns: Columns = WIDE) -> str:
    """Return one request as a line: time, method and path, event, verdict, size, answer, duration, and the cause."""
    entry = arrival.entry
    what = _what(entry.method[:_KEPT], entry.target[:_KEPT], entry.event_type[:_KEPT], columns)
    event_id = safe(entry.event_id, columns.event_id + 1) or "-"
    clock = paint(_clock(entry.at, columns), Ink.FAINT)
    verdict = f"{entry.verdict:<{columns.verdict}}"
    if ink := _INKS.get(entry.verdict):
        verdict = paint(verdict, ink)
    line = (
        f"{clock}  {what}  {event_id:<{columns.event_id + 1}}  {verdict}  "
        f"{_size(entry.size)}  {arrival.answer:<4} {arrival.milliseconds:6.1f} ms"
    )
    why = entry.cause.replace("+", " + ") or entry.anomaly
    if arrival.detail:
        why = f"{why} ({safe(arrival.detail, 200)})" if why else safe(arrival.detail, 200)
    return f"{line}  {paint(why, _INKS.get(entry.verdict, Ink.RISK))}" if why else line


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


@lru_cache(maxsize=512)
def _what(method: str, target: str, event_type: str, columns: Columns) -> str:
    """Return what is the same for many requests: the place that they came for, and the type of their event."""
    place = f"{safe(method, _TYPE_LIMIT) or '-'} {safe(target, _PLACE_LIMIT)}"
    return f"{place:<{columns.place}}  {safe(event_type, _TYPE_LIMIT) or '-':<10}"


@lru_cache(maxsize=512)
def _size(size: int) -> str:
    return f"{format_size(size):>6}"


def _clock(at: float, columns: Columns) -> str:
    whole, milliseconds = split_milliseconds(at)
    return f"{_second(whole)}.{milliseconds:03}" if columns.milliseconds else _second(whole)


@lru_cache(maxsize=64)
def _second(at: int) -> str:
    return time.strftime("%H:%M:%S", time.localtime(at))

"""Parcels and attempts as rows of a run's file, and back. Nothing is stored from here.

Of an answer its status, the target of a redirect and the words of a failure are kept, not its headers and body.
"""

import json
from collections.abc import Sequence
from typing import Any, TypeAlias

from maileroo_cli.delivery.attempt.judgement import Attempt
from maileroo_cli.delivery.attempt.outcome import Outcome, Phase, TlsProblem
from maileroo_cli.delivery.fault.kind import Fault, FaultKind, Reach
from maileroo_cli.delivery.replay.records import AttemptRecord, AttemptResult, Delivery, DeliveryEnd
from maileroo_cli.transport.run.schema import UNKNOWN
from maileroo_cli.webhook.signing.request import Request

Row: TypeAlias = tuple[Any, ...]

LONGEST_TEXT = 500
"""So much is kept of a peer's own words: of a failure's detail, and of the target of a redirect."""

INSERT_PARCEL = "INSERT INTO parcel VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
SELECT_PARCELS = "SELECT seq, event_type, event_id, delay, method, url, headers, body FROM parcel ORDER BY seq"
BEGIN_ATTEMPT = (
    "INSERT INTO attempt (seq, session, parcel, number, due, began, wall, steady) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
END_ATTEMPT = (
    "UPDATE attempt SET ended = ?, fault = ?, fault_status = ?, fault_seconds = ?, outcome = ?, seconds = ?, "
    "status = ?, phase = ?, problem = ?, location = ?, place = ?, detail = ?, reused = ?, reach = ?, answers = ?, "
    "waited = ?, effects_before = ?, effects_after = ?, accepted = ?, final = ? WHERE seq = ?"
)
SELECT_ATTEMPTS = (
    "SELECT parcel, number, due, began, ended, fault, fault_status, fault_seconds, outcome, seconds, "
    "status, phase, problem, location, place, detail, reused, reach, answers, "
    "waited, effects_before, effects_after, accepted, final FROM attempt ORDER BY seq"
)
_dump = json.JSONEncoder(separators=(",", ":")).encode


def parcel_row(parcel: Delivery) -> Row:
    """Return the values of ``INSERT_PARCEL``."""
    method, url, headers, body = (request := parcel.request).method, request.url, request.headers, request.body
    event_type, event_id = _exact(parcel.event_type), _exact(parcel.event_id)
    return (parcel.index, event_type, event_id, parcel.offset, _exact(method), _exact(url), _dump(headers), body)


def row_parcel(row: Row) -> Delivery:
    """Return the parcel of a row of ``SELECT_PARCELS``; one that cannot be raises ``ValueError`` or ``TypeError``."""
    index, event_type, event_id, delay, method, url, headers, body = row
    pairs = tuple((str(name), str(value)) for name, value in json.loads(headers))
    request = Request(exact_text(method), exact_text(url), pairs, bytes(body))
    return Delivery(index, exact_text(event_type), exact_text(event_id), request, delay)


def end_values(made: AttemptRecord, trial: AttemptResult) -> tuple[object, ...]:
    """Return the values of ``END_ATTEMPT``, but for the last one.

    Values of enums become plain text: SQLite's module takes several times as long over a subclass of ``str``.
    """
    attempt, fault, answers = trial.attempt, made.fault, trial.answers
    return (
        made.ended,
        None if fault is None else str(fault.kind),
        None if fault is None else fault.status,
        None if fault is None else fault.seconds,
        str(attempt.outcome),
        attempt.seconds,
        attempt.status,
        str(attempt.phase),
        None if attempt.problem is None else str(attempt.problem),
        None if attempt.location is None else _shown(attempt.location),
        _shown(attempt.place),
        _shown(attempt.detail),
        attempt.reused,
        str(trial.reach),
        str(answers[0]) if len(answers) == 1 else ",".join(map(str, answers)),
        trial.waited,
        trial.before,
        trial.after,
        made.accepted,
        None if made.end is None else str(made.end),
    )


def row_made(row: Row, parcels: Sequence[Delivery], elapsed: Sequence[float]) -> AttemptRecord:
    """Return the attempt of a row of ``SELECT_ATTEMPTS``; ``elapsed`` is the schedule's.

    One without an outcome is unknown. What cannot be raises ``ValueError``, ``TypeError`` or ``LookupError``.
    """
    index, number, due, began, ended, fault, fault_status, fault_seconds, outcome = row[:9]
    parcel, planned = parcels[_place(index)], elapsed[_place(number - 1)]
    if outcome is None or outcome == UNKNOWN:
        return AttemptRecord(parcel, number, planned, due, began, began, None, None)
    known = None if fault is None else Fault(FaultKind(fault), fault_status, fault_seconds)
    final = row[23]
    end = None if final is None else DeliveryEnd(final)
    return AttemptRecord(parcel, number, planned, due, began, ended, known, _trial(row[8:22]), bool(row[22]), end)


def _trial(row: Row) -> AttemptResult:
    outcome, seconds, status, phase, problem, location, place, detail, reused, reach, answers, waited, before, after = (
        row
    )
    attempt = Attempt(
        Outcome(outcome),
        float(seconds),
        status,
        location=location,
        phase=Phase(phase),
        problem=None if problem is None else TlsProblem(problem),
        detail=detail,
        place=place,
        reused=bool(reused),
    )
    return AttemptResult(
        attempt, Reach(reach), tuple(map(int, answers.split(","))) if answers else (), waited, before, after
    )


def _place(index: int) -> int:
    """Return an index as it is; a negative one would mean another place."""
    if index < 0:
        raise IndexError("a row names what is not there")
    return index


def _exact(text: str) -> str | bytes:
    """Return text as SQLite can hold it and :func:`exact_text` gives it back: lone surrogates are no UTF-8."""
    if text.isascii():
        return str(text)
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
    return text


def exact_text(value: str | bytes) -> str:
    """Return text that a row of a parcel holds."""
    return value if isinstance(value, str) else bytes(value).decode("utf-8", "surrogatepass")


def _shown(text: str) -> str:
    """Return the beginning of a peer's words, with lone surrogates written out."""
    text = text[:LONGEST_TEXT]
    return str(text) if text.isascii() else text.encode("utf-8", "backslashreplace").decode()

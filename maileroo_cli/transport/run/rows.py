"""Deliveries and attempts as rows of a run's file, and back. Nothing is stored from here.

Of an answer its status, the target of a redirect and the words of a failure are kept, not its headers and body.
"""

import json
from collections.abc import Sequence
from typing import Any, TypeAlias

from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome, Phase, TlsProblem
from maileroo_cli.delivery.fault.kind import Fault, FaultKind, Reach
from maileroo_cli.delivery.replay.records import AttemptRecord, AttemptResult, Delivery, DeliveryEnd
from maileroo_cli.transport.run.schema import UNKNOWN
from maileroo_cli.webhook.signing.request import Request

Row: TypeAlias = tuple[Any, ...]

LONGEST_TEXT = 500
"""So much is kept of a peer's own words: of a failure's detail, and of the target of a redirect."""

INSERT_DELIVERY = "INSERT INTO parcel VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
SELECT_DELIVERIES = "SELECT seq, event_type, event_id, delay, method, url, headers, body FROM parcel ORDER BY seq"
# A commit that is interrupted may be made, and is then made again: each statement does the same when it is repeated.
BEGIN_ATTEMPT = (
    "INSERT INTO attempt (seq, session, parcel, number, due, began, wall, steady) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (seq) DO NOTHING"
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
INSERT_LOOK = "INSERT INTO look (seq, parcel, effects) VALUES (?, ?, ?) ON CONFLICT (seq) DO NOTHING"
SELECT_LOOKS = "SELECT parcel, effects FROM look ORDER BY seq"
_dump = json.JSONEncoder(separators=(",", ":")).encode


def delivery_row(delivery: Delivery) -> Row:
    """Return the values of ``INSERT_DELIVERY``."""
    method, url, headers, body = (request := delivery.request).method, request.url, request.headers, request.body
    event_type, event_id = _exact(delivery.event_type), _exact(delivery.event_id)
    return (delivery.index, event_type, event_id, delivery.offset, _exact(method), _exact(url), _dump(headers), body)


def row_delivery(row: Row) -> Delivery:
    """Return the delivery of a row; one that cannot be raises ``ValueError`` or ``TypeError``."""
    index, event_type, event_id, delay, method, url, headers, body = row
    pairs = tuple((str(name), str(value)) for name, value in json.loads(headers))
    request = Request(exact_text(method), exact_text(url), pairs, bytes(body))
    return Delivery(index, exact_text(event_type), exact_text(event_id), request, delay)


def end_values(record: AttemptRecord, result: AttemptResult) -> tuple[object, ...]:
    """Return the values of ``END_ATTEMPT``, but for the last one.

    Values of enums become plain text: SQLite's module takes several times as long over a subclass of ``str``.
    """
    attempt, fault, answers = result.attempt, record.fault, result.answers
    return (
        record.ended,
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
        str(result.reach),
        str(answers[0]) if len(answers) == 1 else ",".join(map(str, answers)),
        result.waited,
        result.before,
        result.after,
        record.accepted,
        None if record.end is None else str(record.end),
    )


def row_record(row: Row, deliveries: Sequence[Delivery], elapsed: Sequence[float]) -> AttemptRecord:
    """Return the attempt of a row of ``SELECT_ATTEMPTS``; ``elapsed`` is the schedule's.

    One without an outcome is unknown. What cannot be raises ``ValueError``, ``TypeError`` or ``LookupError``.
    """
    index, number, due, began, ended, fault, fault_status, fault_seconds, outcome = row[:9]
    delivery, planned = deliveries[_place(index)], elapsed[_place(number - 1)]
    if outcome is None or outcome == UNKNOWN:
        return AttemptRecord(delivery, number, planned, due, began, began, None, None)
    known = None if fault is None else Fault(FaultKind(fault), fault_status, fault_seconds)
    final = row[23]
    end = None if final is None else DeliveryEnd(final)
    return AttemptRecord(delivery, number, planned, due, began, ended, known, _result(row[8:22]), bool(row[22]), end)


def _result(row: Row) -> AttemptResult:
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
    """Return text that a row of a delivery holds."""
    return value if isinstance(value, str) else bytes(value).decode("utf-8", "surrogatepass")


def _shown(text: str) -> str:
    """Return the beginning of a peer's words, with lone surrogates written out."""
    text = text[:LONGEST_TEXT]
    return str(text) if text.isascii() else text.encode("utf-8", "backslashreplace").decode()

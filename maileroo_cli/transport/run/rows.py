"""Deliveries and attempts as rows of a run's file, and back. Nothing is stored from here.

Of an answer its status and the target of a redirect are kept, and where it was a failure the line that says most, but
not its headers and body.
"""

import json
import re
from collections.abc import Sequence

from maileroo_cli.capture.database.row import (
    BYTES,
    NOTHING,
    REAL,
    TEXT,
    WHOLE,
    Row,
    RowError,
    RowShape,
    check_moment,
    check_span,
    wrong_value,
)
from maileroo_cli.delivery.attempt.hint.answer_text import answer_text
from maileroo_cli.delivery.attempt.outcome import Attempt, AttemptProblem, Outcome, Phase
from maileroo_cli.delivery.fault.kind import Fault, FaultKind, Reach
from maileroo_cli.delivery.replay.records import AttemptRecord, AttemptResult, Delivery, DeliveryEnd
from maileroo_cli.transport.run.schema import UNKNOWN
from maileroo_cli.transport.run.values import check_effects, check_status, shorten, storable_text, stored_text
from maileroo_cli.webhook.signing.request import Headers, Request

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
    "SELECT seq, parcel, number, due, began, ended, fault, fault_status, fault_seconds, outcome, seconds, "
    "status, phase, problem, location, place, detail, reused, reach, answers, "
    "waited, effects_before, effects_after, accepted, final FROM attempt ORDER BY seq"
)
INSERT_LOOK = "INSERT INTO look (seq, parcel, effects) VALUES (?, ?, ?) ON CONFLICT (seq) DO NOTHING"
SELECT_LOOKS = "SELECT parcel, effects FROM look ORDER BY seq"
_ANSWERS = re.compile(r"(?:\d{3}(?:,\d{3})*)?", re.ASCII)
_TEXT_OR_BYTES = (TEXT, BYTES)
_DELIVERY_SHAPE = RowShape(
    seq=(WHOLE,),
    event_type=_TEXT_OR_BYTES,
    event_id=_TEXT_OR_BYTES,
    delay=(REAL,),
    method=_TEXT_OR_BYTES,
    url=_TEXT_OR_BYTES,
    headers=(TEXT,),
    body=(BYTES,),
)
_BEGUN = {**dict.fromkeys(("seq", "parcel", "number"), (WHOLE,)), **dict.fromkeys(("due", "began"), (REAL,))}
_UNKNOWN_SHAPE = RowShape(**_BEGUN)
_ATTEMPT_SHAPE = RowShape(
    **_BEGUN,
    ended=(REAL,),
    fault=(TEXT, NOTHING),
    fault_status=(WHOLE, NOTHING),
    fault_seconds=(REAL, NOTHING),
    outcome=(TEXT,),
    seconds=(REAL,),
    status=(WHOLE, NOTHING),
    phase=(TEXT,),
    problem=(TEXT, NOTHING),
    location=(TEXT, NOTHING),
    place=(TEXT,),
    detail=(TEXT,),
    reused=(WHOLE,),
    reach=(TEXT,),
    answers=(TEXT,),
    waited=(REAL,),
    effects_before=(REAL, NOTHING),
    effects_after=(REAL, NOTHING),
    accepted=(WHOLE,),
    final=(TEXT, NOTHING),
)
_dump = json.JSONEncoder(separators=(",", ":")).encode


def delivery_row(delivery: Delivery) -> Row:
    """Return the values of ``INSERT_DELIVERY``."""
    request = delivery.request
    event_type, event_id = storable_text(delivery.event_type), storable_text(delivery.event_id)
    method, url = storable_text(request.method), storable_text(request.url)
    return (delivery.index, event_type, event_id, delivery.offset, method, url, _dump(request.headers), request.body)


def row_delivery(row: Row) -> Delivery:
    """Return the delivery of a row; one that cannot be raises ``RowError``."""
    index, event_type, event_id, delay, method, url, headers, body = row
    try:
        _DELIVERY_SHAPE.check(row)
        check_span("delay", delay)
        request = Request(stored_text(method), stored_text(url), _headers(headers), body)
        return Delivery(index, stored_text(event_type), stored_text(event_id), request, delay)
    except (ValueError, RecursionError) as error:
        raise RowError(f"delivery {index}: {error}") from None


def _headers(text: str) -> Headers:
    pairs = json.loads(text)
    for pair in pairs if isinstance(pairs, list) else (None,):
        if not isinstance(pair, list) or len(pair) != 2 or not all(isinstance(part, str) for part in pair):
            raise wrong_value("headers", text, "a list of pairs")
    return tuple((name, value) for name, value in pairs)


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
        None if attempt.location is None else shorten(attempt.location),
        shorten(attempt.place),
        shorten(attempt.detail if record.accepted else attempt.detail or attempt.raised_in_line or _said(attempt)),
        attempt.reused,
        str(result.reach),
        str(answers[0]) if len(answers) == 1 else ",".join(map(str, answers)),
        result.waited,
        result.before,
        result.after,
        record.accepted,
        None if record.end is None else str(record.end),
    )


def _said(attempt: Attempt) -> str:
    return answer_text(attempt.headers, attempt.body)


def row_record(row: Row, deliveries: Sequence[Delivery], elapsed: Sequence[float]) -> AttemptRecord:
    """Return the attempt of a row of ``SELECT_ATTEMPTS``; ``elapsed`` is the schedule's.

    One without an outcome is unknown. What cannot be raises ``RowError``.
    """
    try:
        return _record(row, deliveries, elapsed)
    except ValueError as error:
        raise RowError(f"attempt {row[0]}: {error}") from None


def _record(row: Row, deliveries: Sequence[Delivery], elapsed: Sequence[float]) -> AttemptRecord:
    _, index, number, due, began, ended, fault, fault_status, fault_seconds, outcome = row[:10]
    is_known = outcome is not None and outcome != UNKNOWN
    if is_known:
        _ATTEMPT_SHAPE.check(row)
    else:
        _UNKNOWN_SHAPE.check(row[:5])
    if not 0 <= index < len(deliveries):
        raise wrong_value("delivery", index)
    if not 1 <= number <= len(elapsed):
        raise wrong_value("number", number)
    for column, moment in (("due", due), ("began", began), ("ended", ended if is_known else began)):
        check_moment(column, moment)
    delivery, planned = deliveries[index], elapsed[number - 1]
    if not is_known:
        return AttemptRecord(delivery, number, planned, due, began, began, None, None)
    known = None if fault is None else _fault(fault, fault_status, fault_seconds)
    final = row[24]
    end = None if final is None else DeliveryEnd(final)
    return AttemptRecord(delivery, number, planned, due, began, ended, known, _result(row[9:23]), bool(row[23]), end)


def _fault(kind: str, status: int | None, seconds: float | None) -> Fault:
    if status is not None:
        check_status("fault_status", status)
    if seconds is not None:
        check_span("fault_seconds", seconds)
    return Fault(FaultKind(kind), status, seconds)


def _result(row: Row) -> AttemptResult:
    outcome, seconds, status, phase, problem, location, place, detail, reused, reach, answers, waited, before, after = (
        row
    )
    check_span("seconds", seconds)
    check_span("waited", waited)
    if not _ANSWERS.fullmatch(answers):
        raise wrong_value("answers", answers, "a list of statuses")
    statuses = tuple(map(int, answers.split(","))) if answers else ()
    for one in statuses if status is None else (*statuses, status):
        check_status("status", one)
    for column, effects in (("effects_before", before), ("effects_after", after)):
        check_effects(column, effects)
    attempt = Attempt(
        Outcome(outcome),
        seconds,
        status,
        location=location,
        phase=Phase(phase),
        problem=None if problem is None else AttemptProblem(problem),
        detail=detail,
        place=place,
        reused=bool(reused),
    )
    return AttemptResult(attempt, Reach(reach), statuses, waited, before, after)

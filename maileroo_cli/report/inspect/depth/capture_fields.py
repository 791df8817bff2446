"""One capture in depth as an object, windows of its bodies, and its JSON with a line for each value."""

from base64 import b64encode
from typing import Any

from maileroo_cli.capture.entry import Capture
from maileroo_cli.operation.inspect.depth.aftermath import Aftermath
from maileroo_cli.operation.inspect.depth.examination import Examination
from maileroo_cli.report.body.json_text import indent_json, read_strict_json
from maileroo_cli.report.body.lines import is_text
from maileroo_cli.report.captures.object import capture_answer, capture_fields
from maileroo_cli.report.inspect.depth.covering import Cover
from maileroo_cli.report.keys.value import headers_value, number_value, time_value

CAPTURE = "mhook.inspector-capture/1"
BODY = "mhook.inspector-body/1"
PRETTY = "mhook.inspector-pretty/1"
LARGEST_READ = 1 << 20
"""A larger body is not parsed: a page would not show its millions of lines."""

_NO_TARGET = "mhook inspect was started without --target"


def examination_object(found: Examination, cover: Cover, *, has_target: bool) -> dict[str, Any]:
    """Return all that is known of one capture but its bodies' bytes."""
    capture, assessment = found.shown
    entry, content = capture
    fields = capture_fields(capture, assessment, signatures=cover.signatures)
    for name in ("headers", "trailers"):
        fields[name] = cover.pairs(fields[name])
    for name in ("target", "request_line"):
        fields[name] = fields[name] and cover.wire(fields[name])
    unfit = found.unfit or ("" if has_target else _NO_TARGET)
    return {
        "schema": CAPTURE,
        **fields,
        "response": _response(capture, cover),
        "row": found.row,
        "position": found.position,
        "explanations": explanations_value(assessment.causes),
        "body": {"bytes": len(content.body), "kind": body_kind(content.body)},
        "next": None if found.aftermath is None else _next(found.aftermath),
        "mail": {"reference_id": entry.reference_id, "captures": found.mail_captures} if entry.reference_id else None,
        "can_resend": not unfit,
        "cannot_resend_reason": unfit or None,
    }


def window_object(body: bytes, first: int, limit: int) -> dict[str, Any]:
    """Return a window of a body in base64, and how long the whole is."""
    window = body[first : first + limit]
    return {"schema": BODY, "bytes": len(body), "first": first, "body_base64": b64encode(window).decode()}


def pretty_object(body: bytes) -> dict[str, Any]:
    """Return a body's JSON with a line for each value, each literal as it was written; or why there is none."""
    text, reason = None, None
    if not body:
        reason = "the body is empty"
    elif len(body) > LARGEST_READ:
        reason = "the body is larger than 1 MiB"
    elif (text := read_strict_json(body)) is None:
        reason = "the body is no JSON"
    lines = [] if text is None else indent_json(text, lambda token, _: token, lambda token: token)
    return {"schema": PRETTY, "pretty": "\n".join(lines) if text is not None else None, "reason": reason}


def body_kind(body: bytes) -> str:
    """Return what a body is: ``json``, ``text``, ``binary`` or ``empty``; a large one is told by how it begins."""
    if not body:
        return "empty"
    if len(body) <= LARGEST_READ:
        is_json = read_strict_json(body) is not None
    else:
        is_json = body[:64].lstrip()[:1] in (b"{", b"[") and body[-64:].rstrip()[-1:] in (b"}", b"]")
    if is_json:
        return "json"
    return "text" if is_text(body) else "binary"


def explanations_value(causes: tuple[Any, ...]) -> list[dict[str, str]]:
    """Return each cause with what happened and what to do, the first one to repair first."""
    return [{"code": one.code, "sentence": one.sentence, "fix": one.fix} for one in causes]


def _response(capture: Capture, cover: Cover) -> dict[str, Any] | None:
    answer = capture_answer(capture)
    if answer is None:
        return None
    status, headers, body = answer
    return {"status": status, "headers": cover.pairs(headers_value(headers)), "bytes": len(body)}


def _next(aftermath: Aftermath) -> dict[str, Any]:
    return {
        "sentence": aftermath.sentence,
        "number": aftermath.number,
        "attempts": [
            {"number": one.number, "time": time_value(one.at), "wait_s": number_value(one.wait or 0)}
            for one in aftermath.attempts
        ],
        "lost_time": time_value(aftermath.lost_at),
        "grade": aftermath.grade,
    }

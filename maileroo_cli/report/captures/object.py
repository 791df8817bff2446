"""Showing one capture in full as a JSON object, or as its very bytes."""

from typing import Any

from maileroo_cli.capture.check.assessment import Assessment, explain_anomaly
from maileroo_cli.capture.entry import Capture
from maileroo_cli.capture.head import head_headers
from maileroo_cli.capture.masking import head_without_signature, mask_head, masked_headers
from maileroo_cli.report.captures.entry import entry_fields
from maileroo_cli.report.keys.value import body_value, headers_value, response_value
from maileroo_cli.report.terminal.console import Console
from maileroo_cli.report.terminal.safe_text import safe_lines
from maileroo_cli.webhook.signing.request import Headers

SCHEMA = "mhook.capture-shown/2"


def capture_object(capture: Capture, assessment: Assessment, console: Console, *, signatures: bool) -> None:
    """Print a capture as an object: all that is known of it, the headers as pairs, the body as text or base64."""
    fields = capture_fields(capture, assessment, signatures=signatures)
    trailers = fields.pop("trailers")
    response = None if (answer := capture_answer(capture)) is None else response_value(*answer)
    console.object(SCHEMA, {**fields, **body_value(capture.content.body), "trailers": trailers, "response": response})


def capture_fields(capture: Capture, assessment: Assessment, *, signatures: bool) -> dict[str, Any]:
    """Return all that is known of a capture but its body and its answer, as the fields of an object."""
    entry, content = capture
    causes = assessment.causes
    read = head_headers if signatures else masked_headers
    head = content.head if signatures else mask_head(content.head)
    return {
        **entry_fields(entry),
        "verdict": assessment.verdict,
        "cause": causes[0].code if causes else None,
        "causes": [cause.code for cause in causes],
        "reason": " ".join(cause.sentence for cause in causes) or None,
        "detail": assessment.detail or None,
        "fix": causes[0].fix if causes else None,
        "secret": assessment.secret or None,
        "anomaly_reason": explain_anomaly(entry) or None,
        "request_line": head.partition(b"\r\n")[0].decode("latin-1") or None,
        "headers": headers_value(read(content.head)),
        "trailers": headers_value(read(b"\r\n" + content.trailers)),
    }


def capture_answer(capture: Capture) -> tuple[int | None, Headers, bytes] | None:
    """Return what an application answered: its status, headers and body; ``None`` where that is not kept."""
    content = capture.content
    if not content.answer_head and not content.answer_body:
        return None
    return capture.entry.status, head_headers(content.answer_head), content.answer_body


def write_body(capture: Capture, console: Console) -> None:
    """Write the body's exact bytes; a terminal gets them as harmless text."""
    _write(capture.content.body, console)


def write_request(capture: Capture, console: Console, *, signatures: bool) -> None:
    """Write head and body as they came, but for the signature unless it is wanted; a body is without its chunks."""
    content = capture.content
    head, rest = content.head, content.trailers if capture.entry.anomaly else b""
    if not signatures:
        head, rest = head_without_signature(head), head_without_signature(rest)
        if len(head) < len(content.head) or len(rest) < len(content.trailers if capture.entry.anomaly else b""):
            console.note("the signature is left out; --with-signatures keeps it")
    _write(head + content.body + rest, console)


def _write(data: bytes, console: Console) -> None:
    if console.is_terminal:
        console.lines(safe_lines(data.removesuffix(b"\n")))
    else:
        console.data(data)

"""Showing one capture in full, for people.

What is to be said of its signature is found in ``capture.check.assessment``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from maileroo_cli.capture.check.assessment import Assessment, explain_anomaly
from maileroo_cli.capture.entry import AnswerSource, Capture, CaptureEntry
from maileroo_cli.capture.masking import mask_head
from maileroo_cli.capture.verdict import StoredVerdict
from maileroo_cli.report.body.lines import body_lines
from maileroo_cli.report.captures.entry import anomaly_code, verdict_ink
from maileroo_cli.report.terminal.column import paragraph
from maileroo_cli.report.terminal.console import Console, Ink
from maileroo_cli.report.terminal.local_time import local_day, local_time, local_zone
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.webhook.text.size import format_size

_WHOSE = {
    AnswerSource.SCRIPT: "by mhook",
    AnswerSource.APPLICATION: "by the receiver",
    AnswerSource.GATEWAY: "in place of the receiver",
    AnswerSource.LISTENER: "by mhook",
}

_LONGEST_REASON = 400


@dataclass(frozen=True, slots=True)
class ViewStyle:
    """How a capture is shown: bodies in hexadecimal, signatures in full."""

    as_hex: bool = False
    signatures: bool = False


def view_capture(capture: Capture, assessment: Assessment, style: ViewStyle, console: Console) -> None:
    """Print what is known of a capture, its head and its body, and what a receiver answered."""
    entry, content = capture
    view_verdict(capture, assessment, console)
    console.line()
    console.lines(_indented(_head(content.head, style, console)))
    _body(content.body, style, console)
    if content.trailers:
        console.line()
        console.line(console.paint("what arrived after that:" if entry.anomaly else "after the last chunk:", Ink.FAINT))
        console.lines(_indented(_head(content.trailers, style, console, first=False)))
    if entry.answered != AnswerSource.GATEWAY and (content.answer_head or content.answer_body):
        console.line()
        console.line(console.paint("the receiver's answer:", Ink.FAINT))
        console.lines(_indented(_head(content.answer_head, style, console)))
        _body(content.answer_body, style, console)


def view_verdict(capture: Capture, assessment: Assessment, console: Console) -> None:
    """Print what is known of a capture, and its verdict with the causes, without its bytes."""
    console.lines(_facts(capture, console))
    console.lines(_verdict(capture.entry, assessment, console))


def _body(body: bytes, style: ViewStyle, console: Console) -> None:
    if body:
        console.line()
        console.lines(_indented(body_lines(body, console, as_hex=style.as_hex)))


def _indented(lines: Iterable[str]) -> Iterator[str]:
    """Set apart what came from outside, so that none of its lines can pass for one of ours."""
    return (f"  {line}" if line else "" for line in lines)


def _facts(capture: Capture, console: Console) -> Iterator[str]:
    entry = capture.entry
    name = safe(entry.id)
    where = f" from {safe(entry.peer)}" if entry.peer else ""
    moment = f"{local_day(entry.at)} {local_time(entry.at)} {local_zone(entry.at)}"
    first, *more = _wrapped(f"{name}  {moment}{where}, {format_size(entry.size)}", console)
    yield first.replace(name, console.paint(name, Ink.STRONG), 1)
    yield from more
    if entry.status is not None:
        whose = _WHOSE.get(AnswerSource(entry.answered)) if entry.answered in set(_WHOSE) else None
        took = "" if entry.milliseconds is None else f" after {entry.milliseconds:.1f} ms"
        why = _gateway_reason(capture)
        yield from _wrapped(f"answered {entry.status}{f' {whose}' if whose else ''}{took}{why}", console)
    elif entry.answered == AnswerSource.CANCELLED:
        yield "cancelled: the client disconnected before the request was forwarded"
    if entry.event_type or entry.event_id:
        yield from _wrapped(f"{safe(entry.event_type, 80) or '-'}  {safe(entry.event_id, 80) or '-'}", console)
    if entry.reference_id:
        yield from _wrapped(f"of the mail {safe(entry.reference_id, 80)}", console)


def _wrapped(text: str, console: Console) -> list[str]:
    return paragraph(text, console.width, "  ", "")


def _gateway_reason(capture: Capture) -> str:
    """Return why the receiver did not answer itself: the answer in its place has nothing but that."""
    entry, body = capture
    if entry.answered != AnswerSource.GATEWAY:
        return ""
    reason = body.answer_body.decode("utf-8", "backslashreplace").strip().removeprefix("mhook: ")
    return f": {safe(reason, _LONGEST_REASON)}" if reason else ""


def _verdict(entry: CaptureEntry, assessment: Assessment, console: Console) -> Iterator[str]:
    if entry.anomaly and assessment.verdict != StoredVerdict.VALID and not assessment.causes:
        yield console.paint(safe(f"{assessment.verdict}: {anomaly_code(entry)}"), Ink.RISK)
        yield from paragraph(safe(assessment.detail or explain_anomaly(entry)), console.width, "  ")
        return
    codes = " + ".join(cause.code for cause in assessment.causes)
    said = f"{assessment.verdict}: {codes}" if codes else assessment.verdict
    with_secret = f" with {safe(assessment.secret)}" if assessment.secret else ""
    detail = f" ({safe(assessment.detail, 400)})" if assessment.detail else ""
    ink = verdict_ink(entry._replace(verdict=assessment.verdict, anomaly=""))
    first, *more = _wrapped(f"{safe(said)}{with_secret}{detail}", console)
    yield first.replace(safe(said), console.paint(safe(said), ink), 1)
    yield from more
    for cause in assessment.causes:
        yield from paragraph(cause.sentence, console.width, "  ")
        yield from paragraph(cause.explanation, console.width, "  ")
        yield from paragraph(f"Fix: {cause.fix}", console.width, "  ")


def _head(head: bytes, style: ViewStyle, console: Console, *, first: bool = True) -> Iterator[str]:
    """Yield the lines of a head as they came: the first is strong, names are coloured, the signature is masked."""
    head = head if style.signatures else mask_head(head)
    for line in head.removesuffix(b"\r\n\r\n").removesuffix(b"\r\n").split(b"\r\n"):
        if first:
            yield console.paint(safe(line), Ink.STRONG)
            first = False
            continue
        name, colon, value = line.partition(b":")
        yield f"{console.paint(safe(name), Ink.NAME)}{safe(colon + value)}" if colon else safe(line)

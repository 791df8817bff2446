"""A view of captures as one file of HTML: its list and each capture in full, without signatures and without script.

The file loads nothing and runs nothing: its policy forbids it, as in every page. Captured text is made safe.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from maileroo_cli.capture.check.assessment import Assessment, assess, explain_anomaly
from maileroo_cli.capture.entry import Capture, CaptureEntry, moment
from maileroo_cli.capture.masking import mask_head
from maileroo_cli.report.body.hex_view import hex_lines
from maileroo_cli.report.body.json_text import indent_json, read_strict_json
from maileroo_cli.report.body.lines import is_text
from maileroo_cli.report.captures.entry import answer_word, verdict_text
from maileroo_cli.report.inspect.depth.covering import Cover, covered_entry
from maileroo_cli.report.page.colour import MONO
from maileroo_cli.report.page.frame import page_end, page_start
from maileroo_cli.report.terminal.markup import markup
from maileroo_cli.report.terminal.safe_text import safe_lines
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER
from maileroo_cli.webhook.text.count import count
from maileroo_cli.webhook.text.size import format_size

LARGEST_SHOWN = 64 * 1024
_MOST_LINES = 2_000
_LONGEST_LINE = 4_000
_CELL = 120
_SIGNS = {"valid": "✓", "invalid": "✗", "unverifiable": "?", "damaged": "!", "unchecked": "\u2013", "probe": "·"}
_HEADS = ("time", "event", "mail", "request", "verdict", "answer")
_RULES = (
    "main{max-width:1200px}section{border-top:2px solid var(--line);margin-top:32px}"
    f"pre{{font:12px/1.5 {MONO};background:var(--band);padding:8px;white-space:pre-wrap;overflow-wrap:anywhere}}\n"
    ".valid{color:var(--accepted)}.invalid{color:var(--acted)}.unverifiable,.damaged{color:var(--missed)}"
    ".unchecked,.probe{color:var(--faint)}\n"
)


class DocumentPart(NamedTuple):
    """What one capture adds to the page: its line in the list, and itself in full; whether it was signed."""

    line: str
    section: str
    signed: bool


def document_part(capture: Capture, cover: Cover) -> DocumentPart:
    """Return what one capture adds to the page; ``cover`` covers secrets and the capture's signature."""
    assessment = assess(capture, None)
    signed = any(name.lower() == SIGNATURE_HEADER for name, _ in capture.headers)
    return DocumentPart(
        _line(covered_entry(capture.entry, cover)), "\n".join(_section(capture, assessment, cover)), signed
    )


def write_document(parts: Iterable[DocumentPart]) -> str:
    """Return the whole page."""
    kept = list(parts)
    title = f"{count(len(kept), 'captured webhook')}"
    heads = "".join(f'<th scope="col">{head}</th>' for head in _HEADS)
    lines = [
        page_start(markup(title), _RULES),
        f"<h1>{markup(title)}</h1>",
        '<p class="facts">Signatures are left out, since they never expire. Times are UTC.</p>',
        f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>",
        *(part.line for part in kept),
        "</tbody>\n</table>",
        *(part.section for part in kept),
        page_end("Written by mhook."),
    ]
    return "\n".join(lines)


def _line(entry: CaptureEntry) -> str:
    cells = (
        f'<a href="#c-{markup(entry.id)}">{markup(_time(entry))}</a>',
        markup(entry.event_type or "-", _CELL),
        markup(entry.reference_id or "-", _CELL),
        markup(f"{entry.method} {entry.target}", _CELL),
        _verdict(entry.verdict, verdict_text(entry)),
        markup(_answer(entry), _CELL),
    )
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _section(capture: Capture, assessment: Assessment, cover: Cover) -> Iterator[str]:
    entry, content = covered_entry(capture.entry, cover), capture.content
    peer = f" from {entry.peer}" if entry.peer else ""
    yield f'<section id="c-{markup(entry.id)}">\n<h2>{markup(entry.event_type or "no event", _CELL)}</h2>'
    yield f'<p class="facts">{markup(f"{entry.id}, {_time(entry)}{peer}, {format_size(entry.size)}", 300)}</p>'
    yield f"<p>{_verdict(assessment.verdict, verdict_text(entry))}</p>"
    for cause in assessment.causes:
        yield f"<p>{markup(cause.sentence)} {markup(cause.explanation)}</p>\n<p>Fix: {markup(cause.fix)}</p>"
    if assessment.detail or entry.anomaly:
        yield f"<p>{markup(assessment.detail or explain_anomaly(entry), 1_000)}</p>"
    yield _pre(_head_lines(mask_head(content.head), cover))
    yield _pre(_body_lines(content.body, cover))
    if content.trailers:
        yield _pre(_head_lines(mask_head(content.trailers), cover))
    yield f"<p>Answer: {markup(_answer(entry), _CELL)}</p>"
    if content.answer_head or content.answer_body:
        yield _pre(_head_lines(mask_head(content.answer_head), cover))
        yield _pre(_body_lines(content.answer_body, cover))
    yield "</section>"


def _verdict(verdict: str, text: str) -> str:
    return f'<span class="{markup(verdict)}">{_SIGNS.get(verdict, "")} {markup(text, 300)}</span>'


def _time(entry: CaptureEntry) -> str:
    return moment(entry.at).replace("T", " ").replace("Z", " UTC") or "-"


def _answer(entry: CaptureEntry) -> str:
    took = "" if entry.milliseconds is None else f" after {entry.milliseconds:.1f} ms"
    return f"{answer_word(entry)}{took}"


def _head_lines(head: bytes, cover: Cover) -> list[str]:
    return safe_lines(cover.data(head).rstrip(b"\r\n"))


def _body_lines(body: bytes, cover: Cover) -> list[str]:
    """Return the lines of a body: JSON with one for each value, other text as it is, anything else in hexadecimal."""
    if not body:
        return []
    shown = cover.data(body[:LARGEST_SHOWN])
    whole = len(shown) == len(body)
    if whole and (text := read_strict_json(shown)) is not None:
        lines = indent_json(text, lambda token, _: token)
    elif is_text(shown if whole else shown[:-4]):
        lines = iter(safe_lines(shown))
    else:
        lines = hex_lines(shown)
    told = [line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]}…" for line in islice(lines, _MOST_LINES)]
    if not whole or next(lines, None) is not None:
        told.append(f"… ({format_size(len(body))} in all)")
    return told


def _pre(lines: list[str]) -> str:
    text = "\n".join(map(markup, lines))
    return f"<pre>{text}</pre>" if lines else ""

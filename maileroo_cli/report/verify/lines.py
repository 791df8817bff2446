"""What became of each request that was verified, as a line: for people and for programs. The sum is in ``summary``."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import assert_never

from maileroo_cli.capture.check.checker import CheckedRequest
from maileroo_cli.capture.verdict import RequestVerdict
from maileroo_cli.operation.verify.lot import Render
from maileroo_cli.report.terminal.console import Ink, ReportFormat, dump_object
from maileroo_cli.report.terminal.safe_text import safe

SCHEMA = "mhook.verify/2"
INKS = {
    RequestVerdict.VALID: Ink.GOOD,
    RequestVerdict.INVALID: Ink.BAD,
    RequestVerdict.UNVERIFIABLE: Ink.RISK,
    RequestVerdict.DAMAGED: Ink.RISK,
    RequestVerdict.PROBE: Ink.FAINT,
}
_MARKS = {
    False: {verdict: f"{verdict:<12}" for verdict in RequestVerdict},
    True: {verdict: f"\x1b[{ink}m{verdict:<12}\x1b[0m" for verdict, ink in INKS.items()},
}
_NAME_LIMIT = 80
_LINE_LIMIT = 160


def renderer(format: ReportFormat, *, color: bool) -> Render:
    """Return what makes the lines of verified requests, for the operation, which may call it in worker processes."""
    match format:
        case ReportFormat.TEXT:
            return partial(text_lines, color=color)
        case ReportFormat.JSON:
            return partial(_joined, json_line)
        case ReportFormat.JUNIT:
            from maileroo_cli.report.verify.ci_case import junit_case

            return partial(_joined, junit_case)
        case ReportFormat.GITHUB:
            from maileroo_cli.report.verify.ci_case import github_line

            return partial(_joined, github_line)
        case _:
            assert_never(format)


def text_lines(results: Iterable[CheckedRequest], *, color: bool) -> bytes:
    """Return a line for people for each request; a valid one whose names are harmless is written without a detour."""
    mark = _MARKS[color][RequestVerdict.VALID]
    lines = []
    for checked in results:
        if checked.verdict is RequestVerdict.VALID:
            rest = f"{checked.event_type or '-':<10}  {checked.event_id or '-'}  {checked.where}"
            if rest.isprintable() and len(rest) < _LINE_LIMIT and not checked.detail:
                lines.append(f"{mark}  {rest}\n")
                continue
        lines.append(text_line(checked, color))
    return _encoded(lines)


def _joined(line: Callable[[CheckedRequest], str], results: Iterable[CheckedRequest]) -> bytes:
    return _encoded(map(line, results))


def _encoded(lines: Iterable[str]) -> bytes:
    return "".join(lines).encode("utf-8", "backslashreplace")


def text_line(checked: CheckedRequest, color: bool) -> str:
    """Return one request as a line for people; everything that came from outside is made safe."""
    mark = _MARKS[color][checked.verdict]
    kind, identity = safe(checked.event_type, _NAME_LIMIT) or "-", safe(checked.event_id, _NAME_LIMIT) or "-"
    start = f"{mark}  {kind:<10}  {identity}  {safe(checked.where)}"
    if checked.verdict is RequestVerdict.VALID:
        return f"{start}  ({safe(checked.detail)})\n" if checked.detail else f"{start}\n"
    if not checked.causes:
        return f"{mark}  {safe(checked.where)}  {safe(checked.detail)}\n"
    codes = " + ".join(cause.code for cause in checked.causes)
    fact = f" ({safe(checked.detail)})" if checked.detail else ""
    return f"{start}  {codes}{fact}\n"


def json_line(checked: CheckedRequest) -> str:
    """Return one request as a JSON object on a line; ``cause`` is the stable code of the most fundamental cause."""
    causes = checked.causes
    fields = {
        "where": checked.where,
        "id": checked.id or None,
        "event_type": checked.event_type or None,
        "event_id": checked.event_id or None,
        "verdict": str(checked.verdict),
        "cause": causes[0].code if causes else None,
        "causes": [cause.code for cause in causes],
        "reason": " ".join(cause.sentence for cause in causes) or None,
        "detail": checked.detail or None,
        "fix": causes[0].fix if causes else None,
        "secret": checked.secret,
    }
    return dump_object(SCHEMA, fields) + "\n"

"""What became of each request that was verified, for people, for programs and for CI. The sum is in ``summary``."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import assert_never

from maileroo_cli.capture.check.checker import CheckedRequest
from maileroo_cli.operation.verify.lot import Render
from maileroo_cli.report.terminal.console import ReportFormat, dump_object

SCHEMA = "mhook.verify/2"


def renderer(format: ReportFormat, *, color: bool, width: int | None) -> Render:
    """Return what makes the lines of verified requests, for the operation, which may call it in worker processes.

    ``width`` is that of the terminal, where there is one.
    """
    match format:
        case ReportFormat.TEXT:
            from maileroo_cli.report.verify.text_line import text_lines

            return partial(text_lines, color=color, width=width)
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


def _joined(line: Callable[[CheckedRequest], str], results: Iterable[CheckedRequest]) -> bytes:
    return _encoded(map(line, results))


def _encoded(lines: Iterable[str]) -> bytes:
    return "".join(lines).encode("utf-8", "backslashreplace")


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

"""Showing the catalogue of causes.

They live in ``webhook.diagnosis.causes.catalogue``, what is malformed in ``capture.http.anomaly``.
"""

from itertools import groupby

from maileroo_cli.capture.http.anomaly import ANOMALIES, Anomaly
from maileroo_cli.report.terminal.column import lay_out, paragraph
from maileroo_cli.report.terminal.console import Console, Format, Ink
from maileroo_cli.webhook.diagnosis.causes.catalogue import CAUSES, Cause, find_cause

SCHEMA = "mhook.cause/2"
ANOMALY_SCHEMA = "mhook.anomaly/2"


def show_causes(console: Console) -> None:
    """Show every cause in a line, by group."""
    if console.format is Format.JSON:
        for cause in CAUSES.values():
            _show_object(console, cause)
        return
    for group, members in groupby(CAUSES.values(), lambda cause: cause.group):
        console.line(console.paint(str(group).upper() if group != "none" else "ANYTHING ELSE", Ink.STRONG))
        rows = [(cause.code, cause.sentence) for cause in members]
        console.lines(lay_out(rows, console.width, [lambda text: console.paint(text, Ink.NAME)], "  "))
        console.line()
    console.lines(
        paragraph(
            f"mhook listen refuses malformed requests with one of these codes: {', '.join(ANOMALIES)}.",
            console.width,
            "",
        )
    )
    console.line()
    console.line("How a mistake arises, and its fix: mhook causes CODE")


def show_code(console: Console, code: str) -> None:
    """Show one cause, or one reason for which a request is refused; an unknown code raises ``UsageError``."""
    if code in ANOMALIES:
        _show_anomaly(console, ANOMALIES[code])
    else:
        show_cause(console, find_cause(code, ANOMALIES))


def _show_anomaly(console: Console, anomaly: Anomaly) -> None:
    if console.format is Format.JSON:
        fields = {
            "anomaly": anomaly.code,
            "status": anomaly.status,
            "reason": anomaly.sentence,
            "fix": anomaly.fix,
        }
        console.object(ANOMALY_SCHEMA, fields)
        return
    console.line(f"{console.paint(anomaly.code, Ink.STRONG)}  (malformed: mhook listen answers {anomaly.status})")
    console.lines(paragraph(anomaly.sentence, console.width, "  "))
    console.line()
    console.lines(paragraph(f"Fix: {anomaly.fix}", console.width, "  "))


def show_cause(console: Console, cause: Cause) -> None:
    """Show one cause in full."""
    if console.format is Format.JSON:
        _show_object(console, cause)
        return
    console.line(f"{console.paint(cause.code, Ink.STRONG)}  ({cause.group})")
    console.lines(paragraph(cause.sentence, console.width, "  "))
    console.line()
    console.lines(paragraph(cause.explanation, console.width, "  "))
    console.line()
    console.lines(paragraph(f"Fix: {cause.fix}", console.width, "  "))


def _show_object(console: Console, cause: Cause) -> None:
    fields = {
        "cause": cause.code,
        "group": str(cause.group),
        "reason": cause.sentence,
        "explanation": cause.explanation,
        "fix": cause.fix,
    }
    console.object(SCHEMA, fields)

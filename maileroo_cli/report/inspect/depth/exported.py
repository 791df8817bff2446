"""One capture as text to be copied, and many as a file, as objects; what was left out is told with its reason."""

from collections.abc import Mapping
from typing import Any

from maileroo_cli.capture.transfer.left_out import LeftOut
from maileroo_cli.operation.captures.export import ExportTotal

COPY = "mhook.inspector-copy/1"
EXPORT = "mhook.inspector-export/1"
_NAMES: Mapping[str, str] = {
    "html": "captures.html",
    "pytest": "test_captured_webhooks.py",
    "ndjson": "captures.ndjson",
    "har": "captures.har",
    "http": "captures.http",
    "curl": "captures.sh",
    "fixture": "webhooks.json",
}
_WHY = {
    LeftOut.MALFORMED: "what arrived is no whole request, or none that this form can hold",
    LeftOut.UNSURE: "its exact bytes are not known",
    LeftOut.PROBE: "it is a probe, and no webhook",
    LeftOut.UNCHECKED: "it was never checked, so a test would not know the right answer",
    LeftOut.STRIPPED: "an earlier export left out its signature, so a test would not know the right answer",
    LeftOut.UNVERIFIABLE: "its signature cannot be verified, so a test would not know the right answer",
    LeftOut.FORGED: "it is invalid, and would be another request without its signature",
}


def copy_object(text: str, notes: list[str]) -> dict[str, Any]:
    """Return a text to be copied, with what has to be known of it."""
    return {"schema": COPY, "text": text, "notes": notes}


def export_object(form: str, text: str, total: ExportTotal) -> dict[str, Any]:
    """Return a file's text and its name, with what became of the captures."""
    return {
        "schema": EXPORT,
        "file_name": _NAMES[form],
        "text": text,
        "written": total.written,
        "unsigned": total.unsigned,
        "left_out": {reason.name.lower(): number for reason, number in total.left_out.items() if number},
    }


def why_left_out(total: ExportTotal) -> str:
    """Return why a single capture was left out; empty where it was not."""
    return next((_WHY[reason] for reason, number in total.left_out.items() if number), "")

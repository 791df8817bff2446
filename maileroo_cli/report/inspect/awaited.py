"""What came of waiting for captures, as an object."""

from typing import Any

from maileroo_cli.operation.inspect.waiting import WaitResult
from maileroo_cli.report.inspect.depth.covering import EntryCover
from maileroo_cli.report.inspect.listed import listed_captures
from maileroo_cli.report.keys.value import number_value

SCHEMA = "mhook.inspector-wait/1"


def wait_object(result: WaitResult, cover: EntryCover) -> dict[str, Any]:
    """Return what there was when waiting ended; ``captures`` are the first of them, the oldest first."""
    return {
        "schema": SCHEMA,
        "met": result.met,
        "found": result.found,
        "wanted": result.wanted,
        "captures": listed_captures(result.rows, cover),
        "waited_s": number_value(result.waited),
    }

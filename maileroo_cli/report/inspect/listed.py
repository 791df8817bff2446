"""A part of the list of captures, as an object."""

from collections.abc import Iterable
from typing import Any

from maileroo_cli.capture.entry import CaptureEntry
from maileroo_cli.capture.listing.reader import ListedRow
from maileroo_cli.capture.listing.view import ListWindow
from maileroo_cli.report.captures.entry import entry_fields
from maileroo_cli.report.inspect.depth.covering import EntryCover

SCHEMA = "mhook.inspector-captures/1"


def captures_object(window: ListWindow, cover: EntryCover) -> dict[str, Any]:
    """Return a part of the list; what is not there any more, or is damaged, is ``None`` in its place."""
    return {
        "schema": SCHEMA,
        "total": window.total,
        "first": window.first,
        "newest_row": window.newest_row or None,
        "captures": [_listed(one, cover) for one in window.rows],
    }


def listed_captures(rows: Iterable[ListedRow], cover: EntryCover) -> list[dict[str, Any]]:
    """Return those of the rows that are there, each as what is known of it and its row."""
    return [row_fields(one.row, one.entry, cover) for one in rows if one.entry is not None]


def row_fields(row: int, entry: CaptureEntry, cover: EntryCover) -> dict[str, Any]:
    """Return what is known of a capture, and its row."""
    return {**cover.fields(entry_fields(entry)), "row": row}


def _listed(one: ListedRow, cover: EntryCover) -> dict[str, Any] | None:
    return None if one.entry is None else row_fields(one.row, one.entry, cover)

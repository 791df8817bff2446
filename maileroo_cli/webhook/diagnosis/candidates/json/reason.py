"""What a payload holds that some language changes: nulls, empty values, times, markup and the like."""

import re
from typing import Any

NUMERIC = re.compile(r"\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)\s*", re.ASCII)
"""A text that PHP takes for a number."""

TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|\+00:00)", re.ASCII)
"""A time in UTC: its seconds, the fraction of a second and the zone."""

_MARKED = re.compile("[<>&]")


def find_reasons(tree: Any) -> set[str]:
    """Return what there is anywhere in ``tree`` that some language changes."""
    met: set[str] = set()
    waiting = [tree]
    for value in waiting:
        if isinstance(value, str):
            _add_text(met, value)
        elif isinstance(value, dict):
            waiting += value.values()
            met.add("members" if value else "{}")
        elif isinstance(value, list):
            waiting += value
            met.add("items" if value else "[]")
        elif not value:
            met.add("null" if value is None else "false")
    return met


def _add_text(met: set[str], text: str) -> None:
    if not text or text[0].isspace() or text[-1].isspace():
        met.add("space" if text.strip() else "empty")
    if NUMERIC.match(text):
        met.update(("number",) if NUMERIC.fullmatch(text) else ("time",) if TIME.fullmatch(text) else ())
    if _MARKED.search(text):
        met.add("markup")
        met.update(("entity",) if "&" in text and ";" in text else ())
    if "'" in text or '"' in text:
        met.add("quotes")

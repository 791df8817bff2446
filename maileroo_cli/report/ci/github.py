"""What a step of GitHub Actions shows: annotations at a file and line, and a summary in Markdown.

Whoever reports says what to show; here is only how it is written.
"""

import os
import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

from maileroo_cli.report.terminal.safe_text import safe

SUMMARY_VARIABLE = "GITHUB_STEP_SUMMARY"
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+!|~$&@])")


class Level(StrEnum):
    """How much an annotation weighs; the value is the name of its command."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


def annotation(level: Level, lines: Iterable[str], title: str = "", file: str = "", line: int | None = None) -> str:
    """Return the workflow command that shows ``lines``, of any text, at a place in a file where one is named."""
    places = {"title": title, "file": file, "line": str(line) if line is not None and file else ""}
    properties = ",".join(f"{name}={_property(safe(value))}" for name, value in places.items() if value)
    message = "%0A".join(_data(safe(one)) for one in lines)
    return f"::{level}{' ' if properties else ''}{properties}::{message}"


def markdown_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown, each cell shown as the text that it is."""
    lines = [heads, ["---"] * len(heads), *([markdown_text(cell) for cell in row] for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def markdown_text(text: str) -> str:
    """Return Markdown that shows ``text`` as it is, on one line."""
    return _MARKDOWN.sub(r"\\\1", safe(text))


def append_summary(markdown: str) -> str:
    """Add ``markdown`` to the step's summary, where there is one; return why it could not be added, or nothing."""
    path = os.environ.get(SUMMARY_VARIABLE)
    if not path:
        return ""
    try:
        with open(path, "a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(markdown)
    except (OSError, ValueError) as error:
        return f"cannot write the step's summary, which {SUMMARY_VARIABLE} names ({error})"
    return ""


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

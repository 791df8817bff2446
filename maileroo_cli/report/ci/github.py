"""The annotations that a step of GitHub Actions shows, each at a file and line where that is known.

Whoever reports says what to show; here is only how it is written.
"""

from collections.abc import Iterable
from enum import StrEnum

from maileroo_cli.report.terminal.safe_text import safe


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


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

"""What an application in this process raised, harmless to show, for all reports that do."""

from collections.abc import Iterator

from maileroo_cli.report.terminal.safe_text import safe_lines

_MOST = 200


def traceback_lines(traceback: str) -> Iterator[str]:
    """Yield a traceback line by line, the last ones of a long one; nothing where there is none."""
    if traceback:
        yield from safe_lines(traceback.encode("utf-8", "replace"))[-_MOST:]

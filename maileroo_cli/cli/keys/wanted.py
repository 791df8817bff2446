"""When ``mhook listen`` has keys: where a person sits in front of it, and nobody said otherwise."""

import os
import sys

from maileroo_cli.report.terminal.console import Console, ReportFormat

_NO = ("", "0", "false")


def wants_keys(console: Console, format: ReportFormat, *, refused: bool) -> bool:
    """Say whether keys are heard: both streams are a terminal that can draw, and lines for people are printed."""
    if refused or format is not ReportFormat.TEXT or not console.is_terminal or not _is_terminal():
        return False
    in_ci = os.environ.get("CI", "").lower() not in _NO
    return not in_ci and os.environ.get("TERM") != "dumb"


def _is_terminal() -> bool:
    try:
        return sys.stdin is not None and sys.stdin.isatty()
    except ValueError:
        return False

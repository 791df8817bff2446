"""How two captures differ."""

from pathlib import Path
from typing import NamedTuple

from maileroo_cli.capture.check.comparison import Comparison, compare_captures
from maileroo_cli.capture.entry import Capture
from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.errors import ExitCode


class CaptureDifference(NamedTuple):
    """Two captures, and all that differs between them."""

    first: Capture
    second: Capture
    comparison: Comparison

    @property
    def exit_code(self) -> ExitCode:
        """``FAILED`` where they differ."""
        return ExitCode.OK if self.comparison.equal else ExitCode.FAILED


def diff_captures(path: Path, first: str, second: str, *, signatures: bool = False) -> CaptureDifference:
    """Compare two captures of the store at ``path``, named as in ``Archive.find``.

    Without ``signatures`` those that differ are told, but not in full.
    """
    with Archive(path) as archive:
        pair = archive.find(first), archive.find(second)
    return CaptureDifference(*pair, compare_captures(*pair, signatures=signatures))

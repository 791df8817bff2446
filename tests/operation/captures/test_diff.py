"""Two captures compared, from Python."""

from pathlib import Path

from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.captures.diff import diff_captures
from tests.capture.stored import capture, fill


def test_two_captures_compared(tmp_path: Path) -> None:
    """What differs has an exit code of its own."""
    path = fill(tmp_path / "captures.db", capture(1), capture(2), capture(3, body=b"[]"))
    assert diff_captures(path, "last~2", "last~1").exit_code is ExitCode.OK
    difference = diff_captures(path, "last~1", "last")
    assert (difference.exit_code, difference.comparison.equal) == (ExitCode.FAILED, False)
    assert (difference.first.content.body, difference.second.content.body) == (b"{}", b"[]")

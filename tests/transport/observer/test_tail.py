"""The end of a file that another program writes."""

import os
import sys
from pathlib import Path

import pytest

from maileroo_cli.transport.observer.tail import read_end


def test_the_end_of_a_long_file(tmp_path: Path) -> None:
    """The latest of it is returned, and not all."""
    (tmp_path / "log").write_text("x" * 100_000 + "\nthe last line\n")
    end = read_end(str(tmp_path / "log"))
    assert end.endswith("x\nthe last line\n")
    assert len(end) < 70_000


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such pipes")
def test_what_is_no_file_is_empty(tmp_path: Path) -> None:
    """A pipe is not waited for; a folder, and what is not there, have no end."""
    os.mkfifo(tmp_path / "pipe")
    assert [read_end(str(tmp_path / name)) for name in ("pipe", "missing", "")] == ["", "", ""]

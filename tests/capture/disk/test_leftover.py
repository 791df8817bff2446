"""What a process that was killed left beside a file goes with the next one; what is a living one's stays."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from maileroo_cli.capture.disk.creation import create_beside
from maileroo_cli.capture.disk.leftover import hold
from maileroo_cli.capture.disk.replacement import replace

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="there links and locks are other ones")
NAME = f".mhook-{'0a' * 12}.tmp"
LONG_AGO = (1_000_000_000.0, 1_000_000_000.0)


def written_beside(folder: Path) -> set[str]:
    """Write a file in ``folder`` and return what lies there besides."""
    replace(folder / "file", b"content")
    return set(os.listdir(folder)) - {"file"}


def test_of_a_dead_process(tmp_path: Path) -> None:
    """It goes where it is old enough; before, a living process may just be about to rename it."""
    (tmp_path / NAME).touch()
    assert written_beside(tmp_path) == {NAME}
    os.utime(tmp_path / NAME, LONG_AGO)
    assert written_beside(tmp_path) == set()


@POSIX
def test_of_a_living_process(tmp_path: Path) -> None:
    """It stays however old it is, until its process ends."""
    descriptor, name = create_beside(tmp_path / "other", private=True)
    hold(descriptor)
    os.utime(name, LONG_AGO)
    assert written_beside(tmp_path) == {os.path.basename(name)}
    os.close(descriptor)
    assert written_beside(tmp_path) == set()


def folder_of(path: Path) -> None:
    """Make a folder."""
    path.mkdir()


def link_of(path: Path) -> None:
    """Make a link to a file elsewhere."""
    path.symlink_to(path.parent.parent / "elsewhere")


@POSIX
@pytest.mark.parametrize("make", [folder_of, link_of])
def test_what_is_no_file_of_ours(tmp_path: Path, make: Callable[[Path], None]) -> None:
    """A folder and a link of such a name stay, and so does what has only a similar one."""
    folder = tmp_path / "folder"
    folder.mkdir()
    (tmp_path / "elsewhere").touch()
    make(folder / NAME)
    names = {NAME, f"x{NAME}", f"{NAME}x", ".mhook-0a.tmp", "replay.svg.123.tmp"}
    for name in names - {NAME}:
        (folder / name).touch()
        os.utime(folder / name, LONG_AGO)
    assert written_beside(folder) == names
    assert (tmp_path / "elsewhere").exists()

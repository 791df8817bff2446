"""Folders that the user names: which files are in them, and which are left out."""

import os
import sys
from pathlib import Path

import pytest

from maileroo_cli.transport.file.folder import is_folder, list_folder


def names(folder: Path) -> list[str]:
    """Return the files in ``folder``, relative to it."""
    return [os.path.relpath(path, folder).replace(os.sep, "/") for path in list_folder(str(folder)).files]


def test_files_come_sorted_from_every_depth(tmp_path: Path) -> None:
    """Regular files are found in every visible folder, always in the same order."""
    for name in ("b", "a/z", "a/b/c", "c d", ".hidden", ".git/config", "a/.b/c"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    assert names(tmp_path) == ["a/b/c", "a/z", "b", "c d"]
    assert names(tmp_path / ".git") == ["config"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_and_devices(tmp_path: Path) -> None:
    """A link within the folder is followed to a file, but none that leaves it, leads to a folder or to nothing."""
    folder, outside = tmp_path / "folder", tmp_path / "folder-2"
    (folder / "sub").mkdir(parents=True)
    outside.mkdir()
    for path in (folder / "file", outside / "secret"):
        path.write_bytes(b"")
    links = {"in": "file", "out": "../folder-2/secret", "absolute": str(outside / "secret"), "broken": "none"}
    links |= {"folder": "../folder-2", "loop": ".", "sub/up": "../file"}
    for name, target in links.items():
        (folder / name).symlink_to(target)
    os.mkfifo(folder / "pipe")
    assert names(folder) == ["file", "in", "sub/up"]
    (tmp_path / "alias").symlink_to(folder)
    assert names(tmp_path / "alias") == ["file", "in", "sub/up"]


def test_an_error_of_listing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without rights is an error that names it, and the others are listed."""
    real = os.scandir

    def scandir(path: str) -> object:
        if path.endswith("shut"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    (tmp_path / "shut").mkdir()
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setattr(os, "scandir", scandir)
    files, errors = list_folder(str(tmp_path))
    assert [os.path.basename(path) for path in files] == ["file"]
    assert [str(error) for error in errors] == [
        f"cannot read {str(tmp_path / 'shut')!r} (Permission denied): check that it can be read"
    ]


def test_what_is_a_folder(tmp_path: Path) -> None:
    """Only a folder is one, and a name that no file can have does not fail."""
    (tmp_path / "file").write_bytes(b"")
    assert [is_folder(name) for name in (str(tmp_path), str(tmp_path / "file"), "\0", "")] == [
        True,
        False,
        False,
        False,
    ]

"""Files that are replaced: whole or as they were, and nothing that is no ordinary file."""

import os
from pathlib import Path

import pytest

from maileroo_cli.errors import InputError, Terminated, UsageError
from maileroo_cli.transport.file import output
from maileroo_cli.transport.file.output import SUMMARY_VARIABLE, append_summary, create_file, replace_file


def test_replaced(tmp_path: Path) -> None:
    """The new content stands in place of the old one, and nothing is left beside it."""
    file = tmp_path / "a.svg"
    for content in (b"one", b"two"):
        replace_file(str(file), content, "--picture")
        assert file.read_bytes() == content
    assert os.listdir(tmp_path) == ["a.svg"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """What a symbolic link leads to is replaced, not the link."""
    target, link = tmp_path / "target.svg", tmp_path / "link.svg"
    target.write_bytes(b"old")
    link.symlink_to(target)
    replace_file(str(link), b"new", "--picture")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_what_is_no_file(tmp_path: Path) -> None:
    """A pipe or a device would be lost if a file took its place."""
    pipe = tmp_path / "pipe.svg"
    os.mkfifo(pipe)
    with pytest.raises(InputError, match="not a regular file"):
        replace_file(str(pipe), b"new", "--picture")
    assert pipe.is_fifo()


def test_failure_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where renaming fails the old content is still there, and the new one is gone."""
    file = tmp_path / "a.svg"
    file.write_bytes(b"old")

    def fail(*names: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(InputError, match="the disk is full: free some space"):
        replace_file(str(file), b"new", "--picture")
    assert file.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.svg"]


@pytest.mark.parametrize("private", [False, True])
@pytest.mark.parametrize("was_there", [False, True])
def test_interrupted_as_it_is_opened(
    tmp_path: Path, private: bool, was_there: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A signal that comes when the file has just been made leaves nothing; one that was there before is not deleted."""
    file = tmp_path / "a.ndjson"
    if was_there:
        file.write_bytes(b"old")

    def make(name: str) -> None:
        Path(name).touch()
        raise Terminated

    monkeypatch.setattr(output, "open_named_private" if private else "open_named", make)
    with pytest.raises(Terminated), create_file(str(file), private=private):
        pass
    assert file.exists() is was_there


def test_no_name() -> None:
    """What no file can be called is a mistake of whoever asked for it."""
    with pytest.raises(UsageError, match="is not a file name"):
        replace_file("a\0b.svg", b"", "--picture")


def test_summary_of_a_step_is_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What other steps wrote stays; without the variable nothing happens; what cannot be written is told."""
    path = tmp_path / "summary.md"
    path.write_text("before\n")
    monkeypatch.setenv(SUMMARY_VARIABLE, str(path))
    assert append_summary("é\ud800\n") == ""
    assert path.read_bytes() == "before\né\\ud800\n".encode()
    monkeypatch.setenv(SUMMARY_VARIABLE, str(tmp_path))
    assert SUMMARY_VARIABLE in append_summary("x")
    monkeypatch.delenv(SUMMARY_VARIABLE)
    assert append_summary("x") == ""

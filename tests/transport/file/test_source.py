"""Reading what the user names: files, the standard input, and what can be neither."""

import io
import os
import sys
from pathlib import Path

import pytest

from maileroo_cli.errors import InputError
from maileroo_cli.transport.file.source import (
    describe,
    is_stdin_an_empty_pipe,
    is_stdin_silent,
    is_stdin_terminal,
    open_source,
    read_source,
    unreadable,
)
from tests.cli.calling import Stream


def test_file_and_stdin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both give their bytes as they are."""
    (tmp_path / "f").write_bytes(b"\r\n\xff")
    monkeypatch.setattr(sys, "stdin", Stream(b"\x00\r\n"))
    assert read_source(str(tmp_path / "f")) == b"\r\n\xff"
    assert read_source("-") == b"\x00\r\n"


def test_stdin_stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """The standard input is not ours to close."""
    stdin = Stream(b"x")
    monkeypatch.setattr(sys, "stdin", stdin)
    read_source("-")
    assert not stdin.closed
    assert open_source("-") is stdin.buffer


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("none", "cannot read 'none' .*: check the path"),
        (".", "'.' is a directory"),
        ("a\0b", r"'a\\x00b' is not a file name"),
        ("\ud800", "is not a file name|cannot read"),
        ("", "cannot read ''"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, said: str) -> None:
    """One line says what is wrong with the name."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=said):
        read_source(name)


def test_limit(tmp_path: Path) -> None:
    """What is larger than allowed is refused; what is just as large is not."""
    (tmp_path / "f").write_bytes(b"12345")
    assert read_source(str(tmp_path / "f"), 5) == b"12345"
    with pytest.raises(InputError, match="larger than 4 bytes"):
        read_source(str(tmp_path / "f"), 4)


def test_no_stdin(monkeypatch: pytest.MonkeyPatch) -> None:
    """A standard input that is closed is said to be."""
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(InputError, match="the standard input is closed: name a file"):
        read_source("-")


def test_a_source_that_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream that fails while it is read is an error with the system's reason."""

    class Broken(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, _: object) -> int:
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(Broken())))
    with pytest.raises(InputError, match=r"cannot read the standard input \(Input/output error\)"):
        read_source("-")


def test_a_silent_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe is silent while nothing came and nobody closed it; its first byte, and its end, are seen and not taken."""
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as stream:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(stream))
        assert is_stdin_silent(0)
        os.write(writing, b"x")
        assert not is_stdin_silent(0)
        assert not is_stdin_an_empty_pipe()
        os.close(writing)
        assert read_source("-") == b"x"
        assert not is_stdin_silent(0)
        assert is_stdin_an_empty_pipe()


def test_what_is_no_pipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is never silent, nor is what is closed, in memory or not there; an empty file is no empty pipe."""
    (tmp_path / "f").touch()
    with (tmp_path / "f").open("rb") as file:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(file))
        assert not is_stdin_silent(0)
        assert not is_stdin_an_empty_pipe()
        assert not is_stdin_terminal()
    assert not is_stdin_silent(0)
    assert not is_stdin_terminal()
    monkeypatch.setattr(sys, "stdin", Stream(b"x"))
    assert not is_stdin_silent(0)
    assert not is_stdin_an_empty_pipe()
    assert read_source("-") == b"x"
    monkeypatch.setattr(sys, "stdin", None)
    assert not is_stdin_silent(0)
    assert not is_stdin_terminal()


def test_words() -> None:
    """The standard input is called by its name, also where it is a directory."""
    assert (describe("-"), describe("x")) == ("the standard input", "'x'")
    assert str(unreadable("-", IsADirectoryError(21, "x"))).startswith("the standard input is a directory")
    assert "check that it can be read" in str(unreadable("x", PermissionError(13, "Permission denied")))

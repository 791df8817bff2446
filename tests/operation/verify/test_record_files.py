"""Searching files of records: every line that holds a text, in bounded work."""

from pathlib import Path

import pytest

from maileroo_cli.capture.record import CaptureRecord, encode_record
from maileroo_cli.operation.verify.record_files import RecordFiles


def write(path: Path, bodies: list[str]) -> str:
    """Write a file of records."""
    records = [CaptureRecord.of("", "", "POST", "/", (), body.encode()) for body in bodies]
    path.write_bytes(b"".join(encode_record(one) + b"\n" for one in records))
    return str(path)


def test_each_line_is_found_with_its_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines are counted over the pieces in which a file is read, and a line that is no record is passed over."""
    monkeypatch.setattr("maileroo_cli.operation.verify.record_files._CHUNK", 150)
    name = write(tmp_path / "a", [f"number {number}" for number in range(40)])
    with open(name, "ab") as file:
        file.write(b"number 7 in no record\n")
    files = RecordFiles()
    assert files.add(name, "A")
    assert [(where, record.body) for where, record in files.find("number 3")] == [
        ("A:4", "number 3"),
        *((f"A:{number + 1}", f"number {number}") for number in range(30, 40)),
    ]
    assert [where for where, _ in files.find("number 7")] == ["A:8"]


def test_all_files_are_searched_but_not_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest file comes first; when as much was searched as a run may, nothing more is found."""
    files = RecordFiles()
    names = [write(tmp_path / name, ["sought"]) for name in "ab"]
    monkeypatch.setattr(files, "_work", Path(names[0]).stat().st_size * 2 + 1)
    assert all(files.add(name, Path(name).name) for name in names)
    assert [where for where, _ in files.find("sought")] == ["b:1", "a:1"]
    assert [where for where, _ in files.find("sought")] == ["b:1"]
    assert list(files.find("sought")) == []


def test_what_cannot_be_read_twice_is_not_searched(tmp_path: Path) -> None:
    """A folder and what is not there are refused; a file that vanishes is passed over."""
    files = RecordFiles()
    assert not files.add(str(tmp_path), "folder")
    assert not files.add(str(tmp_path / "nope"), "nope")
    name = write(tmp_path / "a", ["sought"])
    assert files.add(name, "A")
    Path(name).unlink()
    assert list(files.find("sought")) == []

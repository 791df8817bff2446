"""Importing files into a store from Python."""

from pathlib import Path

import pytest

from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.errors import ExitCode, InputError
from maileroo_cli.operation.captures.import_ import DamagedRequest, ImportedLot, ImportTotal, import_captures
from maileroo_cli.operation.inputs import FilesPassedOver, UnreadSource
from tests.operation.verify.signed_files import SECRET, record

NOW = 1_000.0


def test_in_three_lines(tmp_path: Path) -> None:
    """A file's requests are stored and verified, and the last result is the sum."""
    (tmp_path / "a.ndjson").write_bytes(record(1) + record(2, signature="0" * 64))
    path = tmp_path / "captures.db"
    lot, total = import_captures(path, [str(tmp_path / "a.ndjson")], [SECRET], NOW)
    assert lot == ImportedLot(2)
    assert total == ImportTotal(2, {"valid": 1, "invalid": 1}, 0, 0, 0, path, str(path), {}, 0)
    assert total.exit_code is ExitCode.OK
    with Archive(path) as archive:
        assert [entry.event_id for entry in archive.entries()] == ["e-1", "e-2"]


def test_lots_are_there_when_they_are_yielded(tmp_path: Path) -> None:
    """What was yielded as stored stays, where the loop ends early."""
    (tmp_path / "a.ndjson").write_bytes(b"".join(map(record, range(5_000))))
    results = import_captures(tmp_path / "captures.db", [str(tmp_path / "a.ndjson")], [], NOW)
    lot = next(results)
    results.close()
    assert isinstance(lot, ImportedLot)
    with Archive(tmp_path / "captures.db") as archive:
        assert archive.count() == lot.captures < 5_000


def test_what_is_odd_is_a_result(tmp_path: Path) -> None:
    """What is damaged, not readable or something else is yielded, and the rest is imported: exit code 3."""
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.ndjson").write_bytes(record() + b"rubbish\n")
    (folder / "notes.txt").write_bytes(b"nothing\n")
    names = [str(folder), str(tmp_path / "nope")]
    results = list(import_captures(tmp_path / "captures.db", names, [], NOW))
    unread, damaged, lot, strange, total = results
    assert isinstance(unread, UnreadSource)
    assert unread.name == names[1]
    assert isinstance(damaged, DamagedRequest)
    assert (damaged.source, damaged.where) == (str(folder / "a.ndjson"), "line 2")
    assert lot == ImportedLot(1)
    assert strange == FilesPassedOver((str(folder / "notes.txt"),))
    assert isinstance(total, ImportTotal)
    assert (total.imported, total.verdicts, total.damaged, total.unread) == (1, {"unchecked": 1}, 1, 1)
    assert total.exit_code is ExitCode.INPUT


def test_a_single_file_that_cannot_be_read(tmp_path: Path) -> None:
    """It raises, and no store is made."""
    with pytest.raises(InputError):
        list(import_captures(tmp_path / "captures.db", [str(tmp_path / "nope")], [], NOW))
    assert not (tmp_path / "captures.db").exists()

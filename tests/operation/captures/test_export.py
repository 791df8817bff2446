"""Exporting captures from Python."""

import json
from pathlib import Path

import pytest

from maileroo_cli.capture.store.filter import CaptureFilter
from maileroo_cli.capture.transfer.left_out import LeftOut
from maileroo_cli.capture.transfer.selection import CaptureSelection
from maileroo_cli.errors import ExitCode, UsageError
from maileroo_cli.operation.captures.export import Export, ExportFormat, ExportTotal, export_captures
from tests.capture.stored import capture, fill

ALL = CaptureSelection()
HEAD = b"POST /webhook HTTP/1.1\r\nHost: a\r\nX-Maileroo-Signature: 00\r\n\r\n"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with a signed capture, one without a signature, and one that is no whole request."""
    return fill(tmp_path / "captures.db", capture(1, head=HEAD), capture(2), capture(3, anomaly="cut-off"))


def test_in_three_lines(store: Path) -> None:
    """The pieces come first and make the file; the sum comes last."""
    *pieces, total = export_captures(store, ALL, Export())
    records = [json.loads(line) for line in b"".join(one for one in pieces if isinstance(one, bytes)).splitlines()]
    assert [record["id"] for record in records] == [f"{number:016x}" for number in (1, 2)]
    assert total == ExportTotal(2, 1, {LeftOut.MALFORMED: 1})
    assert total.exit_code is ExitCode.OK


@pytest.mark.parametrize("form", ExportFormat)
def test_a_file_holds_what_is_yielded_else(store: Path, tmp_path: Path, form: ExportFormat) -> None:
    """In every format the same bytes come, and the same sum."""
    *pieces, total = export_captures(store, ALL, Export(form, signatures=True))
    named = list(export_captures(store, ALL, Export(form, str(tmp_path / "file"), signatures=True)))
    assert named == [total]
    assert b"".join(one for one in pieces if isinstance(one, bytes)) == (tmp_path / "file").read_bytes() != b""


def test_nothing_but_what_is_malformed(store: Path) -> None:
    """Where nothing could be written the exit code says so."""
    (total,) = export_captures(store, CaptureSelection(wanted=CaptureFilter(since=1003.0)), Export())
    assert total == ExportTotal(0, 0, {LeftOut.MALFORMED: 1})
    assert total.exit_code is ExitCode.INPUT


def test_a_url_is_for_curl(store: Path) -> None:
    """Only curl sends anywhere."""
    with pytest.raises(UsageError):
        list(export_captures(store, ALL, Export(url="http://localhost/")))
    with pytest.raises(UsageError):
        list(export_captures(store, ALL, Export(ExportFormat.CURL, url="nowhere")))

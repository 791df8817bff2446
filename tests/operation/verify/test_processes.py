"""The worker processes of one run, which are kept from file to file."""

import hashlib
import multiprocessing
import sys
from functools import partial
from pathlib import Path

import pytest

from maileroo_cli.capture.formats.ndjson import read_blocks
from maileroo_cli.capture.verdict import RequestVerdict
from maileroo_cli.operation.inputs import UnreadSource
from maileroo_cli.operation.verify.lot import VerifiedLot, VerifyTask
from maileroo_cli.operation.verify.sources import verify_sources
from tests.operation.verify.signed_files import SECRET, lots_of, record, total_of

PROCESSES = "maileroo_cli.operation.verify.processes"
JOBS = 2
FEW = 3

pytestmark = [
    pytest.mark.usefixtures("measured_processes"),
    pytest.mark.skipif(sys.platform != "linux", reason="processes that start anew know nothing of what is patched"),
]


@pytest.fixture
def line_by_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every file be large enough for processes, which take turns at its lines."""
    monkeypatch.setattr(f"{PROCESSES}._SMALL", 0, raising=False)
    monkeypatch.setattr(f"{PROCESSES}._BATCH", 1)
    monkeypatch.setattr(f"{PROCESSES}.read_blocks", partial(read_blocks, size=16))


def write_files(folder: Path, files: int, lines: int, *, valid: bool = False) -> list[str]:
    """Write files of records with signatures that nothing explains, or with those of :data:`SECRET`."""
    names = [folder / f"{number}.ndjson" for number in range(files)]
    for index, name in enumerate(names):
        numbers = range(index * lines, (index + 1) * lines)
        signatures = ["" if valid else hashlib.sha256(b"?%d" % number).hexdigest() for number in numbers]
        signed = zip(numbers, signatures, strict=True)
        name.write_bytes(b"".join(record(number, signature=one) for number, one in signed))
    return list(map(str, names))


@pytest.mark.usefixtures("line_by_line")
def test_processes_learn_from_file_to_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each process searches so many in full, however many files there are, and the order stays."""
    monkeypatch.setattr("maileroo_cli.webhook.diagnosis.history.THOROUGH", FEW)
    names = write_files(tmp_path, 5, 4)
    results = list(verify_sources(names, VerifyTask([SECRET]), JOBS))
    checked = [one for lot in lots_of(results) for one in lot.requests]
    assert [one.event_id for one in checked] == [f"e-{number}" for number in range(20)]
    assert {one.causes[0].code for one in checked} == {"unexplained"}
    assert sum(not one.brief for one in checked) == JOBS * FEW
    assert total_of(results).counts.brief == 20 - JOBS * FEW


def test_small_files_start_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that one process would have alone are verified here, and their searches are remembered together."""
    monkeypatch.setattr("maileroo_cli.webhook.diagnosis.history.THOROUGH", FEW)
    monkeypatch.setattr(f"{PROCESSES}._start_method", lambda: pytest.fail("a process was started"))
    names = write_files(tmp_path, 3, 2)
    results = verify_sources(names, VerifyTask([SECRET]), JOBS)
    assert total_of(results).counts.brief == 6 - FEW


@pytest.mark.usefixtures("line_by_line")
def test_processes_that_are_gone_are_replaced(tmp_path: Path) -> None:
    """Where they end in the middle of a file it is told of this one, and the next is verified as if nothing was."""
    names = write_files(tmp_path, 2, 50, valid=True)
    found: dict[str, list[str]] = {name: [] for name in names}
    unread = []
    for result in verify_sources(names, VerifyTask([SECRET]), JOBS):
        if isinstance(result, UnreadSource):
            unread.append(result.name)
        elif isinstance(result, VerifiedLot):
            for one in result.requests:
                assert one.verdict is RequestVerdict.VALID
                found[one.where.rpartition(":")[0]].append(one.event_id)
            if not unread:
                for process in multiprocessing.active_children():
                    process.kill()
                    process.join()
    assert unread == names[:1]
    assert found[names[0]][:1] == ["e-0"]
    assert found[names[1]] == [f"e-{number}" for number in range(50, 100)]
    assert multiprocessing.active_children() == []

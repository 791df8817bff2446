"""Verifying files and folders from Python: what is yielded, and what it comes to."""

import sys
from functools import partial
from pathlib import Path

import pytest

from maileroo_cli.capture.verdict import RequestVerdict
from maileroo_cli.errors import ExitCode, InputError
from maileroo_cli.operation.inputs import FilesPassedOver, RequestsPassedOver, UnreadSource
from maileroo_cli.operation.verify.lot import VerifiedLot, VerifyTask
from maileroo_cli.operation.verify.results import VerifyStart, VerifyTotal
from maileroo_cli.operation.verify.sources import verify_sources
from tests.operation.verify.signed_files import SECRET, lots_of, record, total_of

pytestmark = pytest.mark.usefixtures("measured_processes")

FORKS = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere processes start anew")
TASK = VerifyTask([SECRET])
PAGE = b'{"log":{"version":"1.2","entries":[{"request":{"method":"GET","url":"http://a.test/","headers":[]}}]}}'


def test_in_three_lines(tmp_path: Path) -> None:
    """A file is verified by one call, and each request comes with its verdict, in order."""
    (tmp_path / "a.ndjson").write_bytes(record(1) + record(2, signature="0" * 64))
    results = list(verify_sources([str(tmp_path / "a.ndjson")], VerifyTask([SECRET])))
    verdicts = [(checked.event_id, checked.verdict) for lot in lots_of(results) for checked in lot.requests]
    assert verdicts == [("e-1", RequestVerdict.VALID), ("e-2", RequestVerdict.INVALID)]
    assert total_of(results).exit_code is ExitCode.FAILED


def test_the_parts_add_up(tmp_path: Path) -> None:
    """The beginning says how many bytes there are, each lot how many it was, and its counts are part of the total's."""
    content = b"".join(map(record, range(2000)))
    (tmp_path / "a.ndjson").write_bytes(content)
    start, *lots, total = verify_sources([str(tmp_path / "a.ndjson")], TASK)
    assert start == VerifyStart(len(content), "bytes")
    assert isinstance(total, VerifyTotal)
    assert sum(lot.done for lot in lots_of(lots)) == len(content)
    assert len(lots) > 1
    assert total.counts.verdicts == {RequestVerdict.VALID: 2000}
    assert total.counts.secrets == {"the secret": 2000}


def first_words(requests: object, *, word: bytes) -> bytes:
    """Stand in for a renderer; a function of a module, so that processes can be given it."""
    return word + b",".join(checked.event_id.encode() for checked in requests) + b";"  # type: ignore[attr-defined]


@pytest.mark.slow
@pytest.mark.parametrize(("jobs", "method"), [(1, ""), (2, "spawn"), pytest.param(3, "fork", marks=FORKS)])
def test_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int, method: str) -> None:
    """Several processes, however they start, yield the same in the same order, rendered or not."""
    monkeypatch.setattr("maileroo_cli.operation.verify.processes._start_method", lambda: method)
    expected = [record(number, signature="" if number % 97 else "0" * 64) for number in range(9_000)]
    (tmp_path / "a.ndjson").write_bytes(b"".join(expected))
    results = list(verify_sources([str(tmp_path / "a.ndjson")], TASK, jobs))
    found = [checked for lot in lots_of(results) for checked in lot.requests]
    assert [checked.event_id for checked in found] == [f"e-{number}" for number in range(9_000)]
    assert {checked.causes[0].code for checked in found[::97]} == {"unexplained"}
    counts = total_of(results).counts
    assert counts.verdicts == {RequestVerdict.VALID: 8_907, RequestVerdict.INVALID: 93}
    task = TASK._replace(render=partial(first_words, word=b"seen:"), skip_valid=True)
    results = list(verify_sources([str(tmp_path / "a.ndjson")], task, jobs))
    assert total_of(results).counts == counts
    rendered = b"".join(lot.rendered for lot in lots_of(results)).replace(b";seen:", b",").replace(b",,", b",")
    assert rendered == b"seen:" + b",".join(b"e-%d" % number for number in range(0, 9_000, 97)) + b";"
    assert not any(lot.requests for lot in lots_of(results))


def test_processes_end_with_the_iterator(tmp_path: Path) -> None:
    """An iterator that is closed early leaves no process behind."""
    import multiprocessing

    (tmp_path / "a.ndjson").write_bytes(b"".join(map(record, range(40_000))))
    results = verify_sources([str(tmp_path / "a.ndjson")], TASK, 2)
    assert isinstance(next(results), VerifyStart)
    assert isinstance(next(results), VerifiedLot)
    assert len(multiprocessing.active_children()) == 2
    results.close()
    assert multiprocessing.active_children() == []


def test_what_is_odd_is_a_result(tmp_path: Path) -> None:
    """What cannot be read, files of other things, and requests that are no webhooks come in their place."""
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.ndjson").write_bytes(record())
    (folder / "notes.txt").write_bytes(b"nothing\n")
    (tmp_path / "a.har").write_bytes(PAGE)
    names = [str(folder), str(tmp_path / "nope"), str(tmp_path / "a.har")]
    _, lot, strange, unread, passed_over, total = verify_sources(names, TASK)
    assert isinstance(lot, VerifiedLot)
    assert strange == FilesPassedOver((str(folder / "notes.txt"),))
    assert isinstance(unread, UnreadSource)
    assert (unread.name, unread.error.exit_code) == (names[1], ExitCode.INPUT)
    assert passed_over == RequestsPassedOver(names[2], 1)
    assert isinstance(total, VerifyTotal)
    assert (total.counts.unread, total.exit_code) == (1, ExitCode.INPUT)


@pytest.mark.parametrize("content", [None, b"", b"nothing\n", PAGE], ids=["absent", "empty", "strange", "pages"])
def test_nothing_to_verify(tmp_path: Path, content: bytes | None) -> None:
    """Where there is no request at all the error is raised, not yielded."""
    if content is not None:
        (tmp_path / "a").write_bytes(content)
    with pytest.raises(InputError):
        list(verify_sources([str(tmp_path / "a")], TASK))


def test_only_what_is_not_valid(tmp_path: Path) -> None:
    """Valid requests are then counted alone, whatever the format."""
    (tmp_path / "a.ndjson").write_bytes(record(1) + record(2, signature="0" * 64))
    body = b'{"event_id":"e-1","event_type":"opened"}'
    head = b"POST / HTTP/1.1\r\nContent-Length: %d\r\nX-Maileroo-Signature: " % len(body)
    (tmp_path / "b.http").write_bytes(head + b"0" * 64 + b"\r\n\r\n" + body)
    names = [str(tmp_path / "a.ndjson"), str(tmp_path / "b.http")]
    results = list(verify_sources(names, TASK._replace(skip_valid=True)))
    assert [checked.event_id for lot in lots_of(results) for checked in lot.requests] == ["e-2", "e-1"]
    assert total_of(results).counts.verdicts == {RequestVerdict.VALID: 1, RequestVerdict.INVALID: 2}

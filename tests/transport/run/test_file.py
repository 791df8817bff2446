"""The file of a run: what goes in comes out again, for the one who plays it and for those who look on meanwhile."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.capture.database.row import Row
from maileroo_cli.delivery.attempt.judgement import Success
from maileroo_cli.delivery.attempt.outcome import Attempt, AttemptProblem, Outcome, Phase
from maileroo_cli.delivery.fault.kind import Fault, FaultKind, Reach
from maileroo_cli.delivery.replay.clock import ClockAnchor
from maileroo_cli.delivery.replay.records import AttemptRecord, AttemptResult, Delivery, DeliveryEnd
from maileroo_cli.delivery.schedule.catalogue import SCHEDULES
from maileroo_cli.delivery.schedule.definition import Schedule
from maileroo_cli.delivery.schedule.text import parse_schedule
from maileroo_cli.errors import InputError
from maileroo_cli.transport.run.file import RunFile, create_run, open_run
from maileroo_cli.transport.run.folder import delete_run
from maileroo_cli.transport.run.plan import read_plan, write_plan
from maileroo_cli.transport.run.rows import (
    delivery_row,
    end_values,
    row_delivery,
    row_record,
)
from maileroo_cli.transport.run.schema import VERSION
from maileroo_cli.transport.run.state import RunState, UnreadableRun
from maileroo_cli.transport.run.summary import read_run, survey_run, survey_runs
from maileroo_cli.transport.run.values import LONGEST_TEXT, stored_text
from maileroo_cli.webhook.signing.request import Request
from tests.delivery.replaying import START, SetTimekeeper, answered, delivery
from tests.transport.old_run import make_old
from tests.transport.stored_run import PLAN, attempt, made_of, new_run

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="rights and links are those of POSIX")
texts = st.text(st.characters(), max_size=20)  # lone surrogates and zeros included
numbers = st.floats(0, 2e9)


@given(texts, texts, st.lists(st.tuples(texts, texts), max_size=3), st.binary(max_size=50), numbers)
def test_parcels_come_back(name: str, url: str, headers: list[tuple[str, str]], body: bytes, offset: float) -> None:
    """A delivery is read as it was written, whatever text and bytes it has."""
    one = Delivery(0, name, name[::-1], Request("POST", url, tuple(headers), body), offset)
    row = delivery_row(one)
    with sqlite3.connect(":memory:") as connection:
        assert row_delivery(connection.execute(f"SELECT {', '.join('?' * len(row))}", row).fetchone()) == one
    connection.close()


results = st.builds(
    AttemptResult,
    st.builds(
        Attempt,
        st.sampled_from(Outcome),
        numbers,
        st.none() | st.integers(100, 599),
        location=st.none() | st.text(max_size=30),
        phase=st.sampled_from(Phase),
        problem=st.none() | st.sampled_from(AttemptProblem),
        detail=st.text(max_size=30),
        place=st.text(max_size=30),
        reused=st.booleans(),
    ),
    st.sampled_from(Reach),
    st.lists(st.integers(100, 599), max_size=2).map(tuple),
    numbers,
    st.none() | numbers,
    st.none() | numbers,
)
faults = st.builds(Fault, st.sampled_from(FaultKind), st.none() | st.integers(200, 599), st.none() | numbers)


@given(results, st.none() | faults, st.none() | st.sampled_from(DeliveryEnd), st.booleans(), st.integers(1, 9))
def test_attempts_come_back(
    result: AttemptResult, fault: Fault | None, end: DeliveryEnd | None, accepted: bool, number: int
) -> None:
    """An attempt is read as it was written, but for the headers and the body of its answer."""
    elapsed = PLAN.schedule.elapsed
    one = AttemptRecord(
        delivery(), number, elapsed[number - 1], START, START + 1, START + 2, fault, result, accepted, end
    )
    row = (1, 0, number, one.due, one.began, *end_values(one, result))
    with sqlite3.connect(":memory:") as connection:
        row = connection.execute(f"SELECT {', '.join('?' * len(row))}", row).fetchone()
    connection.close()
    assert row_record(row, [one.delivery], elapsed) == one


def test_a_peers_words_are_cut_and_made_storable(tmp_path: Path) -> None:
    """Of a peer's own words the beginning is kept, and a lone surrogate, which SQLite cannot hold, is written out."""
    with new_run(tmp_path) as run:
        told = Attempt(Outcome.RESET, 0.1, location="l" * 10_000, detail="\udce4" + "d" * 10_000, body=b"b" * 10_000)
        attempt(run, delivery(), 1, AttemptResult(told))
    (record,) = read_run(run.path).records
    assert record.result is not None
    assert record.result.attempt.detail == "\\udce4" + "d" * (LONGEST_TEXT - 1)
    assert (record.result.attempt.location, record.result.attempt.body) == ("l" * LONGEST_TEXT, b"")


@pytest.mark.parametrize("schedule", [*SCHEDULES.values(), parse_schedule("0s,0.1s,5m")], ids=lambda one: one.name)
def test_plans_come_back(schedule: Schedule) -> None:
    """Each part of a plan is read as it was written."""
    plan = replace(
        PLAN,
        schedule=schedule,
        success=Success.ANY_2XX,
        clock="scaled:0.1",
        start=1 / 3,
        cacert="ä\udce4",
        insecure=True,
        faults=("1=refuse", "2-3=status:503"),
        fault_list="ok,lost",
        fault_rate=0.1,
        fault_seed=7,
        observe_cmd="count",
    )
    assert read_plan(write_plan(plan)) == plan


def test_what_is_written_is_seen_meanwhile(tmp_path: Path) -> None:
    """Others can read a run while it is played: what was committed, and how it stands; they see nothing invented."""
    deliveries = [delivery(0), delivery(1, 60.0, "opened")]
    with new_run(tmp_path, deliveries) as run:
        first = attempt(run, deliveries[0], 1, 503)
        run.begin(deliveries[1], 1, START + 60, START + 60)
        run.commit()
        seen = read_run(run.path)
        assert seen.deliveries == tuple(deliveries)
        assert seen.records == (first,)
        summary = seen.summary
        assert (summary.state, summary.unknown, summary.counts.begun, summary.open) == (RunState.RUNNING, 0, 1, 2)
        assert summary.holder is not None
        assert (summary.holder.pid, summary.holder.doing) == (os.getpid(), "mhook replay")
        assert summary.event_types == ("delivered", "opened")
        assert (summary.next_due, summary.created) == (START + 60, START)
        run.end(last := made_of(deliveries[1], 1, answered(200), START + 60))
        run.commit()
        assert read_run(run.path).records == (first, last)
    summary = survey_run(run.path)
    assert (summary.state, summary.open, summary.counts.accepted) == (RunState.INTERRUPTED, 1, 1)
    assert summary.next_due == START + 300


def test_a_run_without_events_is_finished(tmp_path: Path) -> None:
    """Where nothing is to be delivered, nothing is left to do."""
    with new_run(tmp_path, []) as run:
        assert run.pending() == []
    assert (survey_run(run.path).state, survey_run(run.path).next_due) == (RunState.FINISHED, None)


def test_what_is_left_to_do(tmp_path: Path) -> None:
    """Not begun, unknown, failed, accepted and given up: what is open goes on with its own number at its own time."""
    deliveries = [delivery(index, 10.0 * index) for index in range(5)]
    with new_run(tmp_path, deliveries) as run:
        attempt(run, deliveries[0], 1, 503, START + 5)
        attempt(run, deliveries[0], 2, AttemptResult(Attempt(Outcome.TIMEOUT, 30.0), waited=30.0), START + 305)
        attempt(run, deliveries[1], 1, 200)
        attempt(run, deliveries[2], 9, 404)
        run.begin(deliveries[3], 1, START + 30, START + 31)
        run.commit()
    with open_run(run.path, timekeeper=SetTimekeeper()) as again:
        assert [tuple(one) for one in again.pending()] == [
            (deliveries[0], 3, START + 305 + 30 + 600, START + 5),
            (deliveries[3], 1, START + 30, START + 30),
            (deliveries[4], 1, START + 40, None),
        ]
        assert [(one.delivery.index, one.result is None) for one in again.records()] == [
            (0, False), (0, False), (1, False), (2, False), (3, True),
        ]  # fmt: skip


def test_only_one_plays(tmp_path: Path) -> None:
    """A run that is being played cannot be opened a second time, and the error names who plays it."""
    with new_run(tmp_path) as run, pytest.raises(InputError, match=rf"mhook replay \(process {os.getpid()}\)"):
        open_run(run.path)
    open_run(run.path).close()


@POSIX
def test_all_is_private(tmp_path: Path) -> None:
    """Nobody else may read the project's folder of runs or a file in it; another folder is left as it is."""
    before = os.umask(0)
    try:
        tmp_path.chmod(0o755)
        with new_run(tmp_path / ".mhook" / "runs") as run, new_run(tmp_path) as other:
            attempt(run, delivery(), 1, 503)
            modes = {one.name: one.stat().st_mode & 0o777 for one in run.path.parent.iterdir()}
            ends = ("", "-shm", "-wal", ".lock")
            assert modes == {f"{run.path.name}{end}": 0o600 for end in ends}
            assert other.path.stat().st_mode & 0o777 == 0o600
        folders = (run.path.parent, run.path.parent.parent, tmp_path)
        assert [folder.stat().st_mode & 0o777 for folder in folders] == [0o700, 0o700, 0o755]
        assert (tmp_path / ".mhook" / ".gitignore").read_text().endswith("*\n")
    finally:
        os.umask(before)


@POSIX
@pytest.mark.parametrize("name", [".mhook", ".mhook/runs"])
def test_folders_that_are_links_are_refused(tmp_path: Path, name: str) -> None:
    """No run is made behind a symbolic link in the place of mhook's own folders."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError, match="is a symbolic link"):
        new_run(tmp_path / ".mhook" / "runs")
    assert not list((tmp_path / "elsewhere").iterdir())


def _sqlite(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE mine (a)")
    connection.close()


def _text(path: Path) -> None:
    path.write_text("mine" * 100)


def _empty(path: Path) -> None:
    path.touch()


def _newer(path: Path) -> None:
    with new_run(path.parent) as run:
        run._connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    run.path.rename(path)


@pytest.mark.parametrize(
    ("make", "said"),
    [(_sqlite, "is not a run of mhook's"), (_text, "is not a run"), (_empty, "is empty"), (_newer, "a newer mhook")],
)
@pytest.mark.parametrize("opened", [open_run, read_run, survey_run])
def test_what_is_no_run_is_left_as_it_is(
    tmp_path: Path, make: Callable[[Path], None], said: str, opened: Callable[[Path], object]
) -> None:
    """What is not a run, or a newer one, is refused in a line; its bytes, its time and its folder stay as they are."""
    path = tmp_path / "1234567.db"
    make(path)
    before = (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_mode, sorted(tmp_path.iterdir()))
    with pytest.raises(InputError, match=said):
        opened(path)
    assert before == (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_mode, sorted(tmp_path.iterdir()))


@pytest.mark.parametrize("opened", [open_run, read_run])
def test_what_is_not_there(tmp_path: Path, opened: Callable[[Path], object]) -> None:
    """A run that is not there is an error, and none is made."""
    with pytest.raises(InputError, match="there is no run at"):
        opened(tmp_path / "1234567.db")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM run",
        "DROP TABLE session",
        "DELETE FROM session",
        "DELETE FROM parcel WHERE seq = 0",
        "UPDATE run SET plan = '{}'",
        "UPDATE run SET plan = json_set(plan, '$.clock', 'never')",
        "UPDATE run SET plan = json_set(plan, '$.start', 'never')",
        "UPDATE run SET plan = '" + "[" * 100_000 + "'",
        "UPDATE parcel SET headers = '[1]'",
        "UPDATE attempt SET parcel = 7",
        "UPDATE attempt SET parcel = -1",
        "UPDATE attempt SET number = 0",
        "UPDATE attempt SET number = 77",
        "UPDATE attempt SET outcome = 'splendid'",
        "UPDATE attempt SET seconds = 'long'",
        "UPDATE attempt SET answers = '1,x'",
        "UPDATE attempt SET place = CAST(X'ff' AS TEXT)",
    ],
)
def test_damage_is_one_line(tmp_path: Path, statement: str) -> None:
    """Whatever the tables hold, reading them ends in an error that names the file."""
    with new_run(tmp_path, [delivery(0), delivery(1)]) as run:
        attempt(run, delivery(0), 1, 503)
    make_old(run.path, 2)
    with sqlite3.connect(run.path) as connection:
        connection.execute(statement)
    connection.close()
    with pytest.raises(InputError, match="cannot read the run") as caught:
        read_run(run.path)
    assert str(run.path) in caught.value.message
    with pytest.raises(InputError, match="cannot read the run"):
        go_on(run.path)


@pytest.mark.parametrize("at", range(1, 7))
@pytest.mark.parametrize("alone", [True, False], ids=["one note", "several notes"])
def test_a_commit_that_is_interrupted(tmp_path: Path, at: int, alone: bool) -> None:
    """Wherever Ctrl-C comes during a commit, what was noted is written by the next one, once."""
    record, calls = made_of(delivery(), 1, answered(200)), 0
    with new_run(tmp_path, [delivery()]) as run:
        execute = run._execute

        def interrupted(statement: str, *rows: Row) -> sqlite3.Cursor:
            nonlocal calls
            done, calls = execute(statement, *rows), calls + 1
            if calls == at:
                raise KeyboardInterrupt
            return done

        run._execute = interrupted  # type: ignore[assignment]
        run.begin(delivery(), 1, START, START)
        if alone and at == 1:
            with pytest.raises(KeyboardInterrupt):
                run.commit()
        run.end(record)
        run.look(0, 1.0)
        run.look(None, 2.0)
        with suppress(KeyboardInterrupt):
            run.commit()
        run.commit()
    found = read_run(run.path)
    assert found.records == (record,)
    assert found.looks == ((0, 1.0), (None, 2.0))


def go_on(path: Path) -> None:
    """Open a run and read all that a resumption needs."""
    with open_run(path) as run:
        run.pending()
        list(run.records())


def test_any_damaged_byte_is_an_error_or_none(tmp_path: Path) -> None:
    """A page that was overwritten never leads to anything but an error in one line."""
    with new_run(tmp_path, [delivery(index) for index in range(20)]) as run:
        for index in range(20):
            attempt(run, delivery(index), 1, 503)
    whole = run.path.read_bytes()
    for start in range(0, len(whole), 512):
        run.path.write_bytes(whole[:start] + b"\xa5" * 300 + whole[start + 300 :])
        with suppress(InputError):
            read_run(run.path)
    run.path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError):
        read_run(run.path)


def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    """What the disk refuses is said in a line, kept, and written once there is room; what was written before stays."""
    with new_run(tmp_path) as run:
        attempt(run, delivery(), 1, 503)
        _set_room(run, 1)
        with pytest.raises(InputError, match=r"cannot write the run .*full"):
            fill(run)
        before = len(read_run(run.path).records)
        _set_room(run, 100_000)
        run.commit()
    assert len(read_run(run.path).records) == before + 1


def fill(run: RunFile) -> None:
    """Make attempts without end."""
    long = AttemptResult(Attempt(Outcome.RESET, 1.0, detail="d" * 500, location="l" * 500))
    for number in range(2, 10):
        attempt(run, delivery(), number, long)


@pytest.mark.skipif(sys.platform == "win32" or os.getuid() == 0, reason="to this user nothing is read-only")
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """Where nothing may be written a run can be read; playing it and making one are errors that say so."""
    with new_run(tmp_path) as run:
        attempt(run, delivery(), 1, 503)
    tmp_path.chmod(0o500)
    try:
        assert len(read_run(run.path).records) == 1
        with pytest.raises(InputError, match="may this user write to it and its folder"):
            open_run(run.path)
        with pytest.raises(InputError, match="cannot make a run"):
            new_run(tmp_path)
    finally:
        tmp_path.chmod(0o700)


def _set_room(run: RunFile, pages: int) -> None:
    run._connection.execute(f"PRAGMA max_page_count = {pages}")


def test_a_disk_without_room_for_a_new_run(tmp_path: Path) -> None:
    """Where a run cannot be written whole, or its events cannot be read, no part of it is left."""

    def events() -> Iterator[Delivery]:
        yield delivery()
        raise InputError("line 2 is no event")

    with pytest.raises(InputError, match="line 2"):
        create_run(tmp_path / "bad", PLAN, events(), ClockAnchor(START, START, 0.0, ""))
    assert not list((tmp_path / "bad").iterdir())
    program = (
        "import resource, signal, sys\n"
        "sys.dont_write_bytecode = True\n"
        "from pathlib import Path\n"
        "from tests.transport.stored_run import delivery, new_run\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "try:\n    new_run(Path(sys.argv[1]), [delivery(i) for i in range(500)])\n"
        "except Exception as error:\n    print(type(error).__name__, error)\n"
    )
    if sys.platform != "win32":
        done = subprocess.run(
            [sys.executable, "-c", program, tmp_path / "full"], capture_output=True, text=True, check=True,
            cwd=Path(__file__).parents[3], timeout=60,
        )  # fmt: skip
        assert done.stdout.startswith("InputError cannot write the run")
        assert not list((tmp_path / "full").iterdir())


def test_a_run_whose_file_is_deleted(tmp_path: Path) -> None:
    """An attempt that nobody could find again is not said to be written."""
    with new_run(tmp_path, clock="real") as run:
        run.begin(delivery(), 1, START, START)
        run.path.unlink()
        with pytest.raises(InputError, match="was deleted or moved"):
            run.commit()


@pytest.mark.parametrize("clock", ["virtual", "real", "scaled:3600"])
def test_how_durable_a_commit_is(tmp_path: Path, clock: str) -> None:
    """Where time passes a commit waits for the disk; where none does only the death of the process is survived."""
    with new_run(tmp_path, clock=clock) as run:
        (level,) = run._connection.execute("PRAGMA synchronous").fetchone()
        assert level == (1 if clock == "virtual" else 2)
        assert run._connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_many_at_once_are_one_transaction(tmp_path: Path) -> None:
    """What is noted between two commits is written together: others see all of it, or nothing."""
    deliveries = [delivery(index) for index in range(50)]
    with new_run(tmp_path, deliveries) as run:
        for one in deliveries:
            run.begin(one, 1, START, START)
        assert survey_run(run.path).counts.begun == 0
        run.commit()
        assert survey_run(run.path).counts.begun == 50


@pytest.mark.parametrize(
    ("change", "moment"),
    [
        ({"steady_now": 1_010.0, "wall_now": START + 90_000}, START + 36_000),
        ({"steady_now": 1_010.0, "wall_now": START - 90_000}, START + 36_000),
        ({"steady_now": 5.0, "boot_name": "boot-2", "wall_now": START + 20}, START + 72_000),
        ({"steady_now": 5.0, "boot_name": "boot-2", "wall_now": START - 20}, START),
    ],
    ids=["wall-set-forward", "wall-set-back", "restart", "restart-and-set-back"],
)
def test_what_time_it_is_afterwards(tmp_path: Path, change: dict[str, float | str], moment: float) -> None:
    """Simulated time goes on while nobody plays, by the steady clock, or after a restart by that on the wall."""
    timekeeper = SetTimekeeper()
    with new_run(tmp_path, timekeeper=timekeeper, clock="scaled:3600") as run:
        attempt(run, delivery(), 1, 503)
    for name, value in change.items():
        setattr(timekeeper, name, value)
    with open_run(run.path, timekeeper=timekeeper) as again:
        assert again.moment() == moment
    timekeeper.sleep(1)
    with open_run(run.path, timekeeper=timekeeper) as again:
        assert again.moment() == moment + 3_600


def test_text_of_a_row() -> None:
    """Bytes in the place of text are read as the UTF-8 that they are."""
    assert stored_text("ä".encode()) == "ä"


def test_a_twin_is_refused(tmp_path: Path) -> None:
    """A run that has a second name is neither played nor read, told as such in lists, and can be deleted."""
    with new_run(tmp_path) as run:
        path = run.path
    twin = tmp_path / f"{'z' * 7}.db"
    twin.hardlink_to(path)
    for name in (path, twin):
        for opened in (open_run, read_run, survey_run):
            with pytest.raises(InputError, match=rf"the run's '.*{name.name}' has a second name \(a hard link\)"):
                opened(name)
    (told,) = survey_runs([twin])
    assert isinstance(told, UnreadableRun)
    delete_run(twin)
    assert read_run(path).summary.state is RunState.INTERRUPTED

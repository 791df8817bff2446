"""The folder of runs: where it is, how runs are named and found, and how they are deleted."""

import os
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.errors import InputError, UsageError
from maileroo_cli.transport.run.finding import find_run, sort_runs
from maileroo_cli.transport.run.folder import (
    delete_run,
    find_runs,
    id_seconds,
    list_runs,
    make_id,
    make_run_file,
    run_id,
)
from tests.delivery.replaying import START, SetTimekeeper
from tests.transport.stored_run import new_run

seconds = st.floats(0, 3e10)


@given(seconds, seconds)
def test_ids_sort_by_time(first: float, second: float) -> None:
    """The id of a later second sorts later, until far in the future; all are as long."""
    assert (make_id(first) < make_id(second)) == (int(first) < int(second))
    assert len(make_id(first)) == 7
    assert id_seconds(make_id(first)) == int(first)


def test_an_id_is_as_it_was_written_down() -> None:
    """An id never changes its form: it is the second in base 32, without i, l, o and u."""
    assert [make_id(one) for one in (-5.0, 0.0, 31.0, 1_790_000_000.9)] == ["0000000", "0000000", "000000z", "1nb2ew0"]


def test_where_runs_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is named comes first, then the variable, then the project's own folder."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "deep").mkdir()
    monkeypatch.chdir(tmp_path / "deep")
    monkeypatch.setenv("MHOOK_RUNS", "there")
    assert (find_runs("here"), find_runs()) == (Path("here"), Path("there"))
    monkeypatch.setenv("MHOOK_RUNS", "")
    assert find_runs() == tmp_path / ".mhook" / "runs"


def test_an_id_is_above_every_other(tmp_path: Path) -> None:
    """Two runs never share a name, nor one with what was left of another; a clock that was set back changes nothing."""
    (tmp_path / f"{make_id(START + 1)}.db-wal").touch()
    made = [make_run_file(tmp_path, START) for _ in range(3)]
    assert [run_id(path) for path in made] == [make_id(START + later) for later in (0, 2, 3)]
    back = make_run_file(tmp_path, START - 100)
    assert run_id(back) == make_id(START + 4)
    for foreign in ("notes.db", "1234567.txt", "12345678.db", "ABCDEFG.db"):
        (tmp_path / foreign).touch()
    assert list_runs(tmp_path) == [*made, back]


def test_an_id_that_no_clock_makes(tmp_path: Path) -> None:
    """A file with the last of all ids keeps nobody from making a run."""
    (tmp_path / "zzzzzzz.db").touch()
    assert run_id(make_run_file(tmp_path, START)) == make_id(START)


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1]])
def test_the_id_of_a_deleted_run_never_comes_back(tmp_path: Path, order: list[int]) -> None:
    """Whichever run of a second was deleted last, the next one is above all of them."""
    made = []
    for _ in range(3):
        with new_run(tmp_path) as run:
            made.append(run.path)
    for place in order:
        delete_run(made[place])
    assert run_id(make_run_file(tmp_path, START)) == make_id(START + 3)


def test_runs_are_in_the_order_in_which_they_were_made(tmp_path: Path) -> None:
    """The moment in the file tells, not the id; of what cannot be read the id does."""
    made = []
    for later in (50, 20, 20, -5):
        with new_run(tmp_path, timekeeper=SetTimekeeper(START + later)) as run:
            made.append(run.path)
    late, early, next_to_it, earliest = made
    os.rename(late, damaged := tmp_path / f"{make_id(START + 7)}.db")
    damaged.write_bytes(damaged.read_bytes()[:3_000])
    assert sort_runs(list_runs(tmp_path)) == [earliest, damaged, early, next_to_it]
    assert [find_run(tmp_path, name) for name in ("last", "last~3")] == [next_to_it, earliest]


@pytest.mark.parametrize(
    ("name", "found"),
    [("last", 2), ("last~0", 2), ("last~2", 0), ("1nb2ew1", 1), ("1NB2EW1", 1), ("lnb2ewl", 1), ("1nb2ew2", 2)],
)
def test_a_run_by_its_name(tmp_path: Path, name: str, found: int) -> None:
    """A run is found by its id as people read it, or counted from the last."""
    paths = [make_run_file(tmp_path, START) for _ in range(3)]
    assert find_run(tmp_path, name) == paths[found]


def test_a_run_by_the_beginning_of_its_id(tmp_path: Path) -> None:
    """So much of the id is enough as no other run has."""
    paths = [make_run_file(tmp_path, START + later) for later in (0, 40_000)]
    assert [find_run(tmp_path, name) for name in ("1nb2e", "1nb3n")] == paths
    with pytest.raises(UsageError, match="several runs begin with '1'"):
        find_run(tmp_path, "1")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("last~3", "there is no run 'last~3'"),
        ("2", "there is no run '2'"),
        ("", "there is no run ''"),
        ("../secret", "there is no run"),
        ("1nb2ew0.db", "there is no run"),
        ("last~" + "9" * 5_000, "there is no run"),
    ],
)
def test_a_run_that_is_not_there(tmp_path: Path, name: str, said: str) -> None:
    """A wrong name is told together with the right ones."""
    path = make_run_file(tmp_path, START)
    with pytest.raises(UsageError) as caught:
        find_run(tmp_path, name)
    assert said in caught.value.message
    assert run_id(path) in caught.value.hint
    with pytest.raises(UsageError, match="mhook replay makes them"):
        find_run(tmp_path / "nowhere", "last")


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    """A file in place of the folder is one error, for reading and for making."""
    (tmp_path / "file").touch()
    for use in (list_runs, new_run):
        with pytest.raises(InputError, match="name another folder with --runs"):
            use(tmp_path / "file")


def test_deleting_leaves_nothing(tmp_path: Path) -> None:
    """All files of a run go, and its id is noted; one that is played stays whole, and so does another program's."""
    with new_run(tmp_path) as run:
        before = sorted(os.listdir(tmp_path))
        with pytest.raises(InputError, match=r"is being played by mhook replay"):
            delete_run(run.path)
        assert sorted(os.listdir(tmp_path)) == before
    delete_run(run.path)
    assert os.listdir(tmp_path) == [".highest"]
    with sqlite3.connect(run.path) as connection:
        connection.execute("CREATE TABLE mine (a)")
    connection.close()
    with pytest.raises(InputError, match="is not a run of mhook's"):
        delete_run(run.path)
    assert sorted(os.listdir(tmp_path)) == [".highest", run.path.name]

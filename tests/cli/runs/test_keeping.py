"""Which runs stay, what is left beside them, how many are listed, and going on with one that is finished."""

import os
import re
import sqlite3
from pathlib import Path

import pytest

from maileroo_cli.transport.run.file import RunFile
from tests.cli.calling import Mhook, Ran
from tests.cli.endpoint import Endpoint
from tests.delivery.replaying import delivery
from tests.transport.old_run import make_old
from tests.transport.stored_run import attempt, new_run

KEEP = "MHOOK_KEEP_RUNS"


@pytest.fixture
def folder(project: Path) -> Path:
    """The project's folder of runs."""
    return project / ".mhook" / "runs"


def kept(folder: Path) -> list[str]:
    """Return the ids of the runs that are there, in order."""
    return sorted(path.stem for path in folder.glob("*.db"))


def finish(folder: Path, count: int) -> list[str]:
    """Make so many finished runs, and return their ids."""
    made = []
    for _ in range(count):
        with new_run(folder) as run:
            attempt(run, delivery(), 1, 200)
        made.append(run.id)
    return made


def interrupt(folder: Path) -> RunFile:
    """Make a run that was broken off."""
    with new_run(folder) as run:
        attempt(run, delivery(), 1, 503)
    return run


def play(mhook: Mhook, **env: str) -> Ran:
    """Play a new run to its end."""
    ran = mhook("replay", "--against", "careful", "--format", "json", env=dict(env))
    assert ran.code == 0
    return ran


def test_the_last_finished_runs_are_kept(mhook: Mhook, folder: Path) -> None:
    """The newest 50 stay, the new one included; what is not finished always does, and all that goes is told."""
    old = finish(folder, 2)
    interrupted = interrupt(folder)
    more = finish(folder, 49)
    ran = play(mhook)
    assert kept(folder) == [interrupted.id, *more, ran.objects[0]["run"]]
    assert "removed 2 finished runs older than the last 50 (MHOOK_KEEP_RUNS)" in ran.err
    assert not [name for name in os.listdir(folder) if name[:7] in old]
    again = play(mhook)
    assert (len(kept(folder)), "removed 1 finished run older" in again.err) == (51, True)


@pytest.mark.parametrize(("wanted", "left"), [("1", 1), ("3", 3), ("all", 5), ("ALL", 5), ("0", 5), ("", 5)])
def test_how_many_are_kept(mhook: Mhook, folder: Path, wanted: str, left: int) -> None:
    """The variable says how many; 0 and all keep every one. Where nothing went nothing is said."""
    finish(folder, 4)
    ran = play(mhook, **{KEEP: wanted})
    assert kept(folder)[-1] == ran.objects[0]["run"]
    assert (len(kept(folder)), bool(ran.err)) == (left, left < 5)


def test_the_run_that_was_just_played_stays(mhook: Mhook, folder: Path) -> None:
    """However quickly runs follow one another, each finds itself as the last one afterwards, with an id of its own."""
    played = []
    for _ in range(6):
        played.append(play(mhook, **{KEEP: "1"}).objects[0]["run"])
        assert kept(folder) == played[-1:]
    assert sorted(set(played)) == played


def test_runs_that_end_in_another_order(mhook: Mhook, folder: Path) -> None:
    """A run that ends after later ones stays, and so do as many of those as are kept."""
    with Endpoint(checks=False) as endpoint:
        run = interrupt(folder)
        with sqlite3.connect(run.path) as file:
            file.execute("UPDATE run SET plan = json_set(plan, '$.url', ?)", (endpoint.url,))
        file.close()
        later = finish(folder, 3)
        ran = mhook("runs", "resume", run.id, env={KEEP: "1"})
    assert (ran.code, kept(folder)) == (0, [run.id, later[-1]])
    assert "removed 2 finished runs" in ran.err


def test_going_on_cleans_up_as_well(mhook: Mhook, folder: Path) -> None:
    """Where a run goes on to its end, older ones go."""
    with Endpoint(checks=False) as endpoint:
        finish(folder, 2)
        run = interrupt(folder)
        with sqlite3.connect(run.path) as file:
            file.execute("UPDATE run SET plan = json_set(plan, '$.url', ?)", (endpoint.url,))
        file.close()
        ran = mhook("runs", "resume", run.id, env={KEEP: "1"})
    assert (ran.code, kept(folder)) == (0, [run.id])
    assert "removed 2 finished runs older than the last 1 (MHOOK_KEEP_RUNS)" in ran.err


@pytest.mark.parametrize("wanted", ["-1", "many", "1.5"])
def test_a_number_of_runs_that_is_none(mhook: Mhook, folder: Path, wanted: str) -> None:
    """It is refused before anything is sent or deleted."""
    finish(folder, 2)
    ran = mhook("replay", "--against", "careful", env={KEEP: wanted})
    assert (ran.code, ran.out, len(kept(folder))) == (2, b"", 2)
    assert f"MHOOK_KEEP_RUNS is '{wanted}': give a number of runs, or all (0 also means all)" in ran.error


def test_what_cannot_be_read_stays(mhook: Mhook, folder: Path) -> None:
    """A file that is damaged, or another program's, is neither counted nor deleted."""
    old = finish(folder, 2)
    (folder / f"{old[0]}.db").write_bytes((folder / f"{old[0]}.db").read_bytes()[:3_000])
    with sqlite3.connect(folder / "0000001.db") as other:
        other.execute("CREATE TABLE theirs (a)")
    other.close()
    ran = play(mhook, **{KEEP: "1"})
    assert kept(folder) == ["0000001", old[0], ran.objects[0]["run"]]


def test_no_log_is_left_beside_a_run(mhook: Mhook, folder: Path) -> None:
    """Neither playing nor looking at runs leaves a file of SQLite's behind, whatever was there before."""
    ran = play(mhook)
    for words in (["list"], ["show", "last"], ["show", "last", "--format", "json"]):
        assert mhook("runs", *words).code == 0
        assert {re.sub(r"^\w{7}", "", name) for name in os.listdir(folder)} <= {".db", ".db.lock"}
    path = folder / f"{ran.objects[0]['run']}.db"
    with sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True) as reader:
        reader.execute("SELECT count(*) FROM run").fetchone()
    reader.close()
    assert list(folder.glob("*.db-*"))  # as a reader leaves them that may not write
    assert mhook("runs", "list").code == 0
    assert not list(folder.glob("*.db-*"))


def test_list_shows_the_newest(mhook: Mhook, folder: Path) -> None:
    """Twenty are listed unless --limit says otherwise, and a note tells how many there are."""
    made = finish(folder, 22)
    ran = mhook("runs", "list")
    assert [line.split()[0] for line in ran.lines[1:]] == made[2:]
    assert ran.err == "mhook: note: 20 of 22 runs shown, the newest; -n 0 shows all\n"
    few = mhook("runs", "list", "--limit", "3", "--format", "json")
    assert [one["run"] for one in few.objects] == made[-3:]
    assert "3 of 22 runs shown" in few.err
    every = mhook("runs", "list", "-n", "0")
    assert (len(every.lines), every.err) == (23, "")


@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_when_a_run_was_made_is_always_shown(mhook: Mhook, folder: Path, width: int) -> None:
    """However narrow the terminal, a line fits and has the id, the time and the state; other columns go first."""
    (one,) = finish(folder, 1)
    title, line = mhook("runs", "list", env={"COLUMNS": str(width), "NO_COLOR": "1"}, terminal=True).lines
    assert len(line) <= width
    assert title.split()[:2] == ["RUN", "MADE"]
    assert line.startswith(f"{one}  2026-")
    assert "finished" in line


@pytest.mark.parametrize("form", ["text", "github", "json", "junit"])
def test_going_on_with_a_finished_run(mhook: Mhook, folder: Path, form: str) -> None:
    """It says first when that ended and that nothing is sent, shows it, and changes nothing."""
    with Endpoint(500) as endpoint:
        played = mhook("replay", "--url", endpoint.url, "--attempts", "2", "--format", form)
        before = (folder / f"{kept(folder)[0]}.db").read_bytes()
        again = [
            mhook(*words, "--format", form) for words in (["replay", "--resume", "last"], ["runs", "resume", "last"])
        ]
    assert len(endpoint.arrived) == 2
    assert (folder / f"{kept(folder)[0]}.db").read_bytes() == before
    for ran in again:
        assert ran.code == played.code == 1
        if form == "json":
            first, *rest = ran.objects
            was, *others = played.objects
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", first.pop("finished_time"))
            assert (was.pop("finished_time"), first, rest) == (None, was, others)
            continue
        told = ran.err if form == "junit" else ran.text
        said = told.splitlines()[0].removeprefix("mhook: note: ")
        assert re.fullmatch(r"finished at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d; nothing was sent", said)
        assert ran.lines[0 if form == "junit" else 1 :] == played.lines


def test_a_finished_run_is_judged_with_what_was_seen(mhook: Mhook, folder: Path) -> None:
    """Going on with a run whose effects were counted asks nobody again: it comes out as it did."""
    played = mhook("replay", "--against", "careless", "--fault", "1=lost", "--format", "json")
    again = mhook("replay", "--resume", "last", "--format", "json")
    assert (again.code, again.objects[1:]) == (played.code, played.objects[1:])


def test_runs_of_the_first_version(mhook: Mhook, folder: Path) -> None:
    """A run that knows of no last looks and no types that may have none is shown, and goes on."""
    with Endpoint(checks=False) as endpoint:
        run = interrupt(folder)
        make_old(run.path, 1)
        with sqlite3.connect(run.path) as file:
            plan = "json_remove(json_set(plan, '$.url', ?), '$.allow_no_effect')"
            file.execute(f"UPDATE run SET plan = {plan}", (endpoint.url,))
        file.close()
        assert mhook("runs", "show", "last").code == 0
        assert mhook("runs", "list", "--format", "json").objects[0]["state"] == "interrupted"
        ran = mhook("replay", "--resume", "last", "--format", "json")
    assert ran.code == 0
    assert [one["end"] for one in ran.objects if "attempt" in one] == [None, "accepted"]
    assert mhook("runs", "list", "--format", "json").objects[0]["state"] == "finished"

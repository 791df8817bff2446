"""``mhook runs``: what is listed, shown and deleted."""

import json
import os
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.delivery.replay.clock import ClockAnchor
from maileroo_cli.delivery.replay.records import AttemptResult, Delivery
from maileroo_cli.transport.run.file import RunFile
from maileroo_cli.transport.run.folder import make_run_file
from maileroo_cli.transport.run.session import fill, open_for_writing
from tests.cli.calling import Mhook, check_printable
from tests.delivery.replaying import START, SetTimekeeper, delivery
from tests.transport.stored_run import PLAN, attempt, new_run

HOLDER = f"mhook replay (process {os.getpid()})"
BAD = "\x1b[31m[/x]\u202e<b>\n"


class Clock(SetTimekeeper):
    """Outer clocks of a test, in place of the machine's."""


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Outer clocks that are set by the test, also for the commands."""
    clock = Clock()
    monkeypatch.setattr("maileroo_cli.operation.runs.SystemTimekeeper", lambda: clock)
    return clock


@pytest.fixture
def folder(project: Path) -> Path:
    """The project's folder of runs."""
    return project / ".mhook" / "runs"


@pytest.fixture
def runs(folder: Path, clock: Clock) -> Iterator[list[RunFile]]:
    """A finished run, an interrupted one, and one that is being played, which is the last."""
    deliveries = [delivery(0), delivery(1, event_type="opened")]
    with new_run(folder, deliveries, clock) as finished:
        attempt(finished, deliveries[0], 1, 200)
        attempt(finished, deliveries[1], 9, AttemptResult(Attempt(Outcome.TIMEOUT, 30.0), waited=30.0), START + 50_400)
    with new_run(folder, [delivery()], clock, clock="scaled:10") as interrupted:
        attempt(interrupted, delivery(), 1, 503)
        interrupted.begin(delivery(), 2, START + 300, START + 300)
    with new_run(folder, [delivery()], clock, clock="real") as played:
        attempt(played, delivery(), 1, 503)
        yield [finished, interrupted, played]


def test_list(mhook: Mhook, runs: list[RunFile]) -> None:
    """A line tells the state, the counts, and when the next attempt is due by the clock on the wall."""
    first, second, third = (run.id for run in runs)
    ran = mhook("runs", "list", env={"COLUMNS": "200"})
    assert (ran.code, ran.err) == (0, "")
    record, url = "2026-09-21 14:13:20", "http://127.0.0.1:9/webhook"
    title, *lines = ran.lines
    assert " ".join(title.split()) == "RUN MADE WHAT RECEIVER CLOCK STATE ACCEPTED GIVEN UP OPEN NEXT ATTEMPT PLAYED BY"
    assert [re.split("  +", line) for line in lines] == [
        [first, record, "2 events: delivered, opened", url, "virtual", "finished", "1", "1", "0", "-", "-"],
        [second, record, "delivered", url, "scaled:10", "interrupted", "0", "0", "1", "overdue", "-"],
        [third, record, "delivered", url, "real", "running", "0", "0", "1", "2026-09-21 14:18:20", HOLDER],
    ]
    for width, kept in ((40, {"MADE"}), (60, {"MADE", "GIVEN"}), (80, {"MADE", "ACCEPTED", "GIVEN"})):
        lines = mhook("runs", "list", env={"COLUMNS": str(width)}, terminal=True).lines
        assert len(lines) == 4
        assert kept <= set(lines[0].split())


def test_many_events(mhook: Mhook, folder: Path, clock: Clock) -> None:
    """Thousands have a comma, as elsewhere."""
    new_run(folder, [delivery(index) for index in range(1_000)], clock).close()
    ran = mhook("runs", "list", env={"COLUMNS": "200"})
    assert "  1,000 events: delivered  " in ran.lines[1]
    assert "  1,000  at once" in ran.lines[1]
    assert "0 accepted, 0 given up, 1,000 open" in mhook("runs", "show", "last").text


def test_list_objects(mhook: Mhook, runs: list[RunFile]) -> None:
    """JSON tells the same of each run, with moments of both times."""
    found = mhook("runs", "list", "--format", "json").objects
    assert [(one["run"], one["state"], one["open"], one["unknown"]) for one in found] == [
        (runs[0].id, "finished", 0, 0),
        (runs[1].id, "interrupted", 1, 1),
        (runs[2].id, "running", 1, 0),
    ]
    assert [one["next_planned_time"] for one in found] == [None, "2026-09-21T14:18:20.000Z", "2026-09-21T14:18:20.000Z"]
    assert [one["next_time"] for one in found] == [None, "2026-09-21T14:13:20.000Z", "2026-09-21T14:18:20.000Z"]
    assert [one["held_by"] for one in found] == [None, None, {"pid": os.getpid(), "doing": "mhook replay"}]


def test_no_run_yet(mhook: Mhook, project: Path) -> None:
    """Where there is none, nothing is made, and a note says where one would be."""
    ran = mhook("runs", "list")
    assert (ran.code, ran.text) == (0, "")
    assert "there are no runs in" in ran.err
    assert not (project / ".mhook").exists()


def test_a_damaged_run_hides_no_other(mhook: Mhook, runs: list[RunFile]) -> None:
    """The others are listed all the same, and then an error names it; it can be deleted."""
    runs[0].path.write_bytes(runs[0].path.read_bytes()[:3_000])
    ran = mhook("runs", "list")
    assert (ran.code, len(ran.lines)) == (3, 3)
    assert runs[0].path.name in ran.error
    assert mhook("runs", "show", runs[0].id).code == 3
    ran = mhook("runs", "delete", "--all")
    assert (ran.code, ran.text) == (0, f"2 runs deleted: {runs[0].id}, {runs[1].id}\n")


def test_show(mhook: Mhook, runs: list[RunFile]) -> None:
    """A run is told in words, and each attempt in a line, the unknown one as such."""
    ran = mhook("runs", "show", "last~1", env={"COLUMNS": "120"})
    assert ran.code == 0
    assert ran.lines[:14] == [
        f"{runs[1].id}  interrupted",
        "  made        2026-09-21 14:13:20",
        "  events      delivered",
        "  timeout     30s",
        "  attempts    1; 1 unknown",
        "  deliveries  0 accepted, 0 given up, 1 open",
        "  next        overdue",
        "",
        f"run {runs[1].id}: 1 event to http://127.0.0.1:9/webhook",
        "  maileroo: 9 attempts in 14h; scaled:10 clock from 2026-09-21 14:13:20",
        "",
        *ran.lines[11:14],
    ]
    first, second = (line.split() for line in ran.lines[12:14])
    assert first[:4] == ["◆", "+0s", "14:13:20", "1/9"]
    assert second[:5] == ["?", "+5m", "14:18:20", "2/9", "unknown"]


def test_show_objects(mhook: Mhook, runs: list[RunFile]) -> None:
    """JSON tells the run and then each attempt; of an unknown one nothing is invented."""
    run, start, first, second, delivery, summary = mhook("runs", "show", runs[1].id, "--format", "json").objects
    assert (start["run"], delivery["end"], summary["open"]) == (runs[1].id, None, 1)
    assert (run["run"], run["attempts"], run["unknown"]) == (runs[1].id, 1, 1)
    assert (first["outcome"], first["status"], first["reach"], first["planned_s"]) == ("answered", 503, "whole", 0)
    assert (second["attempt"], second["outcome"], second["planned_s"]) == (2, "unknown", 300)
    for key in ("status", "duration_ms", "reach", "receiver_could_act", "end", "fault"):
        assert second[key] is None


def test_untrusted_text(mhook: Mhook, folder: Path, clock: Clock) -> None:
    """What a file or a peer says reaches the terminal harmless."""
    one = replace(delivery(), event_type=BAD, event_id=BAD)
    with new_run(folder, [one], clock) as run:
        attempt(run, one, 1, AttemptResult(Attempt(Outcome.RESET, 1.0, location=BAD, detail=BAD)))
    for words in (["list"], ["show", "last"]):
        ran = mhook("runs", *words, env={"COLUMNS": "200"})
        assert ran.code == 0
        check_printable(ran)
        assert "\\x1b[31m[/x]" in ran.text
        for line in mhook("runs", *words, "--format", "json").out.splitlines():
            assert json.loads(line)


@pytest.mark.parametrize(
    ("words", "gone"),
    [
        (["--finished"], [0]),
        (["--all"], [0, 1]),
        (["last~1"], [1]),
        (["last~1", "--finished", "last~1"], [1, 0]),
    ],
    ids=["finished", "all", "named", "named-and-finished"],
)
def test_delete(mhook: Mhook, runs: list[RunFile], words: list[str], gone: list[int]) -> None:
    """What fits goes, with all its files, and never what is being played; before, a dry run names the same."""
    ids = [runs[index].id for index in gone]
    found = mhook("runs", "delete", *words, "--dry-run", "--format", "json").objects
    assert found == [{"schema": "mhook.runs-deleted/1", "runs": ids, "deleted": len(ids), "dry_run": True}]
    assert all(run.path.exists() for run in runs)
    ran = mhook("runs", "delete", *words)
    count = "1 run" if len(ids) == 1 else f"{len(ids)} runs"
    assert (ran.code, ran.text) == (0, f"{count} deleted: {', '.join(ids)}\n")
    left = {name[:7] for name in os.listdir(runs[0].path.parent)}
    assert left == {run.id for index, run in enumerate(runs) if index not in gone}


def test_delete_what_is_being_played(mhook: Mhook, runs: list[RunFile]) -> None:
    """A run that is named and being played stays and is an error; the others that were named go."""
    for words in (["--dry-run"], []):
        ran = mhook("runs", "delete", "last", "last~1", *words)
        assert (ran.code, ran.text.split()[-1]) == (3, runs[1].id)
        assert f"is being played by {HOLDER}" in ran.error
    assert [run.path.exists() for run in runs] == [True, False, True]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["delete"], 2, "say which runs to delete"),
        (["delete", "--dry-run"], 2, "say which runs to delete"),
        (["delete", "--all", "zzz"], 2, "there is no run 'zzz'"),
        (["show", "zzz"], 2, "there is no run 'zzz'"),
        (["show"], 2, "run is missing: name a run, like last"),
        (["list", "--runs", "file"], 3, "cannot read the runs in 'file'"),
        (["resume", "zzz"], 2, "there is no run 'zzz'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_errors(mhook: Mhook, runs: list[RunFile], project: Path, words: list[str], code: int, said: str) -> None:
    """Each mistake is one line with its exit code, and nothing is deleted."""
    (project / "file").touch()
    ran = mhook("runs", *words)
    assert ran.code == code
    assert said in ran.error.lower()
    assert all(run.path.exists() for run in runs)


def test_the_folder_of_runs(mhook: Mhook, tmp_path: Path, project: Path, clock: Clock) -> None:
    """The option names a folder, and so does the variable."""
    deliveries: list[Delivery] = []
    with new_run(tmp_path / "mine", deliveries, clock) as run:
        pass
    for words, env in ((["--runs", "mine"], {}), ([], {"MHOOK_RUNS": "mine"})):
        ran = mhook("runs", "list", *words, "--format", "json", env=env)
        assert [one["run"] for one in ran.objects] == [run.id]


@pytest.fixture
def half_made(folder: Path) -> Path:
    """A run whose maker was killed while its pages came into the file: what has to be taken back stands beside it."""
    journal = b""
    path = make_run_file(folder, START)
    beside = path.with_name(f"{path.name}-journal")

    def deliveries() -> Iterator[Delivery]:
        nonlocal journal
        yield from map(delivery, range(200))
        journal = beside.read_bytes()

    with closing(open_for_writing(path)) as connection:
        connection.execute("PRAGMA cache_size = 5")  # so that pages come into the file before the commit
        fill(connection, path, PLAN, deliveries(), ClockAnchor(START, START, 0.0, ""), None)
    beside.write_bytes(journal)
    return path


@pytest.mark.parametrize("line", ["runs list", "runs show last", "runs resume last", "replay --resume last"])
def test_a_run_that_was_killed_while_it_was_made(mhook: Mhook, half_made: Path, line: str) -> None:
    """Each command says so at the first time as at the second, and it can be deleted."""
    for _ in range(2):
        ran = mhook(*line.split())
        assert (ran.code, "is empty: creating it was interrupted: nothing was sent" in ran.error) == (3, True)
        assert f"delete it with mhook runs delete {half_made.stem}, and start it again" in ran.error
    assert mhook("runs", "delete", "last").code == 0
    assert list(half_made.parent.glob("*.db*")) == []


def test_a_run_that_was_killed_while_it_was_made_can_be_deleted(mhook: Mhook, half_made: Path) -> None:
    """It is deleted also where no other command has looked at it."""
    assert mhook("runs", "delete", "--finished").text == "0 runs deleted\n"
    assert mhook("runs", "delete", "--all").code == 0
    assert list(half_made.parent.glob("*.db*")) == []

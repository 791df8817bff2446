"""What a check or a load came to is kept, listed, shown again and deleted; nothing secret is in it."""

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.calling import SECRET, Mhook
from tests.cli.load_receiver import LoadReceiver
from tests.cli.test_process import interrupted, start
from tests.operation.check.test_run import HangsOn
from tests.receivers.broken.signature import AcceptsEmpty
from tests.receivers.correct import SIGNATURE, CorrectReceiver

CHECK = ("--select", "SIG002,SIG003", "--seed", "7")
LOAD = ("--users", "2", "-n", "20", "--no-probe")
HEADERS = ("-H", "X-Api: open sesame", "-H", "Authorization: Bearer open sesame")


@pytest.fixture
def folder(project: Path) -> Path:
    """The project's folder of runs."""
    return project / ".mhook" / "runs"


@pytest.fixture
def receiver() -> Iterator[CorrectReceiver]:
    """Return a receiver that accepts an empty signature."""
    with AcceptsEmpty(SECRET) as receiver:
        yield receiver


def kept(folder: Path, ending: str) -> list[str]:
    """Return the ids of the results that are there."""
    return sorted(path.stem for path in folder.glob(f"*.{ending}"))


def test_a_check_is_shown_again(mhook: Mhook, folder: Path, receiver: CorrectReceiver) -> None:
    """A check is listed with its verdict, and its report is told again, as text and as objects."""
    first = mhook("check", f"{receiver.url}?token=open-sesame", *CHECK, *HEADERS)
    assert first.code == 1
    (name,) = kept(folder, "check")
    (listed,) = mhook("runs", "list", "--format", "json").objects
    assert list(listed) == ["schema", "run", "time", "url", "state", "reason", "exit_code"]
    assert (listed["schema"], listed["run"], listed["state"]) == ("mhook.kept-check/1", name, "finished")
    assert (listed["reason"], listed["exit_code"]) == ("1 lets forged events in", 1)
    assert listed["url"] == f"{receiver.url}?…"
    assert name in mhook("runs", "list").text
    shown = mhook("runs", "show", name[:-1] if len(name) > 1 else name)
    assert shown.code == 0
    assert shown.lines[0] == first.lines[0]
    assert shown.lines[-2:] == first.lines[-2:]
    objects = mhook("runs", "show", name, "--format", "json").objects
    assert objects[0] == listed
    assert [one["schema"] for one in objects[1:]] == [
        "mhook.check-plan/1",
        *["mhook.check-rule/1"] * 3,
        "mhook.check-summary/1",
    ]
    assert all(one["exchange"] is None for one in objects if "exchange" in one)


@pytest.mark.parametrize("command", ["check", "load"])
def test_nothing_secret_is_kept(mhook: Mhook, folder: Path, receiver: CorrectReceiver, command: str) -> None:
    """Neither the secret, nor a value of a header, nor what a URL has behind its path; its owner alone can read it."""
    mhook(command, f"{receiver.url}?token=open-sesame", *(CHECK if command == "check" else LOAD), *HEADERS)
    (path,) = folder.glob(f"*.{command}")
    content = path.read_text()
    for word in (SECRET, "sesame", "token", "Bearer", SIGNATURE):
        assert word not in content
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_load_is_shown_again(mhook: Mhook, folder: Path, project: Path) -> None:
    """A load is told again with its verdict, and its chart goes into a file."""
    with LoadReceiver() as receiver:
        first = mhook("load", receiver.url, *LOAD)
    (name,) = kept(folder, "load")
    shown = mhook("runs", "show", name, "--picture", project / "load.svg")
    assert shown.lines[-1] == first.lines[-1]
    assert (project / "load.svg").read_text().startswith("<svg ")
    (listed, plan, load) = mhook("runs", "show", name, "--format", "json").objects
    assert [one["schema"] for one in (listed, plan, load)] == ["mhook.kept-load/1", "mhook.load-plan/1", "mhook.load/1"]
    assert listed["reason"] == load["reason"] == first.lines[-1]


def test_nothing_is_kept_where_nothing_is_wanted(mhook: Mhook, folder: Path, receiver: CorrectReceiver) -> None:
    """With --no-journal, and with a dry run, nothing is made."""
    mhook("check", receiver.url, *CHECK, "--no-journal")
    mhook("check", receiver.url, *CHECK, "--dry-run")
    mhook("load", receiver.url, *LOAD, "--no-journal")
    mhook("load", receiver.url, *LOAD, "--dry-run")
    assert not folder.parent.exists()


def test_another_folder(mhook: Mhook, folder: Path, project: Path, receiver: CorrectReceiver) -> None:
    """The folder is named as for a replay."""
    assert mhook("check", receiver.url, *CHECK, "--runs", "mine").code == 1
    assert mhook("check", receiver.url, *CHECK, env={"MHOOK_RUNS": "theirs"}).code == 1
    assert [len(kept(project / name, "check")) for name in ("mine", "theirs")] == [1, 1]
    assert not folder.exists()
    assert mhook("runs", "list", "--runs", "mine", "--format", "json").objects


@pytest.mark.parametrize("command", ["check", "load"])
def test_a_folder_that_cannot_be_is_told(mhook: Mhook, project: Path, receiver: CorrectReceiver, command: str) -> None:
    """Where nothing can be kept, a note says so, and the exit code is that of the verdict."""
    (project / "file").touch()
    words = CHECK if command == "check" else LOAD
    ran = mhook(command, receiver.url, *words, "--runs", "file/runs")
    assert ran.code == mhook(command, receiver.url, *words, "--no-journal").code
    assert f"mhook: note: this {command} is not kept: cannot keep a {command} in 'file/runs'" in ran.err
    assert ran.errors == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="to this user nothing is read-only")
def test_a_folder_that_is_read_only(mhook: Mhook, project: Path, receiver: CorrectReceiver) -> None:
    """In a folder that is read-only a check is a check all the same."""
    project.chmod(0o500)
    try:
        ran = mhook("check", receiver.url, *CHECK)
    finally:
        project.chmod(0o700)
    assert ran.code == 1
    assert "this check is not kept" in ran.err


def test_the_last_ones_are_kept(mhook: Mhook, folder: Path, receiver: CorrectReceiver) -> None:
    """So many checks stay as runs do; a number that is none is refused before anything is sent."""
    made = []
    for _ in range(3):
        mhook("check", receiver.url, "--select", "SIG003", env={"MHOOK_KEEP_RUNS": "2"})
        made.append(kept(folder, "check")[-1])
    assert kept(folder, "check") == made[1:]
    before = len(receiver.seen)
    ran = mhook("check", receiver.url, *CHECK, env={"MHOOK_KEEP_RUNS": "few"})
    assert (ran.code, len(receiver.seen)) == (2, before)


def test_deleted(mhook: Mhook, folder: Path, receiver: CorrectReceiver) -> None:
    """A result is deleted by its id, or with all that is finished."""
    for _ in range(3):
        mhook("check", receiver.url, "--select", "SIG003")
    first = kept(folder, "check")[0]
    assert mhook("runs", "delete", first, "--format", "json").objects[0]["runs"] == [first]
    assert mhook("runs", "delete", "--finished", "--dry-run", "--format", "json").objects[0]["deleted"] == 2
    assert mhook("runs", "delete", "--finished").text.startswith("2 runs deleted")
    assert list(folder.iterdir()) == []


def test_what_a_result_has_not(mhook: Mhook, folder: Path, receiver: CorrectReceiver) -> None:
    """A format or a picture that was not kept is refused, and nothing is shown."""
    mhook("check", receiver.url, "--select", "SIG003")
    (name,) = kept(folder, "check")
    for words in (("--format", "junit"), ("--picture", "check.html")):
        ran = mhook("runs", "show", name, *words)
        assert (ran.code, ran.text) == (2, "")
    assert "--report html=FILE" in mhook("runs", "show", name, "--picture", "check.html").error
    assert mhook("runs", "resume", name).code == 2


def test_a_damaged_one(mhook: Mhook, folder: Path, receiver: CorrectReceiver) -> None:
    """A result that cannot be read is told as an error, and can be deleted."""
    mhook("check", receiver.url, "--select", "SIG003")
    (name,) = kept(folder, "check")
    (folder / f"{name}.check").write_text("{}")
    for words in (("list",), ("show", name)):
        ran = mhook("runs", *words)
        assert ran.code == 3
        assert "is damaged" in ran.error
        assert f"mhook runs delete {name}" in ran.error
    assert mhook("runs", "delete", name).code == 0


def test_one_that_is_interrupted_is_kept(folder: Path, mhook: Mhook) -> None:
    """What was found out before Ctrl-C is kept, and its state says so."""
    with HangsOn(lambda request: request.values(SIGNATURE) != [""], SECRET) as hanging:
        running = start(["check", hanging.url, "--select", "SIG003,SIG004", "--timeout", "30"])
        assert hanging.hung.acquire(timeout=30)
        assert interrupted(running).code == 130
        hanging.let_go.set()
    (listed,) = mhook("runs", "list", "--format", "json").objects
    assert (listed["state"], listed["exit_code"]) == ("interrupted", 130)
    assert mhook("runs", "show", kept(folder, "check")[0]).lines[-1].endswith("interrupted")

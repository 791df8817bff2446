"""`captures import` and `prune` while `mhook listen` has the store: the same as ever, and nothing is lost."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue

import pytest

from maileroo_cli.capture.entry import Capture
from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.store.writer import Store
from maileroo_cli.transport.channel import patience
from maileroo_cli.transport.channel.access import StoreAccess
from tests.cli.calling import Mhook, command, environment, process
from tests.cli.store import captured, fill
from tests.listening import PATIENCE, Client, ListenProcess, read_captures
from tests.transport.channel.test_access import POST, check_whole

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX")]


@pytest.fixture
def records(mhook: Mhook, tmp_path: Path) -> Path:
    """Return a file of 3,000 captures with their ids, one in a hundred of them invalid."""
    path = tmp_path / "source.db"
    fill(path, *(captured(number, None if number % 100 else b"{}", verdict="unchecked") for number in range(1, 3001)))
    file = tmp_path / "records.ndjson"
    assert mhook("captures", "export", "--store", path, "--with-signatures", "--output", file).code == 0
    return file


def ids(store: Path) -> list[str]:
    """Return the ids in a store, in order."""
    with Archive(store) as archive:
        return list(archive.ids())


def known(store: Path) -> list[tuple[object, ...]]:
    """Return all that a store knows of its captures, and their bytes."""
    with Archive(store) as archive:
        return [(*capture.entry, *capture.content) for capture in archive.captures()]


def test_an_import_is_the_same(records: Path, mhook: Mhook, tmp_path: Path) -> None:
    """Through a listener the same is stored and told as without one, and a note says through which."""
    first = records.read_bytes().partition(b"\n")[0]
    (tmp_path / "damaged.ndjson").write_bytes(first + b"\nrubbish\n")
    names = [records, tmp_path / "damaged.ndjson"]
    alone = mhook("captures", "import", "--store", tmp_path / "alone.db", *names, "--format", "json")
    with ListenProcess(tmp_path) as listen:
        beside = mhook("captures", "import", "--store", listen.store, *names, "--format", "json")
        again = mhook("captures", "import", "--store", listen.store, records)
        assert known(listen.store) == known(tmp_path / "alone.db")
        told = listen.stop()
    note = f"importing through mhook listen (process {listen.pid}), which has the store open"
    assert json.loads(beside.err)["note"] == note
    assert [one["schema"] for one in beside.objects] == ["mhook.import-damage/1", "mhook.import-summary/2"]
    assert (beside.code, alone.code) == (3, 3)
    stores = [one.objects[-1].pop("store") for one in (alone, beside)]
    assert stores == [str(tmp_path / "alone.db"), str(listen.store)]
    assert [{**one, "store": ""} for one in beside.objects] == [{**one, "store": ""} for one in alone.objects]
    assert (again.code, again.err) == (0, f"mhook: note: {note}\n")
    assert again.text == f"0 imported into {listen.store}; 3,000 already there\n"
    assert "mhook captures import (process" in told.err
    assert "): 3,000 captures added" in told.err
    assert (told.objects[-1]["total"], told.objects[-1]["left"]) == (0, 3000)
    check_whole(listen.store)


PRUNED = {
    "newest": ("--keep", "7"),
    "all": ("--all",),
    "size": ("--max-size", "2kB"),
    "age": ("--older-than", "1h"),
    "names": ("last", "last~3", "0001"),
    "several": ("--keep", "30", "last~2"),
    "nothing": ("--keep", "5000"),
}


@pytest.mark.parametrize("name", PRUNED)
def test_a_prune_is_the_same(name: str, mhook: Mhook, tmp_path: Path) -> None:
    """Through a listener the same goes and is told as without one."""
    captures = [captured(number, at=4e9 if number % 3 else 1.0, peer="") for number in range(1, 1301)]
    alone, options = fill(tmp_path / "alone.db", *captures), PRUNED[name]
    fill(tmp_path / "captures.db", *captures)
    dry = mhook("captures", "prune", "--store", alone, *options, "--dry-run", "--format", "json").objects[0]
    wanted = mhook("captures", "prune", "--store", alone, *options, "--format", "json")
    with ListenProcess(tmp_path) as listen:
        ran = mhook("captures", "prune", "--store", listen.store, *options, "--format", "json")
        assert ids(listen.store) == ids(alone)
        with Client(listen.port) as client:
            assert client.send(POST).answer().status == 200
    assert (ran.code, ran.objects) == (0, wanted.objects)
    assert dry["deleted"] == wanted.objects[0]["deleted"]
    assert f"deleted through mhook listen (process {listen.pid}), which has the store open" in ran.err
    assert len(ids(listen.store)) == len(ids(alone)) + 1
    check_whole(listen.store)


def test_clients_are_served_meanwhile(records: Path, tmp_path: Path) -> None:
    """While captures are imported and pruned each request is answered, and all is stored."""
    stop, statuses = threading.Event(), SimpleQueue[int]()

    def post(port: int) -> None:
        with Client(port) as client:
            while not stop.is_set():
                statuses.put(client.send(POST).answer().status)

    with ListenProcess(tmp_path, "--quiet") as listen:
        threads = [threading.Thread(target=post, args=(listen.port,)) for _ in range(3)]
        for thread in threads:
            thread.start()
        try:
            assert process(["captures", "import", "--store", listen.store, records]).code == 0
            assert process(["captures", "prune", "--store", listen.store, "last"]).code == 0
        finally:
            stop.set()
        for thread in threads:
            thread.join(PATIENCE)
        summary = listen.stop().objects[-1]
    count = statuses.qsize()
    assert {statuses.get() for _ in range(count)} == {200}
    assert summary["total"] == count > 3
    assert len(ids(listen.store)) == count + 3000 - 1
    check_whole(listen.store)


def test_several_take_turns(records: Path, tmp_path: Path) -> None:
    """Of several at a time each waits until the one before is done, which a note names, and all succeed."""
    store = str(tmp_path / "captures.db")
    line = ["captures", "import", "--store", store, str(records)]
    lines = [line, line, line, ["captures", "prune", "--store", store, "--keep", "5000"]]
    with ListenProcess(tmp_path) as listen:
        with StoreAccess(listen.store, "the first"):
            running = [
                subprocess.Popen(command(one), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment())
                for one in lines
            ]
            notes = [one.stderr.readline().decode() for one in running if one.stderr is not None]
        said = [one.communicate(timeout=PATIENCE)[1].decode() for one in running]
        assert notes == [f"mhook: note: waiting for the first (process {os.getpid()}), which has the store open\n"] * 4
        assert [one.returncode for one in running] == [0] * 4, said
        assert len(ids(listen.store)) == 3000
    check_whole(listen.store)


def test_limits_leave_alone_what_is_imported(records: Path, mhook: Mhook, tmp_path: Path) -> None:
    """--keep of the listener is for what it receives: who imports something meanwhile wants to have it."""
    with ListenProcess(tmp_path, "--keep", "1") as listen, Client(listen.port) as client:
        assert [client.send(POST).answer().status for _ in range(3)] == [200] * 3
        assert mhook("captures", "import", "--store", listen.store, records).code == 0
        assert [client.send(POST).answer().status for _ in range(3)] == [200] * 3
        listen.stop()
    captures = read_captures(listen.store)
    assert [one.entry.peer != "" for one in captures].count(True) == 1
    assert len(captures) == 3001


def test_the_importer_is_killed(records: Path, mhook: Mhook, tmp_path: Path) -> None:
    """What it had stored stays, the listener goes on, and the next import brings the rest, each once."""
    lines = records.read_bytes().splitlines(keepends=True)
    with ListenProcess(tmp_path) as listen:
        importer = subprocess.Popen(
            command(["captures", "import", "--store", listen.store, "-"]),
            stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(),
        )  # fmt: skip
        assert importer.stdin is not None
        assert importer.stderr is not None
        importer.stdin.writelines(lines[:2_900])
        assert b"importing through" in importer.stderr.readline()
        while not ids(listen.store):
            importer.stdin.flush()
        importer.kill()
        importer.communicate(timeout=PATIENCE)
        before = len(ids(listen.store))
        with Client(listen.port) as client:
            assert client.send(POST).answer().status == 200
        ran = mhook("captures", "import", "--store", listen.store, records, "--format", "json")
    assert ran.code == 0
    assert ran.objects[-1]["imported"] + ran.objects[-1]["already_there"] == 3000
    assert ran.objects[-1]["already_there"] >= before > 0
    imported = [one.entry.id for one in read_captures(listen.store) if not one.entry.peer]
    assert sorted(imported) == [json.loads(line)["id"] for line in lines]
    check_whole(listen.store)


def test_the_listener_is_killed(records: Path, tmp_path: Path) -> None:
    """The importer goes on without it, and all is stored, each once."""
    lines = records.read_bytes().splitlines(keepends=True)
    with ListenProcess(tmp_path) as listen:
        importer = subprocess.Popen(
            command(["captures", "import", "--store", listen.store, "-"]),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(),
        )  # fmt: skip
        assert importer.stdin is not None
        assert importer.stderr is not None
        importer.stdin.writelines(lines[:2_900])
        assert b"importing through" in importer.stderr.readline()
        while not ids(listen.store):
            importer.stdin.flush()
        listen.kill()
        out, err = importer.communicate(b"".join(lines[2_900:]), timeout=PATIENCE)
    assert (importer.returncode, err) == (0, b"")
    assert out.startswith(f"3,000 imported into {listen.store}: ".encode())
    assert ids(listen.store) == [json.loads(line)["id"] for line in lines]
    check_whole(listen.store)


@pytest.mark.parametrize("line", ["import -", "prune --all"])
def test_another_than_a_listener(line: str, mhook: Mhook, tmp_path: Path) -> None:
    """Where something else writes to the store, that is named as ever."""
    with Store(tmp_path / "a.db", doing="mhook captures import"):
        ran = mhook("captures", *line.split(), "--store", tmp_path / "a.db")
    assert ran.code == 3
    assert "is in use by mhook captures import (process" in ran.error


@pytest.mark.parametrize(
    ("line", "then"),
    [
        ("import {0} {0}", "import again; requests already imported are kept"),
        ("import {0}", "import again; requests already imported are kept"),
        ("prune --all", "prune again; what was deleted is gone"),
    ],
)
def test_a_stopped_listener(
    line: str, then: str, records: Path, mhook: Mhook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That it is waited for is told, and after a bounded time given up in one line, however many files there are."""
    monkeypatch.setattr(patience, "NOTE_AFTER", 0.05)
    monkeypatch.setattr(patience, "GIVE_UP_AFTER", 0.3)
    with ListenProcess(tmp_path) as listen:
        listen.process.send_signal(signal.SIGSTOP)
        ran = mhook("captures", *line.format(records).split(), "--store", listen.store)
        listen.process.send_signal(signal.SIGCONT)
    name = f"mhook listen (process {listen.pid})"
    assert (ran.code, ran.out) == (3, b"")
    assert ran.err.splitlines()[0] == f"mhook: note: waiting for {name}, which has the store open"
    wanted = f"{name} has the store and has not answered for 0.3 seconds: end it or let it continue, then {then}"
    assert ran.error == wanted


def test_it_stops_in_the_middle(records: Path, mhook: Mhook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of several files none is told as unreadable, and importing again brings each capture once."""
    monkeypatch.setattr(patience, "NOTE_AFTER", 0.05)
    monkeypatch.setattr(patience, "GIVE_UP_AFTER", 0.3)
    add = StoreAccess.add
    with ListenProcess(tmp_path) as listen:

        def stopping(access: StoreAccess, captures: Sequence[Capture]) -> int:
            if ids(listen.store):
                listen.process.send_signal(signal.SIGSTOP)
            return add(access, captures)

        with monkeypatch.context() as patch:
            patch.setattr(StoreAccess, "add", stopping)
            ran = mhook("captures", "import", "--store", listen.store, records, tmp_path / "source.db", records)
        listen.process.send_signal(signal.SIGCONT)
        assert (ran.code, ran.error.partition(" has ")[0]) == (3, f"mhook listen (process {listen.pid})")
        monkeypatch.setattr(patience, "GIVE_UP_AFTER", 60.0)
        assert mhook("captures", "import", "--store", listen.store, records).code == 0
        assert len(ids(listen.store)) == len(set(ids(listen.store))) == 3000
    check_whole(listen.store)


MADE: dict[str, list[str]] = {
    "generated": [],
    "HAR": ["--as", "har"],
    "signed HAR": ["--as", "har", "--with-signatures"],
    "curl": ["--as", "curl", "--with-signatures"],
    "HTTP": ["--as", "http", "--with-signatures"],
    "pytest": ["--as", "pytest", "--with-signatures"],
}


@pytest.mark.parametrize("beside", [False, True], ids=["alone", "beside"])
def test_what_mhook_writes_enters_once(beside: bool, mhook: Mhook, tmp_path: Path) -> None:
    """Whatever the ids in a file look like, and in whatever form: the second time all of it is there already."""
    source, path = tmp_path / "source.db", tmp_path / "captures.db"
    made = mhook("generate", "delivered", "opened", "--signed").out
    assert {len(json.loads(line)["id"]) for line in made.splitlines()} == {48}
    assert mhook("captures", "import", "--store", source, "-", stdin=made).code == 0
    with ExitStack() as stack:
        if beside:
            stack.enter_context(ListenProcess(tmp_path))
        for name, form in MADE.items():
            content = mhook("captures", "export", "--store", source, *form).out if form else made
            for present in (0, 2):
                ran = mhook("captures", "import", "--store", path, "-", "--format", "json", stdin=content)
                total = ran.objects[-1]
                assert (ran.code, total["already_there"], total["imported"]) == (0, present, 2 - present), name
            assert mhook("captures", "prune", "--store", path, "--all").code == 0


def test_a_signature_completes_beside(mhook: Mhook, tmp_path: Path) -> None:
    """Through a listener too what came without its signature is completed by the file that has it."""
    source = tmp_path / "source.db"
    fill(source, *(captured(number) for number in (1, 2)))
    bare = mhook("captures", "export", "--store", source).out
    signed = mhook("captures", "export", "--store", source, "--with-signatures").out
    with ListenProcess(tmp_path) as listen:
        mhook("captures", "import", "--store", listen.store, "-", stdin=bare)
        ran = mhook("captures", "import", "--store", listen.store, "-", stdin=signed)
        assert ran.text == f"0 imported into {listen.store}; 2 completed with the signature: 2 valid\n"
        assert len(ids(listen.store)) == len(set(ids(listen.store))) == 2
        listen.stop()
    check_whole(listen.store)

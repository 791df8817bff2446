"""The store of ``mhook listen``: whatever it is called, wherever it goes, and however little it is to keep."""

import os
import shutil
import socket
import sys
from pathlib import Path

import pytest

from tests.cli.calling import Mhook
from tests.cli.store import captured, fill
from tests.listening import Client, ListenProcess, read_captures

REQUEST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"


def post(listen: ListenProcess, count: int = 1) -> list[int]:
    """Post so many requests and return the statuses."""
    with Client(listen.port) as client:
        return [client.send(REQUEST).answer().status for _ in range(count)]


@pytest.mark.skipif(sys.platform == "win32", reason="such names cannot be there")
@pytest.mark.parametrize("name", [":memory:", "file:a.db", "file:a.db?mode=memory", "a?b#c%20.db", ""])
def test_a_name_is_only_a_name(name: str, mhook: Mhook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What SQLite would take for something special is a file like any other, private and found again."""
    monkeypatch.chdir(tmp_path)
    with ListenProcess(tmp_path, *(["--store", name] if name else [])) as listen:
        assert post(listen) == [200]
    path = Path(name) if name else listen.store
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(read_captures(path)) == 1
    assert len(mhook("captures", "list", "--store", str(path), "--format", "json").objects) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be deleted")
@pytest.mark.parametrize("moved", [False, True], ids=["deleted", "moved"])
def test_a_store_that_is_gone(moved: bool, tmp_path: Path) -> None:
    """Where its file is deleted or moved, nothing is acknowledged any more, and it is told once."""
    folder = tmp_path / "kept"
    folder.mkdir()
    with ListenProcess(tmp_path, "--store", str(folder / "a.db")) as listen:
        assert post(listen) == [200]
        if moved:
            folder.rename(tmp_path / "elsewhere")
        else:
            shutil.rmtree(folder)
        assert [post(listen)[0] for _ in range(2)] == [507, 507]
        ran = listen.stop()
    assert ran.err.count("its file was deleted or moved") == 1
    assert ran.objects[-1]["not_kept"] == 2
    if moved:
        assert len(read_captures(tmp_path / "elsewhere" / "a.db")) == 1


@pytest.mark.parametrize(
    "limit", [("--keep", "2"), ("--keep-size", "150"), ("--keep-for", "1ms")], ids=lambda one: one[0]
)
def test_limits_hold_at_the_end_and_at_the_start(limit: tuple[str, str], tmp_path: Path) -> None:
    """With --prune-existing a store is within its limits after the end, however little came, and all is told."""
    with ListenProcess(tmp_path) as listen:
        post(listen, 5)
    with ListenProcess(tmp_path, *limit, "--prune-existing") as listen:
        summary = listen.stop().objects[-1]
    left = {"--keep": 2, "--keep-size": 3, "--keep-for": 0}[limit[0]]
    assert len(read_captures(listen.store)) == left
    assert (summary["captures_before"], summary["deleted"], summary["left"]) == (5, 5 - left, left)


@pytest.mark.parametrize(
    "limit", [("--keep", "2"), ("--keep-size", "150"), ("--keep-for", "1ms")], ids=lambda one: one[0]
)
def test_limits_are_those_of_the_session(limit: tuple[str, str], tmp_path: Path) -> None:
    """What was there before stays, whatever comes; only what came since is deleted beyond the limits."""
    with ListenProcess(tmp_path) as listen:
        post(listen, 7)
    before = [one.entry.id for one in read_captures(listen.store)]
    left = {"--keep": 2, "--keep-size": 3, "--keep-for": 0}[limit[0]]
    with ListenProcess(tmp_path, *limit) as listen:
        post(listen, 5)
        summary = listen.stop().objects[-1]
    after = [one.entry.id for one in read_captures(listen.store)]
    assert after[:7] == before
    assert len(after) == 7 + left
    assert (summary["captures_before"], summary["deleted"], summary["left"]) == (7, 5 - left, 7 + left)


@pytest.mark.parametrize("limit", [("--keep", "2"), ("--keep-size", "150")], ids=lambda one: one[0])
@pytest.mark.parametrize("existing", [False, True], ids=["session", "all"])
def test_health_checks_push_no_webhook_out(limit: tuple[str, str], existing: bool, tmp_path: Path) -> None:
    """Where the limits take something, probes go before any webhook."""
    with ListenProcess(tmp_path, *limit, *(["--prune-existing"] if existing else [])) as listen:
        post(listen)
        with Client(listen.port) as client:
            for _ in range(5):
                client.send(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n").answer()
        listen.stop()
    left = [one.entry.method for one in read_captures(listen.store)]
    assert left[0] == "POST"
    assert set(left[1:]) == {"GET"}


def test_the_numbers_are_told(tmp_path: Path) -> None:
    """The head says what is deleted and what stays, and the last line how much came of it."""
    with ListenProcess(tmp_path) as listen:
        post(listen, 3)
    with ListenProcess(tmp_path, "--keep", "2", "--keep-for", "7d", form="text") as listen:
        post(listen, 5)
        ran = listen.stop()
    assert ran.lines[1:3] == [
        f"  keeping each request in {listen.store} (3 so far)",
        "  deleting the oldest of this session beyond 2 captures or an age of 7d, not the 3 from before",
    ]
    assert ran.lines[-1] == (
        "5 captures of this session: 3 deleted, 2 left; "
        "3 from before were left alone (--prune-existing deletes them too)"
    )
    with ListenProcess(tmp_path, "--keep", "1", "--prune-existing", "--verify-first", form="text") as listen:
        assert post(listen) == [401]
        ran = listen.stop()
    assert ran.lines[1:4] == [
        "  answering 401 to what does not verify",
        f"  keeping each request in {listen.store} (5 so far)",
        "  deleting the oldest in the store beyond 1 capture, those from before too",
    ]
    assert ran.lines[-1] == "6 captures (5 from before): 5 deleted, 1 left"


def test_large_numbers_and_bare_limits(mhook: Mhook, tmp_path: Path) -> None:
    """Large numbers are written in one way wherever they stand, and a limit is never told without its unit."""
    fill(tmp_path / "captures.db", *(captured(number) for number in range(1, 1201)))
    with ListenProcess(tmp_path, "--keep-size", "1000", "--keep-for", "90s", "--prune-existing", form="text") as listen:
        post(listen, 1001)
        ran = listen.stop()
    assert ran.lines[1:3] == [
        f"  keeping each request in {listen.store} (1,200 so far)",
        "  deleting the oldest in the store beyond an age of 90s or a size of 1,000 B, those from before too",
    ]
    left = len(read_captures(listen.store))
    assert "1,001 requests: 1,001 invalid" in ran.lines
    assert ran.lines[-1] == f"2,201 captures (1,200 from before): {2201 - left:,} deleted, {left} left"
    fill(tmp_path / "captures.db", *(captured(number) for number in range(1, 1201)))
    ran = mhook("captures", "prune", "--store", listen.store, "--all")
    assert ran.text == f"{1200 + left:,} captures deleted, 0 left (0 B)\n"


@pytest.mark.parametrize("limit", ["--keep 0", "--keep-for 0", "--keep-for 0s", "--keep-size 0", "--keep-size 0kB"])
def test_a_limit_of_nothing(limit: str, mhook: Mhook, tmp_path: Path) -> None:
    """It is refused in one line that names the option, before there is a store."""
    ran = mhook("listen", "--port", "0", "--store", tmp_path / "a.db", *limit.split())
    assert ran.code == 2
    assert limit.partition(" ")[0] in ran.error
    assert "0" in ran.error
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", ["3", "90", "0.5"])
def test_an_age_says_its_unit(number: str, mhook: Mhook, tmp_path: Path) -> None:
    """A bare number is not taken for seconds where it deletes: the error shows what to write."""
    ran = mhook("listen", "--port", "0", "--store", tmp_path / "a.db", "--keep-for", number)
    wanted = f"--keep-for {number} has no unit: write {number}d, {number}h or {number}s"
    assert (ran.code, ran.error) == (2, wanted)
    assert list(tmp_path.iterdir()) == []


def test_prune_existing_needs_a_limit(mhook: Mhook, tmp_path: Path) -> None:
    """Alone it says nothing, and is refused before there is a store."""
    ran = mhook("listen", "--port", "0", "--store", tmp_path / "a.db", "--prune-existing")
    assert (ran.code, ran.error.partition(":")[0]) == (2, "--prune-existing needs a limit")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away")
def test_the_folder_of_another_user(mhook: Mhook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that somebody else has laid out, and could look into, is not used."""
    (tmp_path / ".mhook").mkdir()
    os.chown(tmp_path / ".mhook", 65_534, 65_534)
    monkeypatch.chdir(tmp_path)
    ran = mhook("listen", "--port", "0")
    assert (ran.code, "belongs to another user" in ran.error) == (3, True)


@pytest.mark.parametrize(
    "wrong", ["--max-head x", "--keep-size x", "--respond x", "--expect x", "--secret env:NO", "--host 203.0.113.1", ""]
)
def test_a_refused_start_leaves_no_store(wrong: str, mhook: Mhook, tmp_path: Path) -> None:
    """Where the port is in use, or an option is wrong, there is no new store afterwards."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = "0" if wrong else str(taken.getsockname()[1])
        ran = mhook("listen", "--port", port, "--store", tmp_path / "new" / "a.db", *wrong.split())
    assert ran.code == 2
    assert list(tmp_path.iterdir()) == []


def test_the_same_verdict_on_every_road(mhook: Mhook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is no webhook is a probe where it is caught, listed, shown, exported, verified and imported again."""
    monkeypatch.chdir(tmp_path)
    with ListenProcess(tmp_path) as listen, Client(listen.port) as client:
        client.send(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n").answer()
        arrival = listen.next_object()
    assert (arrival["verdict"], arrival["detail"]) == ("probe", "GET with neither body nor signature")
    store = ("--store", str(listen.store))
    assert mhook("captures", "list", *store, "--verdict", "probe", "--format", "json").objects[0]["verdict"] == "probe"
    assert "\nprobe (GET with neither body nor signature)\n" in mhook("captures", "show", "last", *store).text
    assert [one.get("verdict") for one in mhook("verify", *store, "--format", "json").objects] == ["probe", None]
    for form in ("ndjson", "har", "http"):
        mhook("captures", "export", "--store", str(listen.store), "--as", form, "--output", form)
        ran = mhook("captures", "import", form, "--store", f"{form}.db")
        assert ran.text == f"1 imported into {form}.db: 1 probe\n"
        assert mhook("verify", form, "--format", "json").objects[0]["verdict"] == "probe"

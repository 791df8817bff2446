"""Writing to the store of a listener: through it while it runs, by oneself where it ends, and never twice."""

import os
import signal
import socket
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from maileroo_cli.capture.entry import Capture
from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.store.failure import StoreError
from maileroo_cli.capture.store.file import companions
from maileroo_cli.capture.store.limits import StoreLimits
from maileroo_cli.capture.store.lock import Holder, StoreHeldError, StoreLock, WriteEndpoint, find_holder
from maileroo_cli.capture.store.writer import Store
from maileroo_cli.transport.channel import patience
from maileroo_cli.transport.channel.access import StoreAccess
from maileroo_cli.transport.channel.client import ListenerGoneError, WriteClient
from maileroo_cli.transport.channel.message import CLIENT, SERVER, AddCaptures, Hello, Welcome, encode, prove
from maileroo_cli.transport.channel.patience import ListenerSilentError, Wait
from tests.capture.stored import capture, fill
from tests.listening import Client, ListenProcess, ListenThread

POST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"


def captures(first: int, last: int, size: int = 2) -> list[Capture]:
    """Return captures that were imported."""
    return [capture(number, peer="", body=b"x" * size) for number in range(first, last)]


def numbers(path: Path) -> list[int]:
    """Return the numbers of the captures in a store that were imported, in order."""
    with Archive(path) as archive:
        return [int(entry.id, 16) for entry in archive.entries() if not entry.peer]


def check_whole(path: Path) -> None:
    """Check that SQLite finds nothing wrong, and that each entry has its content."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("SELECT seq FROM capture EXCEPT SELECT seq FROM content").fetchall() == []
        assert connection.execute("SELECT seq FROM content EXCEPT SELECT seq FROM capture").fetchall() == []


def enter(path: Path) -> WriteClient:
    """Connect to the listener that has a store."""
    holder = find_holder(path)
    assert holder is not None
    return WriteClient(holder, "a test")


def test_through_a_listener(tmp_path: Path) -> None:
    """What is added and deleted is there at once, beside what is received, and the listener knows who it was."""
    with ListenThread(tmp_path, endpoint=True) as listen:
        with Client(listen.port) as client, StoreAccess(listen.path, "an import") as access:
            assert access.own is None
            assert access.through == Holder(os.getpid(), "a test")
            access.add(captures(0, 1000))
            assert client.send(POST).answer().status == 200
            access.add(captures(1000, 1001, 300_000))
            assert numbers(listen.path) == list(range(1001))
            with Archive(listen.path) as archive:
                rows = list(archive.beyond(limits_of(3), 0.0, set(), 0.0))
            assert len(rows) == 999
            assert access.delete_rows([*rows, (rows[0][0], "another id")]) == 999
            assert numbers(listen.path) == [999, 1000]
        StoreAccess(listen.path, "another").__exit__(None, None, None)
    assert listen.heard.writes == [
        (Holder(os.getpid(), "an import"), 1001, 999),
        (Holder(os.getpid(), "another"), 0, 0),
    ]
    check_whole(listen.path)


def limits_of(count: int) -> StoreLimits:
    """Return limits of so many captures."""
    return StoreLimits(captures=count)


@pytest.mark.skipif(sys.platform == "win32", reason="rights are those of POSIX")
def test_the_key_is_private(tmp_path: Path) -> None:
    """The file that holds the key is this user's alone, also where an old one was not, and the key goes at the end."""
    fill(tmp_path / "captures.db")
    lock = companions(tmp_path / "captures.db")[-1]
    lock.chmod(0o644)
    with ListenThread(tmp_path, endpoint=True):
        assert lock.stat().st_mode & 0o777 == 0o600
        assert b'"key"' in lock.read_bytes()
    assert len(lock.read_bytes()) <= 1


@pytest.mark.skipif(sys.platform == "win32", reason="rights are those of POSIX")
def test_an_endpoint_that_others_could_have_written(tmp_path: Path) -> None:
    """A lock file that others can read or write names no place to send captures to: a folder may bring it along."""
    path = tmp_path / "captures.db"
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        endpoint = WriteEndpoint(stranger.getsockname()[1], "key")
        lock = StoreLock(path, "mhook listen", endpoint=endpoint)
        assert (holder := find_holder(path)) is not None
        assert holder.endpoint == endpoint
        companions(path)[-1].chmod(0o644)
        with pytest.raises(StoreHeldError), StoreAccess(path, "mhook captures import"):
            pass
        stranger.setblocking(False)
        with pytest.raises(BlockingIOError):
            stranger.accept()
        lock.release()


def test_by_oneself(tmp_path: Path) -> None:
    """Where nobody has the store, or a listener has just ended, it is taken."""
    with StoreAccess(tmp_path / "captures.db", "an import") as access:
        assert access.through is None
        access.add(captures(0, 5))
        with Archive(tmp_path / "captures.db") as archive:
            rows = list(archive.beyond(limits_of(2), 0.0, set(), 0.0))
        assert access.delete_rows(rows) == 3
    assert numbers(tmp_path / "captures.db") == [3, 4]


def test_another_than_a_listener(tmp_path: Path) -> None:
    """Who writes to a store without an endpoint is named at once."""
    path, said = tmp_path / "captures.db", rf"by mhook captures import \(process {os.getpid()}\): stop that"
    with Store(path, doing="mhook captures import"), pytest.raises(StoreHeldError, match=said):
        StoreAccess(path, "mhook captures prune")


def test_one_guest_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second one that has waited is told who is there, as if that had the store; it comes when the first has gone."""
    monkeypatch.setattr(patience, "GIVE_UP_AFTER", 0.1)
    with ListenThread(tmp_path, endpoint=True) as listen:
        said = r"is in use by the first \(process \d+\)"
        with StoreAccess(listen.path, "the first"), pytest.raises(StoreHeldError, match=said):
            StoreAccess(listen.path, "the second")
        with StoreAccess(listen.path, "the second") as access:
            access.add(captures(0, 1))


@pytest.mark.parametrize("moment", ["before", "after"])
def test_the_listener_is_killed(moment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed before or after a commit that it does not tell any more: all is stored, each once, and in order."""
    take, calls = WriteClient._take, 0
    with ListenProcess(tmp_path) as listen, StoreAccess(listen.store, "an import") as access:

        def killing(client: WriteClient, size: int, wait: Wait) -> bytes:
            nonlocal calls
            calls += 1
            if calls == 5:  # the length of the third answer
                if moment == "after":
                    take(client, size, wait)
                else:
                    listen.process.send_signal(signal.SIGSTOP)
                listen.process.kill()
                listen.process.wait()
                raise ListenerGoneError
            return take(client, size, wait)

        monkeypatch.setattr(WriteClient, "_take", killing)
        access.add(captures(0, 2000))
        assert calls == 5
        assert access.through is None
    assert numbers(listen.store) == list(range(2000))
    check_whole(listen.store)


def test_the_listener_is_killed_while_it_deletes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it deleted at last, and did not tell any more, is counted all the same."""
    fill(tmp_path / "captures.db", *captures(0, 2000))
    take, calls = WriteClient._take, 0
    with ListenProcess(tmp_path) as listen, StoreAccess(listen.store, "a prune") as access:
        with Archive(listen.store) as archive:
            rows = list(archive.beyond(limits_of(10), 0.0, set(), 0.0))

        def killing(client: WriteClient, size: int, wait: Wait) -> bytes:
            nonlocal calls
            calls += 1
            data = take(client, size, wait)
            if calls == 3:
                listen.kill()
                raise ListenerGoneError
            return data

        monkeypatch.setattr(WriteClient, "_take", killing)
        assert access.delete_rows(rows) == 1990
        assert access.own is not None
    assert numbers(listen.store) == list(range(1990, 2000))
    check_whole(listen.store)


def test_the_listener_ends(tmp_path: Path) -> None:
    """Ctrl-C in the middle: it ends as ever, and the rest is stored without it."""
    with ListenProcess(tmp_path) as listen, StoreAccess(listen.store, "an import") as access:
        access.add(captures(0, 500))
        listen.process.send_signal(signal.SIGINT)
        for first in range(500, 5000, 500):
            access.add(captures(first, first + 500))
        assert listen.wait().code == 0
    assert numbers(listen.store) == list(range(5000))


def test_a_guest_is_gone_in_the_middle(tmp_path: Path) -> None:
    """Half an order is none, and the next client comes in."""
    with ListenThread(tmp_path, endpoint=True) as listen:
        client = enter(listen.path)
        client.add(captures(0, 3))
        order = encode(AddCaptures(captures(3, 200)))
        client._socket.sendall(order[: len(order) // 2])
        client.close()
        with StoreAccess(listen.path, "the next") as access:
            access.add(captures(200, 201))
        assert numbers(listen.path) == [0, 1, 2, 200]


def said_by_strangers(key: str) -> Iterator[tuple[str, bytes]]:
    """Yield what comes to the endpoint of those who do not know its key, or its language."""
    yield "a browser", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    yield "a long hello", b"\xff\xff\xff\xff"
    yield "no message", b"\0\0\0\4abcd"
    yield "nothing", b""
    yield "another key", encode(Hello(prove("0" * 64, CLIENT), 1, "a stranger")) + encode(AddCaptures(captures(0, 1)))
    yield "the other side's proof", encode(Hello(prove(key, SERVER), 1, "a stranger"))
    yield "an order first", encode(AddCaptures(captures(0, 1)))


def test_strangers(tmp_path: Path) -> None:
    """Nothing is stored and nothing is said to who does not know the key; the listener goes on."""
    with ListenThread(tmp_path, endpoint=True) as listen:
        holder = find_holder(listen.path)
        assert holder is not None
        assert holder.endpoint is not None
        assert holder.endpoint.key not in repr(holder)
        for name, said in said_by_strangers(holder.endpoint.key):
            with socket.create_connection(("127.0.0.1", holder.endpoint.port), timeout=30) as stranger:
                stranger.sendall(said)
                stranger.shutdown(socket.SHUT_WR)
                with suppress(ConnectionResetError):
                    assert stranger.recv(100) == b"", name
        with StoreAccess(listen.path, "a client") as access:
            access.add(captures(7, 8))
        assert numbers(listen.path) == [7]


def test_another_program_has_the_port(tmp_path: Path) -> None:
    """Who does not know the key gets no capture, whatever it answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        got: list[bytes] = []

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                got.append(connection.recv(10_000))
                connection.sendall(encode(Welcome(prove("0" * 64, SERVER))))
                got.append(connection.recv(10_000))

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(ListenerGoneError):
            WriteClient(Holder(1, "mhook listen", WriteEndpoint(server.getsockname()[1], "k" * 64)), "a test")
        thread.join(30)
    assert b"k" * 8 not in got[0]
    assert got[1] == b""


def test_what_the_disk_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told to the client, nothing of that order is stored, and the listener goes on."""
    add = Store.add

    def refuse(store: Store, these: list[Capture], *, received: bool = True) -> int:
        if not received:
            raise StoreError("database or disk is full")
        return add(store, these)

    monkeypatch.setattr(Store, "add", refuse)
    with (
        ListenThread(tmp_path, endpoint=True) as listen,
        Client(listen.port) as client,
        StoreAccess(listen.path, "an import") as access,
    ):
        with pytest.raises(StoreError, match="disk is full"):
            access.add(captures(0, 1))
        assert client.send(POST).answer().status == 200
        monkeypatch.setattr(Store, "add", add)
        access.add(captures(0, 1))
    assert numbers(listen.path) == [0]


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait but a moment for a listener."""
    monkeypatch.setattr(patience, "NOTE_AFTER", 0.05)
    monkeypatch.setattr(patience, "GIVE_UP_AFTER", 0.3)


SILENT = r"mhook listen \(process {}\) has .* not answered for 0.3 seconds: end it or let it continue, then go on"


def write(access: StoreAccess, moment: str) -> None:
    """Order something that is small or large."""
    if moment == "deleted":
        access.delete_rows([(1, "0" * 16)])
    else:
        access.add(captures(0, 1, 2 if moment == "small" else 50_000_000))


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("moment", ["opened", "small", "large", "deleted", "crowded"])
def test_a_stopped_listener(moment: str, tmp_path: Path) -> None:
    """Whenever it stops, that is told once and given up; once it goes on, all is as ever."""
    told: list[str] = []
    with ListenProcess(tmp_path) as listen:
        ready = (
            StoreAccess(listen.store, "an import", told.append, "go on")
            if moment not in ("opened", "crowded")
            else None
        )
        listen.process.send_signal(signal.SIGSTOP)
        crowd = [socket.socket() for _ in range(20 if moment == "crowded" else 0)]
        holder = find_holder(listen.store)
        assert holder is not None
        assert holder.endpoint is not None
        for one in crowd:
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", holder.endpoint.port))
        with pytest.raises(ListenerSilentError, match=SILENT.format(listen.pid)):
            write(ready or StoreAccess(listen.store, "an import", told.append, "go on"), moment)
        assert told == [f"waiting for mhook listen (process {listen.pid}), which has the store open"]
        if ready is not None:
            ready.__exit__(None, None, None)
        for one in crowd:
            one.close()
        listen.process.send_signal(signal.SIGCONT)
        with Client(listen.port) as client:
            assert client.send(POST).answer().status == 200
        while True:
            with suppress(StoreHeldError, ListenerSilentError):
                with StoreAccess(listen.store, "the next") as access:
                    access.add(captures(7, 8))
                break
        assert numbers(listen.store) in ([7], [0, 7])
    check_whole(listen.store)


@pytest.mark.usefixtures("hasty")
def test_a_listener_that_stops_for_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it goes on in time, that it was waited for is all that is told."""
    monkeypatch.setattr(patience, "GIVE_UP_AFTER", 60.0)
    with ListenProcess(tmp_path) as listen:
        told: list[str] = []

        def tell(sentence: str) -> None:
            told.append(sentence)
            listen.process.send_signal(signal.SIGCONT)

        with StoreAccess(listen.store, "an import", tell) as access:
            listen.process.send_signal(signal.SIGSTOP)
            access.add(captures(0, 500))
    assert len(told) == 1
    assert numbers(listen.store) == list(range(500))

"""Nothing that was acknowledged is lost: killed at any moment, on a full disk, with many senders at once."""

import json
import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Self

import pytest

from maileroo_cli.capture.entry import Capture
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import Signer
from tests.cli.calling import process
from tests.listening import NO_ANSWER, PATIENCE, Client, ListenProcess, read_captures

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits are those of POSIX")

SENDERS = 4
ROUNDS, GROUPS = 25, 4
SIGNER = Signer(Secret("secret"))

# A listener without the command line, which starts in half the time. It obeys lines on stdin, tells its port on stdout,
# and what it says about the store after it.
DRIVER = """
import os, sys
from pathlib import Path
from maileroo_cli.capture.answer.language import parse_script
from maileroo_cli.capture.answer.responder import Responder
from maileroo_cli.capture.store.writer import Durability, Store
from maileroo_cli.transport.server.config import ListenConfig
from maileroo_cli.transport.server.address import Address, bind
from maileroo_cli.transport.server.listener import Listener
from maileroo_cli.webhook.signing.secret import Secret

def say(line):
    os.write(1, f"{line}\\n".encode())

class Reporter:
    def ready(self, url): say(url)
    def arrived(self, arrivals): pass
    def trouble(self, sentence): say(sentence)

path, durability, patch = sys.argv[1:]
with Store(Path(path), durability=Durability(durability), doing="a driver") as store:
    exec(patch)
    Listener(bind(Address()), store, ListenConfig([Secret("secret")], Responder(parse_script([]))), Reporter()).run()
"""


class Driver:
    """A listener in a process of its own, on ``store``; ``patch`` is Python that runs before it begins."""

    def __init__(self, store: Path, durability: str = "normal", patch: str = "") -> None:
        self._command = [sys.executable, "-c", DRIVER, str(store), durability, patch]

    def __enter__(self) -> Self:
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(self._command, stdout=pipe, stderr=pipe)
        self.port = int(self.next_line().rpartition(":")[2])
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate(timeout=PATIENCE)

    def next_line(self) -> str:
        """Return the next line that it tells."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline().decode()
        assert line, self.process.communicate(timeout=PATIENCE)
        return line


def make_request(name: str, size: int) -> bytes:
    """Return a signed request whose body is ``name`` and some bytes, among them such as are no text."""
    body = b'{"event_id":"%b"}' % name.encode() + random.Random(name).randbytes(size)
    lines = (
        b"POST /%b HTTP/1.1" % name.encode(),
        b"Host: x",
        b"X-Order: 2",
        b"x-ORDER: 1",
        b"x-maileroo-signature: " + SIGNER.sign(body).encode(),
        b"Content-Length: %d" % len(body),
    )
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def bytes_of(capture: Capture) -> bytes:
    """Return a capture as it came."""
    return capture.content.head + capture.content.body


def check_integrity(store: Path) -> None:
    """Check that SQLite finds nothing wrong in the store, and that each entry has its content."""
    with closing(sqlite3.connect(store)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("SELECT seq FROM capture EXCEPT SELECT seq FROM content").fetchall() == []
        assert connection.execute("SELECT seq FROM content EXCEPT SELECT seq FROM capture").fetchall() == []


class Sender(threading.Thread):
    """Posts one request after the other until the listener is gone; ``acknowledged`` got their 200."""

    def __init__(self, port: int, name: str, chance: random.Random) -> None:
        super().__init__(daemon=True)
        self._client = Client(port)
        self._name, self._chance = name, chance
        self.acknowledged: list[bytes] = []
        self.enough = threading.Event()
        self._target = chance.randrange(1, 15)

    def run(self) -> None:
        """Post."""
        with self._client as client:
            for number in range(100_000):
                request = make_request(f"{self._name}-{number}", self._chance.choice((0, 10, 300, 5_000, 70_000)))
                try:
                    answer = client.send(request).answer()
                except AssertionError:  # half an answer
                    break
                if answer is NO_ANSWER:
                    break
                assert answer.status == 200
                self.acknowledged.append(request)
                if len(self.acknowledged) == self._target:
                    self.enough.set()


@pytest.mark.parametrize("group", range(GROUPS))
def test_killed_while_clients_post(group: int, tmp_path: Path) -> None:
    """After kill -9 at any moment, all that was acknowledged is there, byte for byte, and the store is whole."""
    store, chance = tmp_path / "captures.db", random.Random(group)
    acknowledged: list[bytes] = []
    for turn in range(ROUNDS):
        with Driver(store, chance.choice(("normal", "full"))) as driver:
            senders = [Sender(driver.port, f"{group}-{turn}-{number}", chance) for number in range(SENDERS)]
            for sender in senders:
                sender.start()
            assert chance.choice(senders).enough.wait(PATIENCE)
            driver.process.kill()
            for sender in senders:
                sender.join(PATIENCE)
        acknowledged += [request for sender in senders for request in sender.acknowledged]
    kept = [bytes_of(capture) for capture in read_captures(store)]
    check_integrity(store)
    assert len(acknowledged) >= ROUNDS
    assert len(kept) == len(set(kept))
    assert not set(acknowledged) - set(kept)
    assert len(kept) - len(acknowledged) <= ROUNDS * SENDERS  # at most the one that each was waiting for


# Wraps the store's connection: `reached` is called before each statement of the fourth transaction.
WRAP = """
import os, resource, signal
begun = 0
class Watched:
    def __init__(self, real):
        self._real = real
    def __getattr__(self, name):
        return getattr(self._real, name)
    def execute(self, statement, *values):
        self._look(statement)
        return self._real.execute(statement, *values)
    def executemany(self, statement, rows):
        self._look(statement)
        return self._real.executemany(statement, rows)
    def _look(self, statement):
        global begun
        begun += statement.startswith("BEGIN")
        if begun == 4:
            reached(statement)
store._connection = Watched(store._connection)
store._execute = store._connection.execute
"""
DIE_BEFORE = """
def reached(statement):
    if statement.startswith({0!r}):
        os.kill(os.getpid(), 9)
"""
# The system ends a process at the byte of a file that it must not write any more, if nothing keeps it from that.
DIE_WITHIN = """
def reached(statement):
    if statement == "COMMIT":
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        size = os.path.getsize(f"{{store.path}}-wal") + {0}
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
"""
DIE_AFTER = """
import os
add, added = store.add, 0
def dying(captures):
    global added
    first = add(captures)
    added += len(captures)
    if added == 4:
        os.kill(os.getpid(), 9)
    return first
store.add = dying
"""
POINTS = {
    "before the transaction": WRAP + DIE_BEFORE.format("BEGIN"),
    "in the transaction": WRAP + DIE_BEFORE.format("INSERT INTO content"),
    "before the commit": WRAP + DIE_BEFORE.format("COMMIT"),
    "in the commit, nothing written": WRAP + DIE_WITHIN.format(0),
    "in the commit, within the first page": WRAP + DIE_WITHIN.format(1000),
    "in the commit, within the third page": WRAP + DIE_WITHIN.format(9000),
    "after the commit": DIE_AFTER,
}


@pytest.mark.parametrize("durability", ["normal", "full"])
@pytest.mark.parametrize("point", POINTS)
def test_death_at_a_point(point: str, durability: str, tmp_path: Path) -> None:
    """Whatever is not committed is not acknowledged, and what is committed is there, acknowledged or not."""
    store = tmp_path / "captures.db"
    requests = [make_request(str(number), 20_000) for number in range(4)]
    with Driver(store, durability, POINTS[point]) as driver, Client(driver.port) as client:
        answers = [client.send(request).answer() for request in requests]
        assert driver.process.wait(PATIENCE) in (-signal.SIGKILL, -signal.SIGXFSZ)
    assert [answer.status for answer in answers] == [200, 200, 200, 0]
    kept = [bytes_of(capture) for capture in read_captures(store)]
    assert kept == requests[: 4 if point == "after the commit" else 3]
    check_integrity(store)
    with Driver(store, durability) as driver, Client(driver.port) as client:
        assert client.send(requests[3]).answer().status == 200
    assert [bytes_of(capture) for capture in read_captures(store)] == [*kept, requests[3]]


def limit(pid: int, size: int) -> None:
    """Let a process write no file beyond ``size`` bytes."""
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="limits of another process are those of Linux")
@pytest.mark.parametrize("durability", ["normal", "full"])
def test_full_disk(durability: str, tmp_path: Path) -> None:
    """A disk that is full answers 507 and is told once; with room again all goes on; what got its 200 is there."""
    acknowledged, refused = [], 0
    with ListenProcess(tmp_path, "--durability", durability) as listen, Client(listen.port) as client:
        for streak in range(2):
            limit(listen.pid, 400_000)
            for number in range(40):
                request = make_request(f"{streak}-{number}", 20_000)
                status = client.send(request).answer().status
                assert status in (200, 507)
                acknowledged += [request] if status == 200 else []
                refused += status == 507
            assert refused >= 10 * (streak + 1)
            limit(listen.pid, resource.RLIM_INFINITY)
            acknowledged.append(make_request(f"room-{streak}", 20_000))
            assert client.send(acknowledged[-1]).answer().status == 200
        ran = listen.stop()
    assert ran.code == 0
    notes = [json.loads(line)["note"] for line in ran.err.splitlines()]
    told = [note for note in notes if note.startswith("cannot store requests (")]
    assert (len(told), len(notes)) == (2, 2), notes
    assert ran.objects[-1]["not_kept"] == refused
    assert [one["kept"] for one in ran.objects[1:-1]].count(False) == refused
    check_integrity(listen.store)
    kept = listen.captures()
    assert [bytes_of(capture) for capture in kept] == acknowledged
    assert {(one.entry.verdict, bool(one.entry.cause)) for one in kept} == {("invalid", True)}  # of another secret


def test_many_senders(tmp_path: Path) -> None:
    """Twenty senders with 200 requests each: every one is stored exactly once."""
    senders, each = 20, 200

    def post(port: int, sender: int) -> None:
        with Client(port) as client:
            for number in range(each):
                client.send(make_request(f"{sender}-{number}", 100))
                assert client.answer().status == 200

    with Driver(tmp_path / "captures.db") as driver:
        run_all([lambda one=one: post(driver.port, one) for one in range(senders)])
    kept = sorted(bytes_of(capture) for capture in read_captures(tmp_path / "captures.db"))
    assert kept == sorted(make_request(f"{one}-{number}", 100) for one in range(senders) for number in range(each))


def run_all(works: Sequence[object]) -> None:
    """Run functions in a thread each; the first failure is raised."""
    failures: list[BaseException] = []

    def run(work: object) -> None:
        try:
            assert callable(work)
            work()
        except BaseException as error:  # noqa: BLE001  (raised below)
            failures.append(error)

    threads = [threading.Thread(target=run, args=(work,), daemon=True) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    for failure in failures:
        raise failure


def test_second_listener(tmp_path: Path) -> None:
    """A second listener on the same store is refused with one line that names the first, which goes on."""
    with ListenProcess(tmp_path) as listen, Client(listen.port) as client:
        with pytest.raises(AssertionError) as refused, ListenProcess(tmp_path):
            pass
        expected = f"the store '{listen.store}' is being written by mhook listen (process {listen.pid})"
        assert "did not start: 3, {" in str(refused.value)
        assert expected in str(refused.value)
        assert client.send(make_request("1", 10)).answer().status == 200


@pytest.mark.parametrize(
    "left", [b"", b'\0{"pid":1,"doing":"mhook listen"}', b"\0nonsense"], ids=["empty", "old", "odd"]
)
def test_stale_lock(left: bytes, tmp_path: Path) -> None:
    """A lock that a killed listener left behind, or anything else in its file, keeps nobody out."""
    with ListenProcess(tmp_path) as listen:
        assert listen.kill().code == -signal.SIGKILL
    (tmp_path / "captures.db.lock").write_bytes(left)
    with ListenProcess(tmp_path) as listen, Client(listen.port) as client:
        assert client.send(make_request("1", 10)).answer().status == 200
    with ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(ListenProcess(tmp_path)).stop()
    assert os.stat(tmp_path / "captures.db.lock").st_mode & 0o077 == 0


@pytest.mark.parametrize("size", [0, 1_000, 10_000, 20_000, 30_000])
def test_disk_full_at_the_start(size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk on which not even an empty store fits is told in one line, and nothing is listened to."""
    for name in [name for name in os.environ if name.startswith("COV")]:
        monkeypatch.delenv(name)  # what measures coverage could not write its file either
    arguments = ["listen", "--port", "0", "--store", str(tmp_path / "captures.db")]
    ran = process(arguments, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))
    assert (ran.code, ran.out) == (3, b"")
    assert ran.error.startswith(("cannot use the store '", "cannot write the store '"))

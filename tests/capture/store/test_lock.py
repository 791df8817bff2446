"""A store has one writer at a time, whatever becomes of the last."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Self

import pytest

from maileroo_cli.capture.store import lock
from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.store.file import companions
from maileroo_cli.capture.store.writer import Store
from maileroo_cli.errors import InputError
from tests.capture.stored import capture, fill

WRITER = """
import os, sys
from pathlib import Path
from typing import Self
from maileroo_cli.capture.store.writer import Store
from tests.capture.stored import capture
store = Store(Path(sys.argv[1]), doing="mhook listen")
store.add([capture(1), capture(2)])
print("ready", os.getpid(), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The path of a store that is not there yet."""
    return tmp_path / ".mhook" / "captures.db"


class Writer:
    """Another process that holds a store open for writing while the ``with`` block runs."""

    def __init__(self, path: Path) -> None:
        root = Path(__file__).parents[3]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")])}
        self._program = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment,
        )  # fmt: skip
        assert self._program.stdout is not None
        self.pid = int(self._program.stdout.readline().split()[1])

    def kill(self) -> None:
        """End the process as a crash does."""
        self._program.kill()
        self._program.communicate()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()


def test_a_second_writer_is_refused(path: Path) -> None:
    """Who holds the store is named, in this process and in another; reading is allowed meanwhile."""
    with Store(path, doing="mhook listen"):
        with pytest.raises(InputError) as raised:
            Store(path)
        assert f"is in use by mhook listen (process {os.getpid()})" in str(raised.value)
    Store(path).close()
    with Writer(path) as writer:
        with pytest.raises(InputError) as raised:
            Store(path)
        assert f"is in use by mhook listen (process {writer.pid})" in str(raised.value)
        with Archive(path) as archive:
            assert archive.count() == 2


def test_the_lock_of_a_killed_writer_is_taken_over(path: Path) -> None:
    """A writer that was killed holds nothing, its captures are there, and the next can write at once."""
    with Writer(path) as writer:
        writer.kill()
    assert companions(path)[0].exists()
    with Archive(path) as archive:
        assert [entry.id[-1] for entry in archive.entries()] == ["1", "2"]
    fill(path, capture(3))
    with Archive(path) as archive:
        assert archive.count() == 3


@pytest.mark.parametrize(
    "content", [b"", b"\0nonsense", b'\0{"pid":"x"}', b'\0{"pid":1e999,"doing":""}', b"\0[]", b"\0" + b"[" * 9000]
)
def test_a_damaged_lock_file(path: Path, content: bytes) -> None:
    """Whatever the lock file holds, it locks nothing by itself, and an unknown holder is called another mhook."""
    fill(path)
    lock = companions(path)[-1]
    lock.write_bytes(content)
    with Store(path):
        lock.write_bytes(content)
        with pytest.raises(InputError, match="is in use by another mhook"):
            Store(path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell a look from a lock")
def test_a_look_keeps_no_writer_out(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever looks just then who writes to a store is waited for: after a kill the next writer begins at once."""
    import fcntl

    with Writer(path) as writer:
        writer.kill()
    looker = companions(path)[-1].open("rb")
    fcntl.flock(looker, fcntl.LOCK_SH)
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        looker.close()

    monkeypatch.setattr(lock, "time", SimpleNamespace(sleep=wait))
    Store(path).close()
    assert len(waits) == 1


@pytest.mark.parametrize("opened", [Store, Archive])
@pytest.mark.parametrize("name", ["captures.db", "captures.db-wal", "captures.db-shm", "captures.db.lock"])
def test_twins_are_refused(path: Path, name: str, opened: type[Store | Archive]) -> None:
    """A store with a second name is refused under either; while its log holds captures, no copy is spoken of."""
    with Writer(path) as writer:
        writer.kill()
    twin = path.parent / "backup.db"
    linked = twin.with_name(name.replace("captures", "backup"))
    linked.hardlink_to(path.parent / name)
    said = (
        rf"the store's '.*{name}' has a second name .*: stop the program that writes to it, .* delete the second name$"
    )
    with pytest.raises(InputError, match=said):
        opened(path)
    if name == "captures.db":
        with pytest.raises(InputError, match=r"backup.db' has a second name"):
            opened(twin)
    linked.unlink()
    fill(path, capture(3))
    with Archive(path) as archive:
        assert archive.count() == 3


def test_a_copy_in_the_place_of_a_twin(path: Path) -> None:
    """Where nothing is left in the log, a copy in its place is a store as any other."""
    fill(path, capture(1))
    (path.parent / "backup.db").hardlink_to(path)
    with pytest.raises(InputError, match=r"put a copy in its place \(cp FILE NEW && mv NEW FILE\)"):
        Archive(path)
    (path.parent / "copy").write_bytes(path.read_bytes())
    (path.parent / "copy").replace(path)
    fill(path, capture(2))
    with Archive(path) as archive:
        assert archive.count() == 2


def test_a_twin_that_is_made_meanwhile(path: Path) -> None:
    """No second writer comes in by a name that a store gets while the first one writes."""
    with Store(path, doing="mhook listen") as store:
        (path.parent / "twin.db").hardlink_to(path)
        with pytest.raises(InputError, match="has a second name"):
            Store(path.parent / "twin.db")
        store.add([capture(1)])


def test_where_a_writer_listens(path: Path) -> None:
    """A writer that listens tells where, unless others could have written what it tells."""
    with Store(path, doing="mhook listen", url="http://127.0.0.1:4747"):
        holder = lock.find_holder(path)
        assert holder is not None
        assert (holder.pid, holder.url) == (os.getpid(), "http://127.0.0.1:4747")
        if sys.platform != "win32":
            companions(path)[-1].chmod(0o644)
            holder = lock.find_holder(path)
            assert holder is not None
            assert (holder.pid, holder.url) == (os.getpid(), "")
    with Store(path):
        holder = lock.find_holder(path)
        assert holder is not None
        assert holder.url == ""

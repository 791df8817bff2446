"""`mhook listen` whose output nobody reads: it waits for that, and still ends when it is to."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from maileroo_cli.capture.store.writer import Store
from tests.cli.calling import command, environment
from tests.cli.commands.test_listen import event, post
from tests.listening import PATIENCE, read_captures

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and pipes are those of POSIX")

BY = pytest.mark.parametrize(
    ("by", "code", "word"),
    [(signal.SIGINT, 130, "interrupted"), (signal.SIGTERM, 143, "terminated")],
    ids=["Ctrl-C", "SIGTERM"],
)


class Unread(NamedTuple):
    """A listener whose stdout is a full pipe, and what it prints comes out at ``out`` once that is read."""

    running: "subprocess.Popen[bytes]"
    out: int
    store: Path
    port: int


@contextmanager
def unread(folder: Path, *, both: bool = False) -> Iterator[Unread]:
    """Start a listener, read what it says first, and fill the pipe; with ``both`` its stderr is the same one."""
    store = folder / "captures.db"
    line = command(["listen", "--port", "0", "--store", store, "--format", "json"])
    out, into = os.pipe()
    with (
        open(out, "rb", buffering=0) as reading,
        open(into, "wb", buffering=0) as writing,
        subprocess.Popen(
            line, stdout=writing, stderr=writing if both else subprocess.PIPE, env=environment(), bufsize=0
        ) as running,
    ):
        while "url" not in (first := json.loads(reading.readline())):
            continue
        os.set_blocking(into, False)
        for size in (4096, 1):
            while writing.write(b"\n" * size) is not None:
                continue
        os.set_blocking(into, True)
        try:
            yield Unread(running, out, store, int(first["url"].rpartition(":")[2]))
        finally:
            running.kill()


@BY
@pytest.mark.parametrize("both", [False, True], ids=["stdout", "both streams"])
def test_one_signal_ends_it(by: signal.Signals, code: int, word: str, both: bool, tmp_path: Path) -> None:
    """A write that does not come to its end is broken off; what was answered is kept, and the store closed."""
    with unread(tmp_path, both=both) as listen:
        assert post(listen.port, event("opened", "1")) == [200]
        listen.running.send_signal(by)
        assert listen.running.wait(PATIENCE) == code
        said = b"" if listen.running.stderr is None else listen.running.stderr.read()
        assert both or json.loads(said.splitlines()[-1])["note"] == word
    assert not listen.store.with_name("captures.db-wal").exists()
    assert [one.entry.event_id for one in read_captures(listen.store)] == ["1"]
    Store(listen.store).close()


def test_a_reader_that_comes_back(tmp_path: Path) -> None:
    """However many signals come, whose output is read again within a moment ends as ever, and has told everything."""
    with unread(tmp_path) as listen:
        assert post(listen.port, event("opened", "1")) == [200]
        for _ in range(5):
            listen.running.send_signal(signal.SIGINT)
        told = b""
        while b"summary" not in told:
            told += os.read(listen.out, 1 << 16)
        assert listen.running.wait(PATIENCE) == 0
    assert [json.loads(line)["schema"] for line in told.split()] == ["mhook.arrival/2", "mhook.listen-summary/2"]

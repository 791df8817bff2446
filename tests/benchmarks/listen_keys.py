"""What the keys of ``mhook listen`` cost: how soon it answers, and how many requests a second, with them and without.

    python -m tests.benchmarks.listen_keys [SECONDS] [PAIRS]

Both run on a terminal that is read as fast as it can be, in turn, each with a new store; the medians of the ratios of
pairs count. ``wrk`` posts distinct signed events over 50 connections from another process; where it is missing the rate
is not measured. A first answer is that of the first request, which is sent as soon as the address is printed.
"""

import fcntl
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import termios
import threading
import time
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.listen import CONNECTIONS, SCRIPT, write_requests
from tests.benchmarks.peer import SECRET
from tests.cli.calling import command
from tests.cli.keys.terminal import variables
from tests.cli.on_terminal import open_terminal
from tests.listening import Client

WIDTH = 150
SLOWER, FEWER = 1.02, 0.98
_READY_PAIRS = 15
_LISTENING = re.compile(rb"listening on \S*http://127\.0\.0\.1:(\d+)")
_REQUEST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"


class Run(NamedTuple):
    """One run: when the first request was answered, in seconds, and how many were a second, if that was measured."""

    ready: float
    rate: float


class _Listener:
    """A listener on a terminal, whose output goes nowhere."""

    def __init__(self, folder: Path, *, keys: bool) -> None:
        own, other = open_terminal(WIDTH)
        options = [] if keys else ["--no-keys"]
        line = command(["listen", "--port", "0", "--store", folder / "captures.db", "--secret", SECRET, *options])
        self._own, self._found = own, threading.Event()
        self._reader = threading.Thread(target=self._read)
        self.began = time.perf_counter()
        self.process = subprocess.Popen(
            line,
            stdin=other,
            stdout=other,
            stderr=other,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509  (no threads in the child)
            env=variables(),
        )
        self._reader.start()
        os.close(other)

    def first_answer(self) -> tuple[int, float]:
        """Return the port, and when the first request was answered."""
        self._found.wait()
        with Client(self.port) as client:
            client.send(_REQUEST).answer()
            return self.port, time.perf_counter() - self.began

    def end(self) -> None:
        """End it."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait()
        self._reader.join()
        os.close(self._own)

    def _read(self) -> None:
        seen = b""
        while True:
            try:
                data = os.read(self._own, 1 << 16)
            except OSError:
                return
            if not self._found.is_set():
                seen += data
                if (found := _LISTENING.search(seen)) is not None and b"try it" in seen:
                    self.port = int(found[1])
                    self._found.set()


def run(requests: Path | None, seconds: int, *, keys: bool) -> Run:
    """Measure one listener."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        listener = _Listener(folder, keys=keys)
        try:
            port, ready = listener.first_answer()
            return Run(ready, _rate(folder, port, requests, seconds) if requests is not None else 0.0)
        finally:
            listener.end()


def _rate(folder: Path, port: int, requests: Path, seconds: int) -> float:
    script = folder / "post.lua"
    script.write_text(SCRIPT)
    line = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}", "-s", str(script), f"http://127.0.0.1:{port}/webhook"]
    told = subprocess.run([*line, "--", str(requests)], check=True, capture_output=True, text=True).stdout
    count, took, *_ = map(int, told.rpartition("RESULT ")[2].split())
    return count / took * 1e6


def _pairs(number: int, requests: Path | None, seconds: int) -> list[tuple[Run, Run]]:
    """Return pairs of runs, with keys and without, each kind first in every other one."""
    pairs = []
    for turn in range(number):
        order = (True, False) if turn % 2 else (False, True)
        done = {keys: run(requests, seconds, keys=keys) for keys in order}
        pairs.append((done[True], done[False]))
    return pairs


def main(seconds: int = 5, pairs: int = 7) -> int:
    """Measure in pairs, print the medians, and whether they are as they should be."""
    run(None, 0, keys=True)  # compiles what was never imported
    slower = statistics.median(one.ready / other.ready for one, other in _pairs(_READY_PAIRS, None, 0))
    good = slower <= SLOWER
    print(f"first answer with keys: {slower:.3f} of that without (at most {SLOWER})", "ok" if good else "NOT MET")
    if shutil.which("wrk") is None:
        print("rate not measured: wrk is not installed")
        return 0 if good else 1
    with tempfile.TemporaryDirectory() as folder:
        requests = Path(folder) / "requests.bin"
        write_requests(requests)
        measured = _pairs(pairs, requests, seconds)
    fewer = statistics.median(one.rate / other.rate for one, other in measured)
    rate = statistics.median(other.rate for _, other in measured)
    enough = fewer >= FEWER
    print(
        f"requests a second with keys: {fewer:.3f} of the {rate:.0f} without (at least {FEWER})",
        "ok" if enough else "NOT MET",
    )
    return 0 if good and enough else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))

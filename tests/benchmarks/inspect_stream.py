"""How soon a captured request is on the wire to a browser, at 1,000 a second, and what a stream costs ``mhook listen``.

    python -m tests.benchmarks.inspect_stream [SECONDS] [ROUNDS]

Latency counts from when the last byte of a request arrived at the listener, as its capture says, to when the event of
the inspector with it has been read: the commit lies between. For the cost, ``wrk`` sends as much as it can to listeners
with and without a stream that somebody reads, in turn; the medians are compared, and the processor time for each
request. Where ``wrk`` is missing that is not measured.
"""

import json
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from tests.benchmarks.flood import honest_request, listening
from tests.benchmarks.listen import CONNECTIONS, SCRIPT, write_requests
from tests.inspecting import InspectProcess
from tests.listening import Client

RATE = 1_000
WANTED = 50.0
"""So many milliseconds half of the latencies have at most."""

COST = 0.03
"""Such a share of its rate a listener loses at most while a stream is open."""

_TICK = 0.01


class StreamReader:
    """Reads a stream in a thread, and keeps when it was told of which capture."""

    def __init__(self, inspect: InspectProcess) -> None:
        self.latencies: list[float] = []
        self.left_out = 0
        self._connection = HTTPConnection("127.0.0.1", inspect.port)
        headers = {"Authorization": f"Bearer {inspect.token}", "Accept": "text/event-stream"}
        self._connection.request("GET", "/api/stream", headers=headers)
        self._answer = self._connection.getresponse()
        assert self._answer.readline().startswith(b":")
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        name = ""
        while line := self._answer.readline():
            word, _, value = line.decode().partition(": ")
            if word == "event":
                name = value.strip()
            elif word == "data" and name == "captures":
                self._take(json.loads(value))

    def _take(self, data: dict[str, Any]) -> None:
        now = time.time()
        self.left_out += data["left_out"]
        self.latencies += [(now - datetime.fromisoformat(one["time"]).timestamp()) * 1000 for one in data["captures"]]


@contextmanager
def reading(store: Path) -> Iterator[StreamReader]:
    """Have an inspector of a store, and somebody who reads its stream."""
    with InspectProcess(store) as inspect:
        yield StreamReader(inspect)


def send(port: int, seconds: float) -> int:
    """Send ``RATE`` requests a second over one connection, as many as are due at a time; return their number."""
    sent, began = 0, time.perf_counter()
    with Client(port) as client:
        while (now := time.perf_counter() - began) < seconds:
            due = int(now * RATE) - sent
            client.send(b"".join(honest_request(sent + number) for number in range(due)))
            for _ in range(due):
                assert client.answer().status == 200
            sent += due
            time.sleep(_TICK)
    return sent


def latency(seconds: float) -> tuple[list[float], int]:
    """Return the latencies at the rate in milliseconds, and how many captures were not told one by one."""
    with (
        tempfile.TemporaryDirectory() as folder,
        listening(Path(folder), sys.executable) as (_, port),
        reading(Path(folder) / "captures.db") as reader,
    ):
        sent = send(port, seconds)
        until = time.perf_counter() + 5
        while len(reader.latencies) + reader.left_out < sent and time.perf_counter() < until:
            time.sleep(_TICK)
        assert len(reader.latencies) + reader.left_out == sent
        return reader.latencies, reader.left_out


def rate(requests: Path, seconds: int, *, streams: bool) -> tuple[float, float]:
    """Return how many requests a second a listener answers, and the microseconds of processor that each takes it."""
    with tempfile.TemporaryDirectory() as folder, listening(Path(folder), sys.executable) as (running, port):
        script = Path(folder) / "post.lua"
        script.write_text(SCRIPT)
        with reading(Path(folder) / "captures.db") if streams else nullcontext():
            line = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}", "-s", str(script)]
            line += [f"http://127.0.0.1:{port}/webhook", "--", str(requests)]
            told = subprocess.run(line, check=True, capture_output=True, text=True).stdout
        count, took, _, failed = map(int, told.rpartition("RESULT ")[2].split())
        assert not failed
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        running.send_signal(signal.SIGTERM)
        running.wait()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return count / took * 1e6, used / count * 1e6


def report_cost(seconds: int, rounds: int) -> bool:
    """Let listeners with and without a stream take turns; print the medians and return whether the cost is small."""
    if shutil.which("wrk") is None:
        print("cost to listen: not measured, wrk is not installed")
        return True
    results: dict[bool, list[tuple[float, float]]] = {False: [], True: []}
    with tempfile.TemporaryDirectory() as folder:
        requests = Path(folder) / "requests.bin"
        write_requests(requests)
        for number in range(rounds * 2):
            streams = number % 4 in (1, 2)
            results[streams].append(rate(requests, seconds, streams=streams))
    alone, beside = (statistics.median(one for one, _ in results[streams]) for streams in (False, True))
    used, used_beside = (statistics.median(one for _, one in results[streams]) for streams in (False, True))
    cost = 1 - beside / alone
    ok = cost <= COST
    print(
        f"alone {alone:8.0f} requests/s, {used:5.1f} us each  with a stream {beside:8.0f}, {used_beside:5.1f} us  "
        f"cost {cost:6.1%} of its rate, {used_beside / used - 1:6.1%} of its time (at most {COST:.0%} of the rate)  "
        f"{'ok' if ok else 'NOT MET'}"
    )
    return ok


def main(seconds: int = 6, rounds: int = 5) -> int:
    """Measure both and print them; return 1 where one is not as it should be."""
    latencies: list[float] = []
    left_out = 0
    for _ in range(rounds):
        some, missed = latency(seconds)
        latencies, left_out = latencies + some, left_out + missed
    ordered = sorted(latencies)
    half, slowest = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
    ok = half <= WANTED
    print(
        f"{RATE:,} requests/s  arrival to event p50 {half:5.1f} ms  p99 {slowest:6.1f} ms  told together {left_out}"
        f"  (p50 at most {WANTED:g} ms)  {'ok' if ok else 'NOT MET'}"
    )
    return 0 if report_cost(seconds, rounds) and ok else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))

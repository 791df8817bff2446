"""How many distinct signed requests a second the engine of `load` makes on one core, beside wrk and Locust.

    python -m tests.benchmarks.load [COUNT] [ROUNDS] [SECONDS]

All send to the same sink in C, on the other core, in turn; what it counted is what counts. Wanted are 60,000 requests
a second, 0.4 times what wrk makes with distinct bodies and 6 times what Locust's FastHttpUser makes; at 20,000/s the
rate within 1 %, and a 99th percentile of lateness of at most 2 ms. The engine is measured alone, with events made
ahead, also against nginx and over TLS. Then as `mhook load` uses it, with another process that makes the events
meanwhile: that needs a third core to be as fast. Its memory after 10 and up to 60 seconds is to be the same. Linux with
gcc; wrk, nginx and Locust where they are installed.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.behind_nginx.nginx import Nginx
from tests.certificates import make_certificates
from tests.load.c_sink import CSink, can_compile
from tests.receivers.raw import closed_port

ROOT = Path(__file__).parents[2]
CONNECTIONS = 64
WANTED_SPEED, WANTED_OF_WRK, WANTED_OF_LOCUST = 60_000, 0.4, 6.0
RATE, WANTED_RATE, WANTED_LATENESS = 20_000, 0.01, 2.0
"""The rate of the open model, by what share it may be missed, and the milliseconds of the 99th percentile."""

WANTED_GROWTH = 1.1
"""How many times the memory of a short run a long one may take."""

_KEPT = "keepalive_requests 1000000000;"
_SERVER = """
listen 127.0.0.1:{port} ssl;
ssl_certificate {folder}/good.pem;
ssl_certificate_key {folder}/key.pem;
location = /webhook {{ return 200 ok; }}
"""
_CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
_LONG = 60.0
_WARM = 3.0
"""The seconds after which Locust has begun with all of its users."""


@contextmanager
def on_core(number: int) -> Iterator[None]:
    """Let what is started in the block run on one core alone, where the system can tell it so."""
    if not _CORES:
        yield
        return
    os.sched_setaffinity(0, {_CORES[number % len(_CORES)]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, _CORES)


def engine(url: str, count: int, rate: float = 0.0) -> dict[str, Any]:
    """Let the engine send ``count`` requests that were made ahead; return what it told."""
    line = [sys.executable, "-m", "tests.benchmarks.load_engine", url, str(count), str(rate), str(CONNECTIONS)]
    with on_core(1):
        done = subprocess.run(line, check=True, stdout=subprocess.PIPE, cwd=ROOT)
    told: dict[str, Any] = json.loads(done.stdout)
    assert told["answered"] == count, told
    return told


def engine_speed(sink: CSink, count: int) -> float:
    """Return how many requests a second the engine makes; each has to arrive."""
    before = sink.counts()
    told = engine(sink.url, count)
    assert sink.counts().requests - before.requests == count
    return float(count / told["seconds"])


def wrk_speed(sink: CSink, seconds: float) -> float:
    """Return how many requests a second wrk makes with one thread."""
    line = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:.0f}s", "-s", str(Path(__file__).parent / "load_wrk.lua")]
    with on_core(1):
        return _counted(sink, subprocess.Popen([*line, sink.url], stdout=subprocess.DEVNULL), 0.5, seconds - 1)


def locust_speed(sink: CSink, seconds: float) -> float:
    """Return how many requests a second Locust makes in one process, with as many users as we have connections."""
    line = [sys.executable, "-m", "locust", "--headless", "--users", str(CONNECTIONS), "--spawn-rate", "1000"]
    line += [
        "--host",
        sink.url.removesuffix("/webhook"),
        "--locustfile",
        str(Path(__file__).parent / "load_fast_http_user.py"),
    ]
    line += ["--run-time", f"{seconds + _WARM + 30:.0f}s"]
    before = sink.counts().requests
    with on_core(1), tempfile.TemporaryFile() as told:
        environment = {**os.environ, "BENCHMARK_COUNT": "100000"}
        running = subprocess.Popen(line, stdout=told, stderr=told, cwd=ROOT, env=environment)
        while sink.counts().requests == before:
            if running.poll() is not None:
                told.seek(0)
                raise AssertionError(told.read().decode())
            time.sleep(0.1)
        return _counted(sink, running, _WARM, seconds)


def _counted(sink: CSink, running: "subprocess.Popen[bytes]", wait: float, seconds: float) -> float:
    """Return what arrives within ``seconds`` after ``wait`` seconds, and end the program then."""
    try:
        time.sleep(wait)
        first, began = sink.counts(), time.perf_counter()
        time.sleep(seconds)
        last, took = sink.counts(), time.perf_counter() - began
    finally:
        running.terminate()
        running.wait()
    return (last.requests - first.requests) / took


def take_turns(sink: CSink, count: int, rounds: int, seconds: float) -> dict[str, float]:
    """Let all that is installed take turns; return the median of each."""
    runs: dict[str, Callable[[], float]] = {"engine": lambda: engine_speed(sink, count)}
    if shutil.which("wrk"):
        runs["wrk"] = lambda: wrk_speed(sink, seconds)
    if find_spec("locust"):
        runs["Locust"] = lambda: locust_speed(sink, seconds)
    speeds: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            speeds[name].append(run())
    medians = {name: statistics.median(values) for name, values in speeds.items()}
    for name, values in speeds.items():
        print(f"{name:24}{medians[name]:9.0f} requests/s  (lowest {min(values):.0f}, highest {max(values):.0f})")
    return medians


def compare(medians: dict[str, float]) -> bool:
    """Print what was wanted of the engine; return whether it is met."""
    ours = medians["engine"]
    wanted = [
        ("requests a second", ours, WANTED_SPEED),
        ("times wrk", ours / medians["wrk"] if "wrk" in medians else None, WANTED_OF_WRK),
        ("times Locust", ours / medians["Locust"] if "Locust" in medians else None, WANTED_OF_LOCUST),
    ]
    for what, value, least in wanted:
        if value is None:
            print(f"{what:24}  not measured: it is not installed")
        else:
            print(f"{what:24}{value:9.2f}, wanted {least} or more  {_verdict(value >= least)}")
    return all(value is None or value >= least for _, value, least in wanted)


def _verdict(good: bool) -> str:
    return "ok" if good else "NOT MET"


def measure_nginx(count: int, rounds: int) -> None:
    """Print the engine's speed against nginx, over HTTP and over HTTPS."""
    if not shutil.which("nginx") or not shutil.which("openssl"):
        print("nginx or openssl is not installed")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_certificates(folder)
        port = closed_port()
        with on_core(0):
            nginx = Nginx(folder, 1, before=_KEPT, server=_SERVER.format(port=port, folder=folder))
        with nginx:
            for what, url in (("nginx", nginx.url), ("nginx, TLS", f"https://127.0.0.1:{port}/webhook")):
                values = [count / engine(url, count)["seconds"] for _ in range(rounds)]
                print(f"{what:24}{statistics.median(values):9.0f} requests/s  (lowest {min(values):.0f})")


def measure_rate(sink: CSink, rounds: int, seconds: float) -> bool:
    """Print how exactly the engine keeps a rate; return whether that is as wanted."""
    count = int(RATE * seconds)
    runs = [engine(sink.url, count, RATE) for _ in range(rounds)]
    missed = max(abs((count - 1) / RATE / told["began_within"] - 1) for told in runs)
    late = statistics.median(told["lateness_ms"]["99"] for told in runs)
    good = bool(missed <= WANTED_RATE and late <= WANTED_LATENESS)
    print(f"{RATE}/s: rate missed by {missed:.2%}, lateness p99 {late:.2f} ms  {_verdict(good)}")
    return good


def measure_whole(sink: CSink, rounds: int, seconds: float) -> bool:
    """Print the speed and the memory of whole loads; return whether the memory is flat."""
    at_once = [whole(sink.url, 0, seconds) for _ in range(rounds)]
    speeds = [told["answered"] / told["seconds"] for told in at_once]
    print(f"{'whole load':24}{statistics.median(speeds):9.0f} requests/s  (lowest {min(speeds):.0f})")
    told = whole(sink.url, RATE, _LONG)
    early, late = told["mebibytes"]
    good = bool(late <= early * WANTED_GROWTH)
    print(
        f"whole load, {RATE}/s: lateness p99 {told['lateness_ms']['99']:.2f} ms, memory {early:.0f} MiB,"
        f" later {late:.0f} MiB  {_verdict(good)}"
    )
    return good


def whole(url: str, rate: float, seconds: float) -> dict[str, Any]:
    """Run a whole load on all cores; return what it told."""
    line = [sys.executable, "-m", "tests.benchmarks.load_whole", url, str(rate), str(seconds)]
    done = subprocess.run(line, check=True, stdout=subprocess.PIPE, cwd=ROOT)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def main(count: int = 200_000, rounds: int = 5, seconds: float = 4) -> int:
    """Measure all and print it; return 1 where something wanted is not met."""
    if not can_compile():
        print("the sink needs Linux and gcc")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        with on_core(0):
            program = CSink(Path(folder))
        with program as sink:
            good = compare(take_turns(sink, count, rounds, seconds))
            good &= measure_rate(sink, rounds, seconds)
            good &= measure_whole(sink, rounds, seconds)
    measure_nginx(count, rounds)
    return 0 if good else 1


if __name__ == "__main__":
    asked = dict(zip(("count", "rounds", "seconds"), sys.argv[1:], strict=False))
    sys.exit(main(int(asked.get("count", 200_000)), int(asked.get("rounds", 5)), float(asked.get("seconds", 4))))

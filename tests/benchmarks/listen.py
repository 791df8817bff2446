"""How many requests a second ``mhook listen`` stores before it answers, beside Starlette on uvicorn doing the same.

    python -m tests.benchmarks.listen [SECONDS] [ROUNDS]

``wrk`` posts distinct signed events over 50 connections from another process; each is parsed, verified and stored in
SQLite before its answer. All take turns, each on a new store, and the ratios of the medians count. What the peers are
is told in ``peer``; they run in a Python that has uvicorn, starlette and msgspec, named by ``MHOOK_BENCH_PYTHON`` or
made for the occasion. Where ``wrk`` is missing nothing is measured, where the peers are, mhook alone is.
"""

import os
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from maileroo_cli.capture.record import decode_record
from tests.benchmarks.peer import SECRET

ROOT = Path(__file__).parents[2]
CONNECTIONS, EVENTS = 50, 20_000
LEAST = 15_000
LONGEST = 50.0
PEERS = ("group", "each")
TIMES = {("full", "group"): 3.0, ("full", "each"): 8.0, ("normal", "group"): 3.0}
"""So many times as many requests are wanted; a commit for each that does not reach the disk is only shown."""


# One answer after another on each connection; the requests are read once and sent in turn.
SCRIPT = """
local requests, count, last = {}, 0, 0
function init(arguments)
  local file = io.open(arguments[1], "rb")
  while true do
    local size = file:read(8)
    if not size then break end
    count = count + 1
    requests[count] = file:read(tonumber(size))
  end
  file:close()
end
function request()
  last = last % count + 1
  return requests[last]
end
function done(summary, latency, requests)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  print(string.format("RESULT %d %d %d %d", summary.requests, summary.duration, latency:percentile(99), failed))
end
"""


@dataclass(frozen=True, slots=True)
class Result:
    """One run: answers a second, the 99th percentile in milliseconds, what was lost, and memory in MiB."""

    rate: float
    slowest: float
    failed: int
    lost: int
    early: float
    late: float


def write_requests(path: Path) -> None:
    """Write as many different signed requests, each after its length in eight digits."""
    mix = "accepted=3,delivered=3,opened=2,clicked=1,failed=1"
    command = [sys.executable, "-m", "maileroo_cli", "generate", "--mix", mix, "-n", str(EVENTS), "--signed"]
    done = subprocess.run([*command, "--secret", SECRET], check=True, capture_output=True, cwd=ROOT)
    with path.open("wb") as file:
        for line in done.stdout.splitlines():
            record = decode_record(line)
            lines = [f"{name}: {value}" for name, value in record.headers if name.lower() != "host"]
            head = "\r\n".join(("POST /webhook HTTP/1.1", "Host: 127.0.0.1", *lines)).encode()
            whole = head + b"\r\n\r\n" + record.content
            file.write(b"%08d%b" % (len(whole), whole))


@contextmanager
def peer_python() -> Iterator[str | None]:
    """Yield a Python that has what the peers need, or ``None`` where there is none."""
    if named := os.environ.get("MHOOK_BENCH_PYTHON"):
        yield named
        return
    with tempfile.TemporaryDirectory() as folder:
        python = f"{folder}/{'Scripts' if os.name == 'nt' else 'bin'}/python"
        packages = ["uvicorn[standard]", "starlette", "msgspec"]
        pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages]
        try:
            subprocess.run([sys.executable, "-m", "venv", folder], check=True, capture_output=True)
            subprocess.run([python, *pip], check=True, capture_output=True)
        except subprocess.CalledProcessError as error:
            print(f"no peers: they cannot be installed ({error.stderr.decode().strip().splitlines()[-1:]})")
            yield None
        else:
            yield python


def start(name: str, durability: str, store: Path, python: str | None) -> "tuple[subprocess.Popen[bytes], str]":
    """Start mhook or a peer; return its process and its port."""
    output = store.with_suffix(".out")
    if name == "mhook":
        line = [sys.executable, "-m", "maileroo_cli", "listen", "--port", "0", "--store", str(store)]
        line += ["--durability", durability, "--secret", SECRET, "--ready-file", str(output.with_suffix(".url"))]
        with output.open("wb") as out:
            running = subprocess.Popen(line, stdout=out, stderr=subprocess.DEVNULL, cwd=ROOT)
        while not output.with_suffix(".url").exists():
            time.sleep(0.01)
        return running, output.with_suffix(".url").read_text().strip().rpartition(":")[2]
    line = [str(python), "-m", "tests.benchmarks.peer", str(store), durability, name]
    with output.open("wb") as out:
        running = subprocess.Popen(line, stdout=out, stderr=subprocess.DEVNULL, cwd=ROOT)
    while not output.stat().st_size:
        time.sleep(0.01)
    return running, output.read_text().split()[0]


def memory(pid: int) -> float:
    """Return the most memory that a process has had so far, in MiB; 0 where the system does not tell."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))


def run(name: str, durability: str, requests: Path, seconds: int, python: str | None) -> Result:
    """Measure one of them once, on a new store."""
    with tempfile.TemporaryDirectory() as folder:
        store, script = Path(folder) / "captures.db", Path(folder) / "post.lua"
        script.write_text(SCRIPT)
        running, port = start(name, durability, store, python)
        try:
            line = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}", "-s", str(script)]
            client = subprocess.Popen(
                [*line, f"http://127.0.0.1:{port}/webhook", "--", str(requests)], stdout=subprocess.PIPE, text=True
            )
            time.sleep(2)
            early = memory(running.pid)
            told, _ = client.communicate()
            late = memory(running.pid)
        finally:
            running.send_signal(signal.SIGINT)
            running.communicate()
        count, took, slowest, failed = map(int, told.rpartition("RESULT ")[2].split())
        with closing(sqlite3.connect(store)) as connection:
            (stored,) = connection.execute("SELECT count(*) FROM capture WHERE verdict = 'valid'").fetchone()
        return Result(count / took * 1e6, slowest / 1000, failed, max(0, count - stored), early, late)


def main(seconds: int = 6, rounds: int = 3) -> int:
    """Run all in turn and print the medians, and whether they are as they should be."""
    if shutil.which("wrk") is None:
        print("not measured: wrk is not installed")
        return 0
    with tempfile.TemporaryDirectory() as folder, peer_python() as python:
        requests = Path(folder) / "requests.bin"
        write_requests(requests)
        names = ["mhook", *PEERS] if python is not None else ["mhook"]
        results: dict[tuple[str, str], list[Result]] = {}
        for _ in range(rounds):
            for durability in ("full", "normal"):
                for name in names:
                    result = run(name, durability, requests, seconds, python)
                    results.setdefault((durability, name), []).append(result)
    return report(results)


def report(results: dict[tuple[str, str], list[Result]]) -> int:
    """Print the medians; return 1 where one is not as it should be."""
    labels = {"mhook": "mhook listen", "group": "uvicorn, commits together", "each": "uvicorn, commits each"}
    good = True
    for (durability, name), runs in results.items():
        rate = statistics.median(one.rate for one in runs)
        slowest = statistics.median(one.slowest for one in runs)
        worst = max(runs, key=lambda one: one.late)
        line = (
            f"{durability:7} {labels[name]:26}{rate:8.0f} requests/s  p99 {slowest:6.1f} ms  "
            f"lost {sum(one.lost for one in runs)}  failed {sum(one.failed for one in runs)}  "
            f"memory {worst.early:.0f} MiB, at the end {worst.late:.0f}"
        )
        if name == "mhook":
            fast = rate >= LEAST if durability == "full" else True
            ok = fast and slowest <= LONGEST and not any(one.lost or one.failed for one in runs)
        else:
            times = statistics.median(one.rate for one in results[durability, "mhook"]) / rate
            wanted = TIMES.get((durability, name), 0.0)
            ok = times >= wanted
            line += f"  mhook makes {times:.1f} times as many" + (f" (at least {wanted:g})" if wanted else "")
        good &= ok
        print(line, "ok" if ok else "NOT MET")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))

"""How long honest clients of ``mhook listen`` wait beside a flood of wrong signatures, and without one.

    python -m tests.benchmarks.flood [SECONDS] [ROUNDS] [PYTHON]

Fifty signed events a second come at fixed times, and each latency counts from the time at which the event was due.
The flood comes from a process of its own: a thousand wrong signatures a second, or as many as it can send. Quiet and
flooded listeners take turns; with ``PYTHON``, that of an environment with another mhook, that one takes turns as well.
"""

import json
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from maileroo_cli.webhook.signing.signature import Signer

SECRET = "benchmark-secret-of-some-length"
HONEST = 50
"""So many honest requests come a second."""

FLOODS = {"quiet": None, "1,000 wrong a second": 1_000, "as many as can be sent": 0}
WANTED = 20.0
"""The 99th percentile of the honest latencies beside a thousand wrong signatures a second, in milliseconds."""

_TICK = 0.01
_TOGETHER = 20
ROOT = Path(__file__).parents[2]
_SIGNER = Signer(SECRET)


@dataclass(frozen=True, slots=True)
class Measured:
    """The latencies of the honest requests in milliseconds, how many were not answered 200, and the flood's count."""

    latencies: Sequence[float]
    refused: int
    flooded: int

    @property
    def slowest(self) -> float:
        """The 99th percentile."""
        return sorted(self.latencies)[int(len(self.latencies) * 0.99)]


def post(body: bytes, signature: str) -> bytes:
    """Return a request with this body and signature."""
    head = f"POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return f"{head}x-maileroo-signature: {signature}\r\n\r\n".encode() + body


def honest_request(number: int) -> bytes:
    """Return a signed event."""
    body = _event(f"honest-{number}")
    return post(body, _SIGNER.sign(body))


def wrong_request(draw: random.Random) -> bytes:
    """Return an event that is signed with something else."""
    return post(_event(draw.randbytes(24).hex()), draw.randbytes(32).hex())


def _event(event_id: str) -> bytes:
    data = {"from": ["sender@examplemail.com"], "to": ["receiver@examplemail.com"]}
    names = {"event_data": data, "event_id": event_id, "event_time": 1710545542, "event_type": "delivered"}
    return json.dumps(names, separators=(",", ":")).encode()


def measure_honest(port: int, seconds: float) -> tuple[list[float], int]:
    """Send honest requests at their times; return their latencies in milliseconds, and how many were refused."""
    latencies, refused = [], 0
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        began = time.perf_counter()
        for number in range(int(seconds * HONEST)):
            due = began + number / HONEST
            time.sleep(max(0.0, due - time.perf_counter()))
            client.sendall(honest_request(number))
            refused += not client.recv(65_536).startswith(b"HTTP/1.1 200")
            latencies.append((time.perf_counter() - due) * 1000)
    return latencies, refused


def flood(port: int, rate: int, seconds: float) -> int:
    """Send ``rate`` wrong signatures a second, 0 for as many as can be; return how many were answered."""
    draw, sent = random.Random(1), 0
    with socket.create_connection(("127.0.0.1", port)) as client:
        began = time.perf_counter()
        while (now := time.perf_counter() - began) < seconds:
            count = _TOGETHER if not rate else int(now * rate) - sent
            client.sendall(b"".join(wrong_request(draw) for _ in range(count)))
            sent += count
            left = count
            while left > 0 and (data := client.recv(262_144)):
                left -= data.count(b"HTTP/1.1 ")
            if rate:
                time.sleep(_TICK)
    return sent


@contextmanager
def listening(folder: Path, python: str, *options: str) -> "Iterator[tuple[subprocess.Popen[bytes], int]]":
    """Yield a listener with its port; its output is thrown away."""
    ready = folder / "url.txt"
    line = [python, "-m", "maileroo_cli", "listen", "--port", "0", "--store", str(folder / "captures.db")]
    line += ["--secret", SECRET, "--ready-file", str(ready), *options]
    place = ROOT if python == sys.executable else folder
    running = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=place)
    try:
        while not ready.exists():
            time.sleep(0.01)
        yield running, int(ready.read_text().strip().rpartition(":")[2])
    finally:
        running.terminate()
        running.wait()


def measure(python: str, rate: int | None, seconds: float) -> Measured:
    """Measure once, on a new store; ``rate`` ``None`` is without a flood."""
    with tempfile.TemporaryDirectory() as folder, listening(Path(folder), python) as (_, port):
        line = [sys.executable, "-m", "tests.benchmarks.flood", "flood", str(port), str(rate or 0), str(seconds)]
        flooder = None if rate is None else subprocess.Popen(line, stdout=subprocess.PIPE, cwd=ROOT)
        latencies, refused = measure_honest(port, seconds)
        return Measured(latencies, refused, 0 if flooder is None else int(flooder.communicate()[0]))


def main(seconds: float = 10, rounds: int = 3, other: str = "") -> int:
    """Let all take turns and print the medians; return 1 where the wanted latency is not met."""
    pythons = {"mhook": sys.executable} | ({"the other mhook": other} if other else {})
    results: dict[tuple[str, str], list[Measured]] = {}
    for _ in range(rounds):
        for name, rate in FLOODS.items():
            for whose, python in pythons.items():
                results.setdefault((whose, name), []).append(measure(python, rate, seconds))
    good = True
    for (whose, name), runs in results.items():
        slowest = statistics.median(one.slowest for one in runs)
        middle = statistics.median(statistics.median(one.latencies) for one in runs)
        refused, flooded = sum(one.refused for one in runs), statistics.median(one.flooded for one in runs)
        ok = whose != "mhook" or (not refused and (slowest <= WANTED or not FLOODS[name]))
        good &= ok
        print(
            f"{whose:16} {name:24} p50 {middle:5.1f} ms  p99 {slowest:6.1f} ms  refused {refused}"
            f"  wrong {flooded / seconds:6.0f}/s  {'ok' if ok else 'NOT MET'}"
        )
    return 0 if good else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["flood"]:
        print(flood(int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])))
    else:
        asked = dict(zip(("seconds", "rounds", "other"), sys.argv[1:], strict=False))
        sys.exit(main(float(asked.get("seconds", 10)), int(asked.get("rounds", 3)), asked.get("other", "")))

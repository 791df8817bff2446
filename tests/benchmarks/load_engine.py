"""The engine alone, in a process of its own: ``python -m tests.benchmarks.load_engine URL COUNT RATE CONNECTIONS``.

Distinct signed events are made ahead, and then sent; ``RATE`` 0 sends all at once. It prints one JSON object: how long
it took, how late each was begun, and its memory. It runs where it was pinned by who started it.
"""

import json
import resource
import sys
import time
from collections import deque

from maileroo_cli.delivery.attempt.latency import Latencies
from maileroo_cli.delivery.load.arrivals import ArrivalPlan, Rate, Shape, Wave
from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.delivery.load.request import ReadyRequest, RequestEnd
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.client.tls import Trust
from maileroo_cli.transport.load.engine import Engine, EngineSettings
from maileroo_cli.transport.load.maker import ready_requests
from maileroo_cli.webhook.signing.secret import Secret

SECRET = "benchmark-secret-of-some-length"


class MadeAhead:
    """All requests, made ahead; what came of them is kept, and added up afterwards."""

    def __init__(self, plan: LoadPlan) -> None:
        self.queue: deque[ReadyRequest] = deque(ready_requests(plan, Secret(SECRET)))
        self.ends: list[tuple[float, float, float, RequestEnd]] = []

    @property
    def is_over(self) -> bool:
        """Whether no request will come any more."""
        return True

    def fill(self, now: float) -> float | None:
        """Have nothing more."""
        return None

    def ended(self, request: ReadyRequest, began: float, ended: float, end: RequestEnd) -> None:
        """Keep the times."""
        self.ends.append((request[1], began, ended, end))

    def broken_off(self, request: ReadyRequest, began: float) -> None:
        """Have nothing broken off."""
        raise AssertionError(request[0])


def main(url: str, count: int, rate: float, connections: int) -> None:
    """Send, and print what it took."""
    shape: Shape = Rate(rate) if rate else Wave()
    plan = LoadPlan(url, ArrivalPlan(shape, count, count / rate if rate else 0.0), connections=connections)
    source = MadeAhead(plan)
    size = sum(len(request[-1]) for request in source.queue) / count
    engine = Engine(EngineSettings(parse_target(url), Trust(insecure=True), connections=connections), source)
    used, began = time.process_time(), time.perf_counter()
    for _ in engine.run(began):
        pass
    seconds, used = time.perf_counter() - began, time.process_time() - used
    lateness = Latencies()
    for due, at, _, _ in source.ends:
        lateness.add(at - due)
    begun = [at for _, at, _, _ in source.ends]
    told = {
        "seconds": seconds,
        "cpu": used,
        "answered": sum(end == 200 for *_, end in source.ends),
        "bytes": size,
        "began_within": max(begun) - min(begun),
        "lateness_ms": {name: lateness.percentile(float(name)) * 1_000 for name in ("50", "90", "99", "99.9", "100")},
        "mebibytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]))

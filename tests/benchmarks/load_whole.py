"""A whole load in processes of its own: ``python -m tests.benchmarks.load_whole URL RATE SECONDS``.

Requests are made while others are sent, as `mhook load` does it; ``RATE`` 0 sends as many at once as 60,000 a second
come to. It prints one JSON object: how fast it was, how late it began requests, and the memory of all of its processes
after a sixth of the time, and the most of it later. Linux only.
"""

import json
import os
import sys
from contextlib import suppress
from pathlib import Path

from maileroo_cli.delivery.load.arrivals import ArrivalPlan, Rate, Shape, Wave
from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.delivery.load.result import ProbeWanted
from maileroo_cli.operation.load.results import LoadEnded, LoadProgress
from maileroo_cli.operation.load.run import run_load
from maileroo_cli.webhook.signing.secret import Secret

SECRET = "benchmark-secret-of-some-length"
_AT_ONCE = 60_000


def memory_of_all() -> float:
    """Return the mebibytes that this process and all that descend from it hold now."""
    parents, pages = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            number = int(folder.name)
            parents[number] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            pages[number] = int((folder / "statm").read_text().split()[1])
    ours = {os.getpid()}
    while more := {number for number, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return sum(pages.get(number, 0) for number in ours) * os.sysconf("SC_PAGE_SIZE") / 2**20


def main(url: str, rate: float, seconds: float) -> None:
    """Send, and print what it came to."""
    shape: Shape = Rate(rate) if rate else Wave()
    count = int((rate or _AT_ONCE) * seconds)
    plan = LoadPlan(url, ArrivalPlan(shape, count, seconds if rate else 0.0))
    early = late = 0.0
    for event in run_load(plan, Secret(SECRET), probe=ProbeWanted.NONE):
        if isinstance(event, LoadProgress):
            if event.seconds <= seconds / 6:
                early = memory_of_all()
            else:
                late = max(late, memory_of_all())
        if isinstance(event, LoadEnded):
            result = event.result
            assert not result.discrepancies, result.discrepancies
            lateness = result.tally.lateness
            told = {
                "seconds": result.seconds,
                "answered": result.tally.accepted_events,
                "lateness_ms": {name: lateness.percentile(float(name)) * 1_000 for name in ("50", "99", "99.9")},
                "mebibytes": [early, late],
            }
            print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), float(sys.argv[3]))

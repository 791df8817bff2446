"""What a worker of ``mhook load --master`` sends, and what a second one adds, against a receiver in another process.

    python -m tests.benchmarks.load_locust [SECONDS] [ROUNDS]

Whole runs of master and workers, as a user starts them. First a rate that one worker has to keep, and two twice as
much, with how late they began their requests: 2,000 a second each, 99 of 100 within 25 ms. Then as much as one worker
can send, and two can, in turn: the closed model with 100 users for each. Workers and receiver share the cores of this
machine: with fewer cores than processes two workers send no more than one that has them to itself.
"""

import os
import statistics
import sys
from contextlib import ExitStack
from typing import Any

from tests.benchmarks.receiver import fast_receiver
from tests.with_locust.machines import Machine, start_master

RATE = 2_000
USERS = 100


def run(url: str, workers: int, *arguments: str) -> dict[str, Any]:
    """Run one load, and return what it came to."""
    with ExitStack() as stack:
        master = stack.enter_context(start_master(url, "--no-probe", *arguments, workers=workers))
        place = master.place
        for _ in range(workers):
            stack.enter_context(Machine("--worker", place))
        master.wait(300)
        result = master.result
    lost = [one for one in result["problems"] if one["finding"] in ("worker-lost", "counts-differ")]
    if lost or result["failed"]:
        raise AssertionError(result["problems"])
    return result


def lateness(result: dict[str, Any]) -> float:
    """Return how late 99 of 100 requests were begun at most, in milliseconds."""
    (found,) = [one for one in result["latencies"] if one["measure"] == "lateness"]
    return float(found["p99_ms"])


def main(seconds: int = 10, rounds: int = 3) -> None:
    """Run all in turn, and print each median."""
    print(f"{os.cpu_count()} cores for all: the receiver, the master, each worker, and what makes its requests")
    rates: list[float] = []
    with fast_receiver() as url:
        for workers in (1, 2):
            rate = RATE * workers
            kept = [run(url, workers, "--rate", f"{rate}/s", "--for", f"{seconds}s") for _ in range(rounds)]
            started = statistics.median(one["started_per_second"] for one in kept)
            rates.append(started)
            late = statistics.median(map(lateness, kept))
            print(f"{workers} at {rate:,}/s: {started:8,.0f} requests/s, p99 of lateness {late:.1f} ms")
        speeds: dict[int, list[float]] = {1: [], 2: []}
        for _ in range(rounds):
            for workers, found in speeds.items():
                users = ("--users", str(USERS * workers), "--for", f"{seconds}s", "delivered")
                found.append(float(run(url, workers, *users)["started_per_second"]))
    print(f"2 keep {rates[1] / rates[0]:.2f} times the rate of 1")
    one, two = (statistics.median(found) for found in speeds.values())
    print(f"1 as fast as it can: {one:8,.0f} requests/s")
    print(f"2 as fast as they can: {two:8,.0f} requests/s, {two / one:.2f} times as many")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

"""How long ``mhook storm --plan`` takes for a million events of up to nine attempts, beside playing each of them.

    python -m tests.benchmarks.storm_plan [EVENTS] [ROUNDS]

The naive way keeps every attempt in a queue and counts it in its minute. Both come to the same number of attempts.
Memory is the peak of the process. With jitter every event has to be played by mhook as well.
"""

import heapq
import json
import statistics
import subprocess
import sys
from collections import Counter

from tests.benchmarks.process import Run, run

SECONDS, MEMORY = 3.0, 100
HOURS = 14
WAITS = (300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600)


def naive(events: int) -> int:
    """Play so many events of an outage one by one, and return how many attempts there were."""
    outage = HOURS * 3_600
    queue = [(number * outage / events, number, 0) for number in range(events)]
    heapq.heapify(queue)
    minutes: Counter[tuple[int, bool]] = Counter()
    while queue:
        at, number, tried = heapq.heappop(queue)
        minutes[int(at // 60), tried > 0] += 1
        if at < outage and tried < len(WAITS):
            heapq.heappush(queue, (at + WAITS[tried], number, tried + 1))
    return minutes.total()


def main(events: int = 1_000_000, rounds: int = 3) -> None:
    """Run all in turn and print each median, its ratio to the naive way, and its memory."""
    rate = f"{events / HOURS / 3_600:.6f}/s"
    plan = [sys.executable, "-m", "maileroo_cli", "storm", "--plan", "--outage", f"{HOURS}h"]
    steady = [*plan, "--traffic", rate, "--after", "0s"]
    commands = {
        "naive": [sys.executable, "-m", "tests.benchmarks.storm_plan", "naive", str(events)],
        "steady traffic": steady,
        "--format json": [*steady, "--format", "json"],
        "a campaign": [*plan, "--traffic", "0", "--campaign", f"{int(events / 2.15)}@0"],
    }
    told = json.loads(subprocess.run(commands["--format json"], check=True, capture_output=True).stdout)
    extra = told["minutes"][0]["minute_s"] / -3_600 / HOURS * events
    print(f"{told['events']:,} events, {told['attempts']:,} attempts; naive: {naive(events) + extra:,.0f}")
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            runs[name].append(run(command))
    base = statistics.median(one.seconds for one in runs["naive"])
    for name, done in runs.items():
        middle = statistics.median(one.seconds for one in done)
        peak = max(one.mebibytes for one in done)
        mark = "  MISSED" if name != "naive" and (middle > SECONDS or peak > MEMORY) else ""
        print(f"{name:>15}: {middle:6.2f} s ({base / middle:5.1f} times as fast as naive), {peak:6.1f} MiB{mark}")
    played = run([*steady, "--jitter", "20%"])
    print(f"{'with jitter':>15}: {played.seconds:6.2f} s, {played.mebibytes:6.1f} MiB (every event is played)")


if __name__ == "__main__":
    if sys.argv[1:2] == ["naive"]:
        naive(int(sys.argv[2]))
    else:
        main(*map(int, sys.argv[1:]))

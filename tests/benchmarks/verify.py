"""How fast ``mhook verify`` reads capture records, beside a loop of ``json.loads`` and ``hmac.new`` in one process.

    python -m tests.benchmarks.verify [COUNT] [ROUNDS]

The naive loop is a program of its own too, and prints nothing for each record; ours prints a line for each, and with
``--quiet`` only the sum. Memory is the peak of the largest process. A tenth is verified with another secret as well, so
that no signature has an explanation, each of which is a line with ``--quiet`` too; at least 20,000 a second are wanted.
"""

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.process import Run, run

NAIVE = """
import hashlib, hmac, json, sys
good = 0
with open(sys.argv[1], "rb") as file:
    for line in file:
        record = json.loads(line)
        given = next((value for name, value in record["headers"] if name.lower() == "x-maileroo-signature"), "")
        expected = hmac.new(b"secret", record["body"].encode(), hashlib.sha256).hexdigest()
        good += hmac.compare_digest(expected, given)
print(good)
"""

WRONG = "another-secret-that-explains-nothing"
LEAST = 20_000


def main(count: int = 1_000_000, rounds: int = 3) -> None:
    """Run all in turn and print each median, its ratio to the naive loop, and its memory."""
    with tempfile.TemporaryDirectory() as folder:
        large, small = Path(folder, "large.ndjson"), Path(folder, "small.ndjson")
        for file, size in ((large, count), (small, count // 10)):
            make(file, size)
        print(f"{count} records, {large.stat().st_size / count:.0f} bytes each")
        mhook = [sys.executable, "-m", "maileroo_cli", "verify", "--secret", "secret"]
        commands = {
            "naive loop": [sys.executable, "-c", NAIVE],
            "verify": mhook,
            "verify --quiet": [*mhook, "--quiet"],
            "verify --jobs 2": [*mhook, "--jobs", "2"],
            "verify --quiet --jobs 2": [*mhook, "--quiet", "--jobs", "2"],
        }
        runs: dict[str, list[Run]] = {name: [] for name in commands}
        for _ in range(rounds):
            for name, command in commands.items():
                runs[name].append(run([*command, str(large)]))
        base = statistics.median(done.seconds for done in runs["naive loop"])
        for name, done in runs.items():
            middle = statistics.median(one.seconds for one in done)
            peak = max(one.mebibytes for one in done)
            print(f"{name:24} {middle:6.2f} s  {base / middle:5.2f} times  {peak:5.1f} MiB")
        print(f"verify of a tenth: {run([*mhook, str(small)]).mebibytes:.1f} MiB")
        for words in ([], ["--quiet"], ["--jobs", "2"]):
            wrong = [run([*mhook[:-1], WRONG, *words, str(small)], code=1) for _ in range(rounds)]
            rate = count / 10 / statistics.median(one.seconds for one in wrong)
            name = " ".join(["verify", *words, "of a wrong secret"])
            verdict = "ok" if rate >= LEAST else "NOT MET"
            print(f"{name:40} {rate:8.0f} records/s  {max(one.mebibytes for one in wrong):5.1f} MiB  {verdict}")


def make(file: Path, count: int) -> None:
    """Write ``count`` signed records of four event types."""
    types = ["delivered", "opened", "clicked", "failed"]
    command = [
        sys.executable,
        "-m",
        "maileroo_cli",
        "generate",
        *types,
        "--signed",
        "--secret",
        "secret",
        "--seed",
        "1",
    ]
    subprocess.run([*command, "--count", str(count // 4), "--output", str(file)], check=True, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

"""How long `mhook check --app` takes with each example, all of a program's run, its start and its imports included.

    python -m tests.benchmarks.check_app [ROUNDS]

Each example keeps every event in a SQLite file before it answers. Full should take less than 6 s with FastAPI; rules
that need more than the application are not among them. The fastest of several rounds counts.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.receivers.examples.running import EXAMPLES, Example, example_environment


def seconds(example: Example, suite: str) -> tuple[float, str]:
    """Return how long a check takes, and the last line that it prints."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        example.prepare(folder)
        command = [sys.executable, "-m", "maileroo_cli", "check", "--app", example.app, "--suite", suite]
        began = time.perf_counter()
        done = subprocess.run(
            command, cwd=folder, env=example_environment(), capture_output=True, text=True, check=False
        )
        took = time.perf_counter() - began
    if done.returncode != 0:
        raise AssertionError(f"{command} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return took, done.stdout.rstrip().rpartition("\n")[2]


def main(rounds: int = 3) -> None:
    """Print how long each suite takes with each example."""
    for name, example in EXAMPLES.items():
        for suite in ("smoke", "full"):
            took, told = min(seconds(example, suite) for _ in range(rounds))
            print(f"{name:8} {suite:6} {took:5.2f} s   {told}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

"""How fast ``mhook captures`` answers over a store of 100,000 captures, and how fast they come in and go out.

    python -m tests.benchmarks.captures [COUNT] [ROUNDS]

Times are those of the whole program, its start included; what it prints is thrown away.
"""

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks import verify
from tests.benchmarks.process import Run, run

MHOOK = [sys.executable, "-m", "maileroo_cli", "captures"]
QUESTIONS = {
    "list": ["list"],
    "list, all of them": ["list", "--limit", "0"],
    "list, all of them, JSON": ["list", "--limit", "0", "--format", "json"],
    "list --type": ["list", "--type", "opened"],
    "list --verdict": ["list", "--verdict", "invalid"],
    "list --event-id": ["list", "--event-id", "abcdef"],
    "list --since": ["list", "--since", "2026-01-01"],
    "list --text": ["list", "--text", "no such text"],
    "show": ["show", "last~50000"],
    "timeline": ["timeline", "last"],
    "export as ndjson": ["export"],
    "export as http": ["export", "--as", "http"],
    "export as har": ["export", "--as", "har"],
    "prune --dry-run": ["prune", "--max-size", "1MB", "--dry-run"],
}


def main(count: int = 100_000, rounds: int = 5) -> None:
    """Fill a store, ask it everything, and print the median of each, its rate, and its memory."""
    with tempfile.TemporaryDirectory() as folder:
        records, store = Path(folder, "captures.ndjson"), Path(folder, "captures.db")
        verify.make(records, count)
        secret = Path(folder, "secret")
        secret.write_text("secret")
        for name, more in (("import", ["--secret", f"file:{secret}"]), ("import, not verified", [])):
            tell(name, [import_anew(records, store, more) for _ in range(rounds)], count)
        for name, words in QUESTIONS.items():
            tell(name, [run([*MHOOK, *words, "--store", str(store)]) for _ in range(rounds)], count)


def import_anew(records: Path, store: Path, more: list[str]) -> Run:
    """Import all records into an empty store."""
    for path in store.parent.glob(f"{store.name}*"):
        path.unlink()
    return run([*MHOOK, "import", str(records), "--store", str(store), *more])


def tell(name: str, runs: list[Run], count: int) -> None:
    """Print the median of some runs."""
    middle = statistics.median(one.seconds for one in runs)
    peak = max(one.mebibytes for one in runs)
    print(f"{name:26} {middle:6.2f} s  {count / middle:9,.0f}/s  {peak:6.1f} MiB")


if __name__ == "__main__":
    try:
        main(*map(int, sys.argv[1:]))
    except subprocess.CalledProcessError as error:
        sys.exit(str(error.stderr))

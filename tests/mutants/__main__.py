"""What the tests do not notice: ``python -m tests.mutants`` or ``make mutants``.

Changes the package at ``--count`` places drawn from ``--seed``, one at a time and in a copy of the tree, runs the tests
that run the changed line, and prints each change that none of them notices. ``--only report`` draws from one folder.
"""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from queue import SimpleQueue

from tests.mutants.change import Change, changes_of
from tests.mutants.coverage_map import CoverageMap, record
from tests.mutants.equivalent import read_equivalents
from tests.mutants.trial import Outcome, TreeCopy, Trial, copy_tree

ROOT = Path(__file__).parent.parent.parent
STATE = ROOT / ".mutants"
PACKAGE = ROOT / "maileroo_cli"


def main(arguments: Sequence[str] | None = None) -> int:
    """Try the changes that are asked for, print what comes of them, and return 1 where too many survive."""
    asked = _parse(arguments)
    chosen = draw(asked.count, asked.seed, asked.only)
    coverage = _coverage(anew=asked.record)
    accepted, trials = read_equivalents(), []
    for number, trial in enumerate(_try_all(chosen, coverage, asked.workers), 1):
        trials.append(trial)
        before, after = trial.change.lines((ROOT / trial.change.path).read_bytes())
        place = f"{trial.change.path}:{trial.change.line}"
        reason = accepted.get((trial.change.path, before, after))
        if trial.outcome is Outcome.SURVIVED:
            told = f"accepted: {reason}" if reason else "SURVIVED"
            print(f"[{number}/{len(chosen)}] {told} {place} ({trial.change.kind})\n- {before}\n+ {after}", flush=True)
        elif asked.verbose:
            print(f"[{number}/{len(chosen)}] {trial.outcome} {place} ({trial.change.kind}) by {trial.by}", flush=True)
    return _tell(trials, accepted, asked)


def draw(count: int, seed: int, only: str = "") -> list[Change]:
    """Return ``count`` changes on as many lines, each line of the package that can be changed being as likely."""
    lines: dict[tuple[str, int], list[Change]] = {}
    for path in sorted((PACKAGE / only).rglob("*.py")):
        for change in changes_of(ROOT, path):
            lines.setdefault((change.path, change.line), []).append(change)
    chance = random.Random(seed)
    places = chance.sample(sorted(lines), min(count, len(lines)))
    return [chance.choice(lines[place]) for place in places]


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description="Changes that no test notices.")
    parser.add_argument("--count", type=int, default=200, help="how many changes are tried (default: 200)")
    parser.add_argument("--seed", type=int, default=1, help="the seed of every choice (default: 1)")
    parser.add_argument("--only", default="", metavar="FOLDER", help="a folder of the package to draw from")
    parser.add_argument("--workers", type=int, default=2, help="how many changes are tried at once (default: 2)")
    parser.add_argument("--record", action="store_true", help="record anew which test runs which line")
    parser.add_argument("--verbose", action="store_true", help="tell of each change which test noticed it")
    return parser.parse_args(arguments)


def _coverage(*, anew: bool) -> CoverageMap:
    file = STATE / "coverage"
    if anew or not file.is_file():
        print("recording which test runs which line, once; this takes as long as the whole suite", flush=True)
        copy_tree(ROOT, STATE / "tree-recorded")
        record(STATE / "tree-recorded", file)
    return CoverageMap(file, ROOT)


def _try_all(chosen: Sequence[Change], coverage: CoverageMap, workers: int) -> Iterator[Trial]:
    copies: SimpleQueue[TreeCopy] = SimpleQueue()
    for number in range(workers):
        copies.put(TreeCopy(ROOT, STATE / f"tree-{number}"))
    wanted = [(change, coverage.tests_of(change.path, change.line)) for change in chosen]

    def attempt(change: Change, tests: Sequence[str]) -> Trial:
        copy = copies.get()
        try:
            return copy.try_change(change, tests)
        finally:
            copies.put(copy)

    with ThreadPoolExecutor(workers) as pool:
        for done in as_completed([pool.submit(attempt, *one) for one in wanted]):
            yield done.result()


def _tell(trials: Sequence[Trial], accepted: dict[tuple[str, str, str], str], asked: argparse.Namespace) -> int:
    """Print a table of folders and what it comes to."""
    made, noticed = Counter[str](), Counter[str]()
    equal = 0
    for trial in trials:
        lines = trial.change.lines((ROOT / trial.change.path).read_bytes())
        if trial.outcome is Outcome.SURVIVED and (trial.change.path, *lines) in accepted:
            equal += 1
            continue
        folder = trial.change.path.split("/")[1]
        made[folder] += 1
        noticed[folder] += trial.outcome is not Outcome.SURVIVED
    print("| folder | changes | noticed |\n|---|---|---|")
    for folder in sorted(made):
        print(f"| {folder} | {made[folder]} | {noticed[folder]} |")
    total, seen = made.total(), noticed.total()
    print(f"| all | {total} | {seen} |")
    print(f"{seen} of {total} noticed ({seen / max(total, 1):.1%}), {equal} more change nothing; seed {asked.seed}")
    return 0 if seen >= 0.95 * total else 1


if __name__ == "__main__":
    sys.exit(main())

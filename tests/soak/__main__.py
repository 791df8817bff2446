"""The soak: what takes hours to go wrong, done for as long: ``python -m tests.soak`` or ``make soak``.

``--share 0.05`` does a twentieth of everything; names choose some parts, and ``--seed`` repeats an earlier draw.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from importlib import import_module
from random import Random

from tests.soak.part import Effort, Soak, SoakRow

PARTS: tuple[str, ...] = (
    "kills",
    "writer_kills",
    "full_disk",
    "replay_kills",
    "damaged_files",
    "slow_clients",
    "flood",
    "requests",
    "command_lines",
    "large_files",
    "full_checks",
)
"""The modules of this folder that have a function ``soak``, in the order in which they run."""

_HEADINGS = ("what", "times", "wrong", "counted besides", "seconds")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the parts that are asked for, print their table, and return 1 where anything went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description="Soak tests of mhook.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"some of: {', '.join(PARTS)}")
    parser.add_argument("--share", type=float, default=1.0, help="how much of the full numbers (default: all)")
    parser.add_argument("--seed", type=int, default=1, help="the seed of every choice (default: 1)")
    asked = parser.parse_args(arguments)
    if unknown := [part for part in asked.parts if part not in PARTS]:
        parser.error(f"there is no part {', '.join(unknown)}")
    print(f"| {' | '.join(_HEADINGS)} |\n|{'---|' * len(_HEADINGS)}", flush=True)
    wrong = 0
    for name in asked.parts or PARTS:
        part: Soak = import_module(f"tests.soak.{name}").soak
        began = time.monotonic()
        for row in part(Effort(asked.share, Random(asked.seed))):
            print(_line(row, time.monotonic() - began), flush=True)
            wrong += row.wrong
            began = time.monotonic()
    return 1 if wrong else 0


def _line(row: SoakRow, seconds: float) -> str:
    return f"| {row.what} | {row.times:,} | {row.wrong:,} | {row.detail} | {seconds:,.0f} |"


if __name__ == "__main__":
    sys.exit(main())

"""Hostile command lines: thousands of each command, in a folder of files that are damaged, with odd surroundings."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from tests.cli.hostile.grammar import read_grammar
from tests.cli.hostile.line import draw_line
from tests.cli.hostile.running import Lines
from tests.soak.part import Effort, SoakRow

EACH = 2000
_MOST_SHOWN = 20


def soak(effort: Effort) -> Iterator[SoakRow]:
    """Yield one row of all lines; the first that go wrong are printed, so that they can be pinned."""
    seed, each, wrong, codes = effort.random.getrandbits(32), effort.of(EACH), 0, dict.fromkeys((0, 1, 2, 3, 4, 130), 0)
    grammar = read_grammar()
    with TemporaryDirectory(prefix="mhook-soak-") as folder, Lines(Path(folder)) as lines:
        for command in grammar:
            for number in range(each):
                line = draw_line(command, Random(f"{seed} {command} {number}"))
                ended, complaints = lines.run(line)
                codes[ended.code] = codes.get(ended.code, 0) + 1
                wrong += bool(complaints)
                if complaints and wrong <= _MOST_SHOWN:
                    print(f"{line}: {'; '.join(complaints)}", flush=True)
    told = ", ".join(f"{count:,} ended with {code}" for code, count in sorted(codes.items()))
    yield SoakRow(f"hostile lines of {len(grammar)} commands", each * len(grammar), wrong, told)

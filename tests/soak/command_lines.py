"""Hostile command lines: thousands of each command, in a folder of files that are damaged, with odd surroundings."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from tests.cli.hostile.grammar import read_grammar
from tests.cli.hostile.line import Line, draw_line, draw_program_line, draw_reading_line
from tests.cli.hostile.running import Lines
from tests.soak.part import Effort, SoakRow

EACH, READING, OTHERS = 2000, 4000, 2000
_MOST_SHOWN = 20


def soak(effort: Effort) -> Iterator[SoakRow]:
    """Yield a row of lines of every command, one of lines that read damaged files, and one of lines without a command.

    The first that go wrong are printed, so that they can be pinned.
    """
    seed, grammar = effort.random.getrandbits(32), read_grammar()
    each, reading = effort.of(EACH), effort.of(READING)
    drawn = (draw_line(one, Random(f"{seed} {one} {number}")) for one in grammar for number in range(each))
    damaged = (draw_reading_line(Random(f"{seed} {number}")) for number in range(reading))
    bare = (draw_program_line(Random(f"{seed} {number}")) for number in range(effort.of(OTHERS)))
    with TemporaryDirectory(prefix="mhook-soak-") as folder, Lines(Path(folder)) as lines:
        yield _row(f"hostile lines of {len(grammar)} commands", lines, drawn)
        yield _row("lines that read damaged files", lines, damaged)
        yield _row("lines that name no command", lines, bare)


def _row(what: str, lines: Lines, drawn: Iterable[Line]) -> SoakRow:
    codes: Counter[int] = Counter()
    wrong = 0
    for line in drawn:
        ended, complaints = lines.run(line)
        codes[ended.code] += 1
        wrong += bool(complaints)
        if complaints and wrong <= _MOST_SHOWN:
            print(ascii(f"{line}: {'; '.join(complaints)}"), flush=True)
    told = ", ".join(f"{count:,} ended with {code}" for code, count in sorted(codes.items()))
    return SoakRow(what, codes.total(), wrong, told)

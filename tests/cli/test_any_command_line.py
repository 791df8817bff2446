"""Any command line in any surroundings: it ends, as documented, in plain words.

Drawn from the grammar of the program itself; the soak runs many more of them.
"""

import sys
from pathlib import Path
from random import Random

import pytest

from tests.cli.hostile.grammar import read_grammar
from tests.cli.hostile.line import draw_line, draw_program_line, draw_reading_line
from tests.cli.hostile.running import Lines
from tests.cli.hostile.values import NEEDED, OWN_KINDS, PLAUSIBLE

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="lines run in forked processes")]

GRAMMAR = read_grammar()
EACH = 8
"""So many lines of each command run here, ..."""

OTHERS = 20
"""... and so many that read damaged files, and that name no command."""


def test_every_parameter_can_be_drawn() -> None:
    """A parameter that takes a text has values that people give; none of the lists names what is not there."""
    known = [one for command in GRAMMAR for one in command.parameters]
    names = {one.name for one in known} | {one.place for one in known}
    texts = [one for one in known if not (one.is_switch or one.choices or one.is_number)]
    assert [one.place for one in texts if one.name not in PLAUSIBLE] == []
    assert (set(PLAUSIBLE) | set(OWN_KINDS)) - names == set()
    assert set(NEEDED) - {str(command) for command in GRAMMAR} == set()


def test_a_seed_repeats_a_line() -> None:
    """The same seed draws the same line, so that a number is enough to see a failure again."""
    for command in GRAMMAR:
        assert draw_line(command, Random(7)) == draw_line(command, Random(7))


def test_any_line(tmp_path: Path) -> None:
    """Of lines of every command none ends in another way than one that is documented, or says what it must not."""
    drawn = [draw_line(command, Random(f"{command} {number}")) for command in GRAMMAR for number in range(EACH)]
    drawn += [draw(Random(number)) for draw in (draw_reading_line, draw_program_line) for number in range(OTHERS)]
    with Lines(tmp_path) as lines:
        failed = [f"{line}: {one}" for line in drawn for one in lines.run(line)[1]]
    assert not failed, "\n".join(failed)

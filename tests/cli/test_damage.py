"""Damaged and planted stores and runs: each command says what is wrong in one line, whatever the file holds."""

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from tests.cli.calling import Mhook
from tests.cli.damage import CODES, DamagedFile, damaged_runs, damaged_stores

Made = Callable[[Random, Path], Iterator[DamagedFile]]
PAIRS = 30
FIRST_SEED = 20


def try_one(mhook: Mhook, damaged: DamagedFile, random: Random) -> None:
    """Call a command that meets a damaged file; it has to end well, whatever it finds."""
    words = random.choice(damaged.commands)
    ran = mhook(*words)
    assert ran.code in CODES, (damaged.damage, words, ran)


@pytest.mark.parametrize("seed", range(FIRST_SEED, FIRST_SEED + PAIRS))
@pytest.mark.parametrize("made", [damaged_stores, damaged_runs], ids=["store", "run"])
def test_a_damaged_file(mhook: Mhook, project: Path, made: Made, seed: int) -> None:
    """One pair of a damaged file and a command."""
    random = Random(seed)
    try_one(mhook, next(made(random, project)), random)

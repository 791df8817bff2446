"""Damaged and planted stores and runs, each met by a command: what the normal suite does with a few."""

import faulthandler
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import chdir
from pathlib import Path
from random import Random

from tests.cli.calling import Mhook
from tests.cli.damage import CODES, DamagedFile, damaged_runs, damaged_stores
from tests.soak.part import Effort, SoakRow

_PAIRS = 300
_PATIENCE = 60.0
"""So many seconds one command may take: one that hangs ends the soak."""


def soak(effort: Effort) -> Iterator[SoakRow]:
    """Let a command meet each of so many damaged stores, and of as many damaged runs."""
    folder = Path(tempfile.mkdtemp(prefix="mhook-soak-"))
    try:
        (folder / ".git").mkdir()
        os.environ["MHOOK_CACHE_DIR"] = str(folder / "cache")
        with chdir(folder):
            yield _meet("damaged stores", damaged_stores, effort, folder)
            yield _meet("damaged runs", damaged_runs, effort, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _meet(what: str, make: Callable[[Random, Path], Iterator[DamagedFile]], effort: Effort, folder: Path) -> SoakRow:
    times, wrong, codes = effort.of(_PAIRS), 0, Counter[int]()
    for _ in range(times):
        seed = effort.random.randrange(1 << 32)
        random = Random(seed)
        damaged = next(make(random, folder))
        words = random.choice(damaged.commands)
        faulthandler.dump_traceback_later(_PATIENCE, exit=True)
        try:
            code = Mhook()(*words).code
        except (Exception, SystemExit) as error:  # noqa: BLE001 - each is told, and counted
            print(f"  seed {seed}: {' '.join(words)}: {damaged.damage}: {type(error).__name__} {error}"[:400])
            wrong += 1
            continue
        finally:
            faulthandler.cancel_dump_traceback_later()
        codes[code] += 1
        wrong += code not in CODES
    detail = ", ".join(f"exit {code:d}: {count}" for code, count in sorted(codes.items()))
    return SoakRow(what, times, wrong, detail)

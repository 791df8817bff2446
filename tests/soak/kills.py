"""``mhook listen`` killed again and again, past checkpoints and beside readers: nothing acknowledged may be lost."""

import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.soak.part import Effort, SoakRow
from tests.transport.server.killing import KillCounts, kill_again_and_again, readers_beside

KILLS = 5_000
TURNS = 10
"""So often a listener is killed on one store, which holds about 100 MB then."""


def soak(effort: Effort) -> Iterator[SoakRow]:
    """Kill listeners of both durabilities."""
    for durability in ("normal", "full"):
        total, left = KillCounts(), effort.of(KILLS // 2)
        while left > 0:
            with TemporaryDirectory() as folder:
                chance = random.Random(effort.random.getrandbits(64))
                turns = min(TURNS, left)
                total.add(kill_again_and_again(Path(folder), durability, chance, turns=turns, readers=readers_beside()))
            left -= turns
        _tell(total)
        detail = (
            f"{total.acknowledged:,} acknowledged ({total.written >> 20:,} MiB), {total.lost} lost; "
            f"{len(total.refused)} starts refused; {total.readings:,} reading commands, {len(total.failed)} failed"
        )
        yield SoakRow(f"kills of listen, durability {durability}", total.kills, total.wrong, detail)


def _tell(total: KillCounts) -> None:
    """Say on stderr what went wrong, each kind once."""
    for (command, error), times in Counter((one["command"][1], one["error"]) for one in total.failed).items():
        sys.stderr.write(f"{times} of {command}: {error}")
    for refused in total.refused[:5]:
        sys.stderr.write(f"refused: {refused}\n")

"""``mhook replay`` under random kills: nothing is skipped or invented, and next to nothing is sent once more."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.cli.forked import CAN_FORK
from tests.cli.killed_replay import KilledReplays
from tests.soak.part import Effort, SoakRow

_KILLS = 500
_A_RUN = 12
_SIZES = (3, 30, 300)


def soak(effort: Effort) -> Iterator[SoakRow]:
    """Kill until there were enough kills; each run is resumed to its end."""
    if not CAN_FORK:
        return
    wanted, kills, terms, extra, broken_off, runs = effort.of(_KILLS), 0, 0, 0, 0, 0
    problems: list[str] = []
    with tempfile.TemporaryDirectory() as folder, KilledReplays(Path(folder), effort.random, _SIZES) as replays:
        while kills + terms < wanted and len(problems) < 20:
            tally = replays.play(min(_A_RUN, wanted - kills - terms))
            kills, terms, extra = kills + tally.kills, terms + tally.terms, extra + tally.extra
            broken_off, runs = broken_off + tally.broken_off, runs + 1
            problems += tally.problems
            for problem in tally.problems:
                print(problem)
    detail = f"{kills} kill -9, {terms} SIGTERM, {runs} runs, {broken_off} while made, {extra} sent once more"
    yield SoakRow("kills of replay", kills + terms, len(problems), detail)

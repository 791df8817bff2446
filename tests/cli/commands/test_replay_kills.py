"""``mhook replay`` that is killed at random moments: it goes on as if nothing had been. The soak does it far longer."""

from pathlib import Path
from random import Random

import pytest

from tests.cli.forked import CAN_FORK
from tests.cli.killed_replay import KilledReplays


@pytest.mark.skipif(not CAN_FORK, reason="there no process can be forked")
def test_random_kills(tmp_path: Path) -> None:
    """No outcome is invented or skipped, and at most what was under way at a kill is sent once more."""
    with KilledReplays(tmp_path, Random(1), [3, 30]) as replays:
        tallies = [replays.play(5) for _ in range(2)]
    assert [problem for tally in tallies for problem in tally.problems] == []
    assert sum(tally.kills + tally.terms for tally in tallies) > 0

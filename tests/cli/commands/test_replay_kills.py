"""``mhook replay`` that is killed at random moments: it goes on as if nothing had been. The soak does it far longer."""

from pathlib import Path
from random import Random

import pytest

from tests.cli.forked import CAN_FORK
from tests.cli.killed_replay import KilledReplays


@pytest.mark.skipif(not CAN_FORK, reason="there no process can be forked")
def test_random_kills(tmp_path: Path) -> None:
    """No outcome is invented or skipped, and at most what was under way at a kill is sent once more."""
    kills, problems = 0, list[str]()
    with KilledReplays(tmp_path, Random(1), [3, 30]) as replays:
        while kills < 4 and not problems:
            tally = replays.play(5)
            kills += tally.kills + tally.terms
            problems += tally.problems
    assert problems == []

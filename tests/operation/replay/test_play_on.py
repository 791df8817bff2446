"""Going on with a replay against an embedded receiver: it is what it was, wherever the run was cut."""

from pathlib import Path

import pytest

from maileroo_cli.operation.replay.plan import WantedReplay, plan_replay, sign_deliveries
from maileroo_cli.operation.replay.play import Events, play_new, play_on
from maileroo_cli.operation.replay.results import ReplayedAttempt, ReplayEnded
from maileroo_cli.transport.run.finding import find_run
from maileroo_cli.webhook.generation.stream import EncodedEvent
from maileroo_cli.webhook.signing.secret import Secret
from tests.encoded import encoded

KEY = Secret("secret", "test")

STORIES = [
    ("careful", ("1=lost",)),
    ("careful:500,200", ("2=lost",)),
    ("careful:500,reset,200", ("3-4=gateway:502",)),
    ("careful:401,503,200", ("2=corrupt", "4=lost")),
    ("careless:500,200", ("2-3=lost",)),
    ("careless:500,200,200,503,200", ("1-2=duplicate", "3=status:500")),
    ("picky:503,200", ("2=lost",)),
    ("picky", ("1=refuse", "2=duplicate", "3=truncate")),
]


def play(against: str, faults: tuple[str, ...], folder: Path) -> Events:
    """Begin a replay of three events, two of which are one without an id."""
    plan = plan_replay(WantedReplay(against=against, faults=faults, attempts=5), print)
    nameless = EncodedEvent("opened", "", 0, b'{"event_type":"opened"}')
    events = [encoded("failed", seed=1), nameless, nameless]
    return play_new(plan, sign_deliveries(events, plan, KEY, together=True), KEY, folder=folder)


def told(events: Events) -> list[object]:
    """Return what the receiver did at each attempt, and how the run came out; two copies come in any order."""
    seen: list[object] = []
    for event in events:
        if isinstance(event, ReplayedAttempt):
            record, result = event.record, event.record.result
            assert result is not None
            seen.append((record.delivery.index, record.number, sorted(result.answers), result.before, result.after))
        elif isinstance(event, ReplayEnded):
            seen.append((event.result.exit_code, event.result.effects, dict(event.result.findings)))
    return seen


@pytest.mark.parametrize(("against", "faults"), STORIES, ids=[against for against, _ in STORIES])
def test_a_run_that_was_cut_comes_out_as_a_whole_one(tmp_path: Path, against: str, faults: tuple[str, ...]) -> None:
    """Wherever it is cut, the receiver remembers events and answers: each later attempt is as if nothing had been."""
    whole = told(play(against, faults, tmp_path / "whole"))
    for made in range(1, len(whole) - 1):
        folder = tmp_path / str(made)
        first = play(against, faults, folder)
        for _ in range(made + 1):
            next(first)
        first.close()
        assert told(play_on(find_run(folder, "last"), lambda: KEY)) == whole

"""Replays and kept runs from Python, against an embedded receiver, without the command line."""

from pathlib import Path

import pytest

from maileroo_cli.errors import ExitCode, UsageError
from maileroo_cli.operation.replay.plan import WantedReplay, plan_replay, sign_deliveries
from maileroo_cli.operation.replay.play import play_new, play_on
from maileroo_cli.operation.replay.results import ReplayedAttempt, ReplayEnded, ReplayStarted
from maileroo_cli.operation.runs import Deletion, delete_runs, list_runs, show_run
from maileroo_cli.transport.app.opening import make_application
from maileroo_cli.webhook.signing.secret import Secret
from tests.encoded import encoded


def test_from_python(tmp_path: Path) -> None:
    """A whole replay against an embedded receiver takes three lines, and its run is kept where it is wanted."""
    key = Secret("secret", "test")
    plan = plan_replay(WantedReplay(against="careless:500,200", faults=("3=lost",)), print)
    deliveries = sign_deliveries([encoded("failed", seed=1)], plan, key, together=True)
    started, *attempts, ended = play_new(plan, deliveries, key, folder=tmp_path)
    assert isinstance(started, ReplayStarted)
    assert isinstance(ended, ReplayEnded)
    assert (started.deliveries, len(attempts), ended.result.accepted) == (1, 2, 1)
    assert ended.result.exit_code is ExitCode.OK
    (kept,) = list_runs(tmp_path).runs
    assert (kept.summary.id, kept.summary.counts.accepted, kept.next_at) == (started.run_id, 1, None)
    first, *shown, last = show_run(kept.summary.path).events
    assert (first, len(shown), last) == (started, len(attempts), ended)


def test_going_on_from_python(tmp_path: Path) -> None:
    """A run that was broken off goes on: what was done comes first, as past."""
    key = Secret("secret", "test")
    plan = plan_replay(WantedReplay(against="careful:500,500,200"), print)
    deliveries = sign_deliveries([encoded("failed", seed=1)], plan, key, together=True)
    played = play_new(plan, deliveries, key, folder=tmp_path)
    first = [next(played), next(played)]
    played.close()
    again = list(play_on(list_runs(tmp_path).runs[0].summary.path, lambda: key))
    told = [one for one in again if isinstance(one, ReplayedAttempt)]
    assert [one.past for one in told] == [True, False, False]
    assert isinstance(first[1], ReplayedAttempt)
    assert told[0].record.number == first[1].record.number == 1
    deleted = delete_runs(tmp_path, Deletion(finished=True))
    assert (len(deleted.ids), deleted.errors, list(tmp_path.glob("*.db"))) == (1, [], [])


def test_what_cannot_be_is_refused_before_anything_is_sent() -> None:
    """A receiver that is not named, named twice, or a fault that is none."""
    with pytest.raises(UsageError, match="there is no receiver"):
        plan_replay(WantedReplay(), print)
    with pytest.raises(UsageError, match="both --url and --against name a receiver"):
        plan_replay(WantedReplay(url="http://127.0.0.1:1/", against="careful"), print)
    plan = plan_replay(WantedReplay(against="careful", faults=("1=nonsense",)), print)
    with pytest.raises(UsageError, match="there is no fault 'nonsense'"):
        play_new(plan, [])


def test_a_run_into_an_object_is_not_kept(tmp_path: Path) -> None:
    """Nobody could go on with a run whose application has no name, so it is refused before anything is sent."""
    calls: list[object] = []

    def app(environ: object, start_response: object) -> list[bytes]:
        calls.append(environ)
        return []

    key = Secret("secret", "test")
    plan = plan_replay(WantedReplay(url="http://localhost/webhook"), print)
    deliveries = sign_deliveries([encoded("failed", seed=1)], plan, key, together=True)
    told = "a run whose application is an object cannot be kept"
    with make_application(app) as application, pytest.raises(UsageError, match=told):
        play_new(plan, deliveries, folder=tmp_path, application=application)
    assert (calls, list(tmp_path.iterdir())) == ([], [])

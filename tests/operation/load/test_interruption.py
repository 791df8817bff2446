"""A load that is cut short, by the user or by the death of a process: it never hangs, and tells what is known."""

import os
import select
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from maileroo_cli.delivery.load.result import EffectsResult, LoadResult, ProbeWanted
from maileroo_cli.errors import MhookError
from maileroo_cli.operation.consume import consume_results
from maileroo_cli.operation.load.results import EffectsAwaited, LoadEnded, LoadEvent, LoadProgress, LoadStarted
from maileroo_cli.operation.load.run import run_load
from maileroo_cli.transport.load.worker.engine_process import EngineProcess
from maileroo_cli.transport.load.worker.start import OwnProcess
from tests.operation.load.loading import EffectCount, plan_to
from tests.receivers.raw import Receiver, hanging
from tests.transport.effect_receivers import SECRET, Application, deduplicating

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="ends processes as POSIX does")


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Keep the ids of the processes that send; at the end of a test none of them is there any more."""
    found: list[int] = []

    class Noted(OwnProcess):
        def __init__(self, module: str, job: dict[str, object]) -> None:
            super().__init__(module, job)
            found.append(self.id)

    monkeypatch.setattr("maileroo_cli.transport.load.worker.engine_process.OwnProcess", Noted)
    yield found
    assert found
    for process in found:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def run_until(
    url: str, act: Callable[[LoadEvent], object], stop: type[BaseException] | None = None, processes: int = 2
) -> LoadResult:
    """Run a long load; ``act`` is called with each event. It ends with ``stop``, or by itself."""
    plan = replace(plan_to(url, 200, 400.0), timeout=1.0)
    ended: list[LoadResult] = []

    def take(event: LoadEvent) -> None:
        if isinstance(event, LoadEnded):
            ended.append(event.result)
        else:
            act(event)

    events = run_load(plan, SECRET, probe=ProbeWanted.NONE, processes=processes)
    if stop is None:
        consume_results(events, take)
    else:
        with pytest.raises(stop):
            consume_results(events, take)
    assert len(ended) == 1
    return ended[0]


def interrupt(event: LoadEvent) -> None:
    """Press Ctrl-C as soon as there is progress."""
    if isinstance(event, LoadProgress):
        raise KeyboardInterrupt


def test_what_was_done_is_told_after_ctrl_c(started: list[int]) -> None:
    """What was under way is counted as such, and nothing disagrees."""
    with Receiver(hanging) as receiver:
        result = run_until(receiver.url, interrupt, KeyboardInterrupt)
    tally = result.tally
    assert result.interrupted
    assert result.discrepancies == ()
    assert result.planned == 200
    assert 0 < tally.started == tally.unfinished + tally.ends.total() < 200
    assert tally.unfinished > 0
    assert result.seconds * 400 > tally.started / 2  # up to then, though nothing was answered
    assert not any(worker.lost for worker in result.workers)


def test_effects_that_were_seen_are_told_after_ctrl_c() -> None:
    """Where Ctrl-C comes while effects settle, the number that was read last is in the result."""
    application = Application(deduplicating)
    ended: list[LoadResult] = []

    def take(event: LoadEvent) -> None:
        if isinstance(event, EffectsAwaited):
            raise KeyboardInterrupt
        if isinstance(event, LoadEnded):
            ended.append(event.result)

    with Receiver(application.behave) as receiver:
        observer = EffectCount(application)
        events = run_load(plan_to(receiver.url, 20), SECRET, probe=ProbeWanted.NONE, observer=observer)
        with pytest.raises(KeyboardInterrupt):
            consume_results(events, take)
    assert [(one.interrupted, one.effects) for one in ended] == [(True, EffectsResult(20, 20, 0.0, settled=False))]


def test_a_process_that_is_killed_is_lost(started: list[int]) -> None:
    """What it did is not known, and said so; the other one breaks off, and what that did is counted."""

    def kill(event: LoadEvent) -> None:
        if isinstance(event, LoadProgress) and len(started) == 2:
            os.kill(started[1], signal.SIGKILL)

    with Receiver() as receiver:
        result = run_until(receiver.url, partial(_once, kill))
    first, second = result.workers
    assert not result.interrupted
    assert (first.lost, second.lost) == (False, True)
    assert 0 < first.started < 100
    assert 0 < second.started < 100
    assert result.discrepancies == (
        "process 2 ended before it told what it did: what came of its requests is not known",
    )
    assert result.tally.started == result.tally.ends.total() + result.tally.unfinished == first.started
    assert result.unknown == 100 == 200 - first.started - result.not_started


def _once(act: Callable[[LoadEvent], object], event: LoadEvent, done: list[bool] = []) -> None:  # noqa: B006
    if not done and isinstance(event, LoadProgress):
        done.append(True)
        act(event)


@pytest.mark.slow
def test_a_process_that_hangs_is_ended(started: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """The load is over when it should be, at the latest a while later."""
    monkeypatch.setattr("maileroo_cli.operation.load.window._GRACE", -2.0)

    def halt(event: LoadEvent) -> None:
        if isinstance(event, LoadProgress):
            os.kill(started[0], signal.SIGSTOP)

    with Receiver() as receiver:
        result = run_until(receiver.url, halt, processes=1)
    assert result.workers[0].lost
    assert (result.planned, result.unknown, result.not_started) == (200, 200, 0)


def test_a_process_that_dies_before_the_beginning(started: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no load, in one line."""
    make = EngineProcess.__init__

    def make_and_kill(self: EngineProcess, *arguments: object) -> None:
        make(self, *arguments)  # type: ignore[arg-type]
        self.process.kill()

    monkeypatch.setattr(EngineProcess, "__init__", make_and_kill)
    with Receiver() as receiver, pytest.raises(MhookError, match="ended before the load began"):
        list(run_load(plan_to(receiver.url), SECRET, probe=ProbeWanted.NONE))
    assert receiver.requests == []


def test_who_takes_no_more_ends_the_processes(started: list[int]) -> None:
    """Closing the iterator leaves nobody behind."""
    with Receiver() as receiver:
        events = run_load(plan_to(receiver.url, 400, 400.0), SECRET, probe=ProbeWanted.NONE)
        next(events)
        assert isinstance(next(events), LoadStarted)
        events.close()
    assert len(started) == 1


def descendants(process: int) -> set[int]:
    """Return the processes that one has started, and those that these have."""
    parents = defaultdict(set)
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            parents[int(stat.read_text().rpartition(")")[2].split()[1])].add(int(stat.parent.name))
    children = parents[process]
    return children.union(*map(descendants, children))


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes as Linux shows them")
def test_processes_end_with_the_one_that_started_them() -> None:
    """Also where that is killed: both the one that sends and the one that makes requests."""
    with Receiver() as receiver:
        command = [sys.executable, "-m", "tests.operation.load.loading", receiver.url]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "under way\n"
            handles = [os.pidfd_open(one) for one in descendants(process.pid)]
            process.kill()
        assert len(handles) == 2
        for handle in handles:
            ended, _, _ = select.select((handle,), (), (), 30)
            assert ended
            os.close(handle)

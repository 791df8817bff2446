"""Whole loads, from the plan to the result and over all of its processes, against a sink that counts what arrived.

The relation is that of ``test_counts``, in sums: which process had which request is not told.
"""

import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.load.arrivals import ArrivalPlan, Rate, Spacing, Wave
from maileroo_cli.delivery.load.kind import RequestKind
from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.delivery.load.result import LoadResult, ProbeWanted
from maileroo_cli.operation.load.results import LoadEnded, LoadStarted
from maileroo_cli.operation.load.run import run_load
from maileroo_cli.webhook.signing.secret import Secret
from tests.load.behaviours import BEHAVIOURS, CLOSES_LATER, DIES, TIMEOUT, Behaviour
from tests.load.c_sink import CSink, can_compile
from tests.load.sink import Sink, Treatment

SECRET = Secret("secret-of-a-load")
COUNT = 400
SEEDS = [seed if seed < 2 else pytest.param(seed, marks=pytest.mark.slow) for seed in range(20)]
OFTEN = [BEHAVIOURS["200"]] * 60


def make_plan(url: str, seed: int) -> LoadPlan:
    """Return a plan with some of everything."""
    arrivals = ArrivalPlan(Rate(2_000.0), COUNT, COUNT / 2_000, Spacing.POISSON, seed)
    return LoadPlan(
        url,
        arrivals,
        duplicates=0.05,
        concurrent_duplicates=0.02,
        bad=0.03,
        connections=80,
        timeout=TIMEOUT,
        seed=seed,
        keep_connections=seed % 4 != 3,
        lifecycle="engaged" if seed % 5 == 4 else "",
    )


def choosing(seed: int, dies_at: int | None) -> Callable[[bytes], Treatment]:
    """Return what a sink does to each request: drawn by its signature, and at one of them it dies."""
    table: list[Behaviour] = [*BEHAVIOURS.values(), CLOSES_LATER, *OFTEN]
    heads = 0

    def choose(signature: bytes) -> Treatment:
        nonlocal heads
        heads += 1
        return DIES.treatment if heads == dies_at else Random(signature + bytes([seed])).choice(table).treatment

    return choose


def load(plan: LoadPlan, processes: int = 1) -> LoadResult:
    """Run a load without its probe."""
    events = list(run_load(plan, SECRET, probe=ProbeWanted.NONE, processes=processes))
    last = events[-1]
    assert isinstance(last, LoadEnded)
    return last.result


def count_ends(result: LoadResult) -> Counter[int | Outcome]:
    """Return how many requests ended in which way, of all kinds."""
    ends: Counter[int | Outcome] = Counter()
    for key, number in result.tally.ends.items():
        ends[key.end] += number
    return ends


def check_sums(result: LoadResult) -> None:
    """Check what holds of a result alone."""
    tally = result.tally
    assert result.discrepancies == ()
    assert result.planned == tally.started + result.not_started
    assert tally.started == sum(tally.ends.values()) + tally.unfinished
    assert sum(interval.started for interval in tally.intervals) == tally.started
    assert sum(interval.ended for interval in tally.intervals) == sum(tally.ends.values())
    for latencies in (tally.from_due, tally.from_start):
        assert latencies.count == tally.timed
    # What waits for another request tells nothing of the generator; without a lifecycle nothing does.
    assert tally.lateness.count == sum(tally.ends.values()) or result.plan.keeps_order


@pytest.mark.parametrize("seed", SEEDS)
def test_counts_are_exact(seed: int) -> None:
    """In each of 20 runs all counts add up and agree with the sink's; in every second one the receiver dies."""
    dies_at = COUNT // 2 if seed % 2 else None
    with Sink(choosing(seed, dies_at)) as sink:
        plan = make_plan(sink.url, seed)
        result = load(plan, processes=1 + seed % 3 // 2)
    check_sums(result)
    ends = count_ends(result)
    answered = sum(number for end, number in ends.items() if not isinstance(end, Outcome))
    arrived, sent = sum(sink.heads.values()), sum(sink.answered.values())
    tried = result.tally.started - ends[Outcome.REFUSED]
    # What has to wait for an event before it that gets no answer may come too late to be started.
    assert result.not_started == 0 or plan.lifecycle
    assert result.tally.unfinished == 0
    assert answered <= sent <= arrived <= tried
    # An answer that nobody took came too late, or its connection was reset while it was on its way.
    assert sent - answered <= ends[Outcome.TIMEOUT] + ends[Outcome.RESET]
    assert tried - arrived <= ends[Outcome.TIMEOUT] + ends[Outcome.RESET]
    assert sink.died is (dies_at is not None)
    assert (ends[Outcome.REFUSED] > 0) is sink.died
    assert ends[Outcome.GARBAGE] > 0
    # Where it dies its connections end before anybody has waited for long.
    assert ends[Outcome.TIMEOUT] > 0 or sink.died


def test_every_event_arrives_once_and_is_signed(tmp_path: Path) -> None:
    """What a sink of another make counts is what was planned: each event distinct, duplicates not, all signed."""
    if not can_compile():
        pytest.skip("gcc is not installed, or this is not Linux")
    with CSink(tmp_path) as sink:
        plan = LoadPlan(sink.url, ArrivalPlan(Wave(), 5_000, 0.0), duplicates=0.05, concurrent_duplicates=0.01)
        result = load(plan, processes=2)
        counts = sink.counts()
    check_sums(result)
    kinds: Counter[RequestKind] = Counter()
    for key, number in result.tally.ends.items():
        kinds[key.kind] += number
    assert counts.requests == counts.signed == 5_000
    assert counts.distinct == kinds[RequestKind.EVENT] == result.tally.accepted_events
    assert kinds[RequestKind.DUPLICATE] == pytest.approx(250, rel=0.3)
    assert kinds[RequestKind.CONCURRENT_DUPLICATE] == pytest.approx(50, rel=0.6)


@pytest.mark.slow
@pytest.mark.parametrize("keep", [True, False], ids=["kept", "new"])
def test_a_closed_model_counts_what_it_sent(keep: bool) -> None:
    """Of users who send until the window ends nothing was planned but what was started, and all of it has arrived."""
    with Sink(lambda _: BEHAVIOURS["200"].treatment) as sink:
        arrivals = ArrivalPlan(Rate(200_000.0), 20_000, 0.1)
        plan = LoadPlan(sink.url, arrivals, users=7, keep_connections=keep)
        result = load(plan, processes=2)
    check_sums(result)
    assert count_ends(result) == {200: result.planned}
    assert 0 < result.planned < 20_000
    assert sum(sink.whole.values()) == len(sink.whole) == result.planned
    # Each user has one connection at a time, so there are never more than users.
    assert sink.connections == (7 if keep else result.planned)


def find_process(module: str) -> int:
    """Return the number of the process that descends from this one and runs a module of the workers."""
    parents: dict[int, int] = {}
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if f"load.worker.{module} import" in (folder / "cmdline").read_text():
                found.append(int(folder.name))
    return next(one for one in found if os.getpid() in {parents[one], parents.get(parents[one])})


@pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")
@pytest.mark.parametrize("module", ["making", "sending"])
def test_a_process_that_is_killed_is_told(module: str) -> None:
    """Where one of our own processes is killed in the middle the result says so, and what it knows adds up."""
    with Sink(lambda _: BEHAVIOURS["200"].treatment) as sink:
        # So large that not all can be made ahead.
        large = (("X-Padding", "x" * 30_000),)
        plan = LoadPlan(sink.url, ArrivalPlan(Wave(), 5_000, 0.0), connections=50, headers=large)
        result = None
        for event in run_load(plan, SECRET, probe=ProbeWanted.NONE):
            if isinstance(event, LoadStarted):
                os.kill(find_process(module), signal.SIGKILL)
            if isinstance(event, LoadEnded):
                result = event.result
    assert result is not None
    assert result.discrepancies
    assert result.tally.started == sum(result.tally.ends.values()) + result.tally.unfinished
    lost = [worker.lost for worker in result.workers]
    assert lost == [module == "sending"]
    if module == "making":
        assert sum(sink.whole.values()) == result.tally.started < result.planned

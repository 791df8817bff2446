"""All counts agree, those of the engine among themselves and with those of the sink, whatever the receiver does.

The exact relation, request by request, each known by its signature:

- planned = started + not started, and started = answered + failed + unfinished, each request told once;
- what arrived was started, and arrived once; what was answered had arrived, and with that status;
- while the sink lives and closes no kept connection unasked, all that was started has arrived: the counts are equal;
- where it dies, what was refused has not arrived, and of what failed otherwise both is possible: its bytes may have
  been on their way. So answered <= arrived <= started - refused.
"""

import time
from collections import Counter
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from random import Random

import pytest

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.load.arrivals import ArrivalPlan, Rate, Spacing
from maileroo_cli.delivery.load.request import RequestEnd
from maileroo_cli.delivery.load.tally import LoadTally
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.load.engine import Engine, EngineSettings
from tests.load.behaviours import BEHAVIOURS, CLOSES_LATER, DIES, TIMEOUT, Behaviour
from tests.load.requests import PlannedSource, make_request, signature_of
from tests.load.sink import Sink, Treatment

COUNT = 300
PER_SECOND = 2_000.0
SEEDS = [seed if seed < 1 else pytest.param(seed, marks=pytest.mark.slow) for seed in range(20)]
OFTEN = ["200"] * 60
"""Beside each behaviour that there is, so that connections are kept too."""


@dataclass(frozen=True, slots=True)
class Run:
    """What was planned, what was told of it, and what the sink has counted."""

    behaviours: Sequence[Behaviour]
    source: PlannedSource
    sink: Sink
    tally: LoadTally

    @property
    def started(self) -> int:
        """How many were begun."""
        return len(self.source.ends) + len(self.source.unfinished)

    def number_of(self, *outcomes: Outcome) -> int:
        """Return how many ended in one of these ways."""
        return sum(end in outcomes for _, _, _, end in self.source.ends)

    @property
    def answered(self) -> int:
        """How many were answered."""
        return sum(not isinstance(end, Outcome) for _, _, _, end in self.source.ends)


def draw(seed: int, *more: str) -> list[Behaviour]:
    """Return what the sink does to each request."""
    names = [*BEHAVIOURS, *OFTEN, *more]
    return [{**BEHAVIOURS, "closes later": CLOSES_LATER}[name] for name in Random(seed).choices(names, k=COUNT)]


def run(
    behaviours: Sequence[Behaviour],
    *,
    break_off: float = float("inf"),
    dies_at: int | None = None,
    seed: int = 0,
    keep: bool = True,
) -> Run:
    """Send a request for each behaviour at random times.

    ``break_off`` is when the run is broken off, in seconds; at the request that comes as number ``dies_at`` the sink
    dies.
    """
    arrivals = ArrivalPlan(Rate(PER_SECOND), len(behaviours), 0.0, Spacing.POISSON, seed)
    source = PlannedSource(make_request(index, due) for index, due in enumerate(arrivals.due_times()))
    treatments = {signature_of(index): one.treatment for index, one in enumerate(behaviours)}
    come = count(1)

    def choose(signature: bytes) -> Treatment:
        return DIES.treatment if next(come) == dies_at else treatments[signature]

    with Sink(choose) as sink:
        settings = EngineSettings(parse_target(sink.url), connections=60, timeout=TIMEOUT, keep_connections=keep)
        running = Engine(settings, source).run(time.perf_counter())
        assert isinstance(running, Generator)
        with closing(running):
            next((now for now in running if now >= break_off), None)
    tally = LoadTally(0.1)
    for ended in source.ends:
        tally.add(*ended)
    for request in source.unfinished:
        tally.add_unfinished(request, request[1])
    return Run(behaviours, source, sink, tally)


def check_sums(run: Run) -> None:
    """Check what holds of the engine's counts alone."""
    told = [request[0] for request, _, _, _ in run.source.ends] + [request[0] for request in run.source.unfinished]
    assert max(Counter(told).values(), default=1) == 1
    assert run.source.planned == run.started + len(run.source.queue)
    assert not set(told) & {request[0] for request in run.source.queue}
    assert run.tally.started == sum(run.tally.ends.values()) + run.tally.unfinished == run.started
    for request, began, ended, _ in run.source.ends:
        assert request[1] <= began <= ended


def check_arrivals(run: Run) -> None:
    """Check what holds between the engine's counts and the sink's, whatever became of the sink."""
    told = {signature_of(request[0]): end for request, _, _, end in run.source.ends}
    unfinished = {signature_of(request[0]) for request in run.source.unfinished}
    assert run.sink.heads.keys() <= told.keys() | unfinished
    assert max(run.sink.heads.values(), default=1) == 1
    assert max(run.sink.whole.values(), default=1) == 1
    for signature, end in told.items():
        if not isinstance(end, Outcome):
            assert run.sink.answered[signature] == 1, (signature, end)
        if end == Outcome.REFUSED:
            assert run.sink.heads[signature] == 0
    arrived = sum(run.sink.heads.values())
    assert run.answered <= sum(run.sink.answered.values()) <= arrived <= run.started - run.number_of(Outcome.REFUSED)


def check_ends(run: Run, *also: RequestEnd) -> None:
    """Check that each request ended as the sink would have it, in one of the ways of ``also``, or in a real time-out.

    On a busy machine any request may take longer than is waited for.
    """
    for (index, *_), began, ended, end in run.source.ends:
        if end == Outcome.TIMEOUT:
            assert ended - began >= TIMEOUT
        else:
            assert end in run.behaviours[index].ends | set(also), (index, end, run.behaviours[index])


@pytest.mark.parametrize("seed", SEEDS)
def test_every_kind_of_answer_and_failure_is_counted_exactly(seed: int) -> None:
    """Of a receiver that does all there is, each request ends in its way, and all that was started has arrived."""
    ran = run(draw(seed), seed=seed)
    check_sums(ran)
    check_arrivals(ran)
    check_ends(ran)
    assert ran.started == COUNT
    assert sum(ran.sink.heads.values()) == sum(ran.sink.whole.values()) == COUNT
    assert ran.number_of(Outcome.RESET) > 0
    assert ran.number_of(Outcome.TIMEOUT) > 0


@pytest.mark.parametrize("seed", SEEDS)
def test_a_receiver_that_dies_leaves_nothing_uncounted(seed: int) -> None:
    """What it had answered is answered, what comes later is refused, and what was under way has failed."""
    dies_at = Random(seed).randrange(COUNT // 3, COUNT * 2 // 3)
    ran = run(draw(seed, "closes later"), dies_at=dies_at, seed=seed)
    check_sums(ran)
    check_arrivals(ran)
    check_ends(ran, Outcome.REFUSED, Outcome.RESET)
    assert ran.sink.died
    assert ran.started == COUNT
    assert sum(ran.sink.heads.values()) == dies_at
    assert ran.number_of(Outcome.REFUSED) > 0
    assert ran.answered > 0


@pytest.mark.parametrize("seed", SEEDS[:8])
def test_a_run_that_is_broken_off_knows_what_it_does_not_know(seed: int) -> None:
    """What was under way is unfinished, what was not begun never arrives."""
    ran = run(draw(seed, "closes later"), break_off=COUNT / PER_SECOND / 2, seed=seed)
    check_sums(ran)
    check_arrivals(ran)
    check_ends(ran, Outcome.RESET)
    assert 0 < ran.started < COUNT
    assert ran.source.unfinished


@pytest.mark.parametrize("keep", [True, False], ids=["kept", "new"])
def test_a_receiver_that_closes_kept_connections_unasked(keep: bool) -> None:
    """A request that meets such a connection fails or is sent over another, and is counted and arrives once at most."""
    ran = run([CLOSES_LATER] * COUNT, keep=keep)
    check_sums(ran)
    check_arrivals(ran)
    check_ends(ran, *([Outcome.RESET] if keep else []))
    assert ran.started == COUNT
    if not keep:
        assert sum(ran.sink.whole.values()) == ran.sink.connections == COUNT

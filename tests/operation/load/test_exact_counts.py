"""The counts of whole loads, from two processes, against those of a sink that does whatever a receiver can do.

What the sink does to a request depends on its signature, so a duplicate is treated as its original.
"""

from collections import Counter
from random import Random

import pytest

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.load.arrivals import ArrivalPlan, Rate, Spacing
from maileroo_cli.delivery.load.kind import RequestKind
from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.delivery.load.request import RequestEnd
from maileroo_cli.delivery.load.result import LoadResult
from maileroo_cli.transport.load.maker import ready_requests
from tests.load.behaviours import BEHAVIOURS, DIES, TIMEOUT, Behaviour
from tests.load.sink import Sink, Treatment
from tests.operation.load.loading import load
from tests.transport.effect_receivers import SECRET

COUNT = 200
SEEDS = [pytest.param(seed, marks=[pytest.mark.slow] if seed else []) for seed in range(20)]
_MARK = b"x-maileroo-signature: "


def plan_of(url: str, seed: int) -> LoadPlan:
    """Return a plan of events with duplicates of both kinds."""
    return LoadPlan(
        url,
        ArrivalPlan(Rate(600.0), COUNT, COUNT / 600.0, Spacing.POISSON, seed),
        types=("delivered", "opened"),
        duplicates=0.1,
        concurrent_duplicates=0.1,
        connections=60,
        timeout=TIMEOUT,
        seed=seed,
    )


def signature_in(data: bytes) -> bytes:
    """Return what the sink knows a request by."""
    return data.partition(_MARK)[2].partition(b"\r\n")[0]


def run(seed: int, *, dies: bool) -> tuple[LoadResult, Sink, dict[bytes, Behaviour], Counter[bytes]]:
    """Send one plan; return the result, the sink, what that did to each event, and how often each was planned."""
    planned = Counter(signature_in(one[5]) for one in ready_requests(plan_of("http://127.0.0.1:1/", seed), SECRET))
    rng = Random(seed)
    chosen = {one: BEHAVIOURS[name] for one, name in zip(planned, rng.choices([*BEHAVIOURS], k=COUNT), strict=False)}
    if dies:
        chosen[list(planned)[len(planned) // 2]] = DIES

    def choose(signature: bytes) -> Treatment:
        return chosen[signature].treatment

    with Sink(choose) as sink:
        _, result = load(plan_of(sink.url, seed), processes=2)
    return result, sink, chosen, planned


def ends_of(result: LoadResult) -> Counter[RequestEnd]:
    """Return how requests ended, whatever their kind."""
    found: Counter[RequestEnd] = Counter()
    for key, number in result.tally.ends.items():
        found[key.end] += number
    return found


def check_sums(result: LoadResult) -> None:
    """Check what holds of every load that was not broken off."""
    tally = result.tally
    assert result.discrepancies == ()
    assert result.planned == COUNT == tally.started + result.not_started
    assert tally.started == tally.ends.total()
    assert tally.unfinished == 0
    assert not any(key.kind is RequestKind.BAD_SIGNATURE for key in tally.ends)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_request_is_counted_once(seed: int) -> None:
    """With resets, time-outs and garbage, each arrives as often as it was planned, and ends as the sink had it."""
    result, sink, chosen, planned = run(seed, dies=False)
    check_sums(result)
    assert result.not_started == 0
    assert sink.heads == planned
    wanted: Counter[RequestEnd] = Counter()
    for signature, number in planned.items():
        (end,) = chosen[signature].ends
        wanted[end] += number
    found = ends_of(result)
    late = found - wanted  # on a busy machine any request may take too long
    assert set(late) <= {Outcome.TIMEOUT}
    assert (wanted - found).total() == late.total()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_a_receiver_that_dies_in_the_middle_leaves_nothing_uncounted(seed: int) -> None:
    """What was answered had arrived, what arrived was started, and what was refused did not arrive."""
    result, sink, _, planned = run(seed, dies=True)
    check_sums(result)
    assert sink.died
    found = ends_of(result)
    answered = sum(number for end, number in found.items() if not isinstance(end, Outcome))
    assert 0 < answered <= sink.answered.total() <= sink.heads.total()
    assert sink.heads.total() <= result.tally.started - found[Outcome.REFUSED]
    assert all(sink.heads[one] <= number for one, number in planned.items())
    assert found[Outcome.REFUSED] > 0

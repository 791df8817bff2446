"""Results of loads as tests need them: requests that are counted one by one, as the engine would tell them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.delivery.load.arrivals import ArrivalPlan, Rate, Shape, Spacing
from maileroo_cli.delivery.load.kind import RequestKind
from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.delivery.load.result import LoadResult, ProbeResult
from maileroo_cli.delivery.load.tally import LoadTally

URL = "http://127.0.0.1:8000/webhook"
ACCEPTED = Attempt(Outcome.ANSWERED, 0.001, 200)
REFUSED = Attempt(Outcome.ANSWERED, 0.001, 401)
GOOD_PROBE = ProbeResult(ACCEPTED, REFUSED, takes_events=True, refuses_forged=True)


def load_plan(count: int = 1_000, seconds: float = 10.0, **changes: Any) -> LoadPlan:
    """Return a plan of so many requests at an even rate."""
    return LoadPlan(URL, ArrivalPlan(Rate(count / seconds), count, seconds), **changes)


def load_result(
    plan: LoadPlan | None = None,
    ends: Mapping[Any, int] | None = None,
    *,
    took: float = 0.002,
    late: float = 0.0,
    lates: Sequence[float] | None = None,
    **changes: Any,
) -> LoadResult:
    """Return a result in which requests, due one after the other, ended as ``ends`` says, and all as a success without.

    ``ends`` says how many of which kind and end there were. Each took so many seconds from when it was begun, ``late``
    seconds after it was due, or the first ones as late as ``lates`` says.
    """
    plan = plan or load_plan()
    tally = LoadTally(plan.interval_s, any_2xx=plan.any_2xx)
    each = [key for key, number in (ends or {(RequestKind.EVENT, 200): plan.count}).items() for _ in range(number)]
    for index, (due, (kind, end)) in enumerate(zip(plan.arrivals.due_times(), each, strict=False)):
        began = due + (lates[index] if lates is not None and index < len(lates) else late)
        tally.add((index, due, int(kind), index, -1, b""), began, began + took, end)
    result = LoadResult(plan, plan.count, tally, GOOD_PROBE, plan.seconds)
    return replace(result, **changes)


def queue_result(shape: Shape, seconds: float, capacity: float, spacing: Spacing = Spacing.EVEN) -> LoadResult:
    """Return what a receiver came to that answers so many a second, one after the other, in the order they came."""
    plan = LoadPlan(URL, ArrivalPlan(shape, int(shape.arrivals(seconds)), seconds, spacing, seed=3))
    tally, free = LoadTally(plan.interval_s), 0.0
    for index, due in enumerate(plan.arrivals.due_times()):
        free = max(free, due) + 1 / capacity
        tally.add((index, due, 0, index, -1, b""), due, free, 200)
    return LoadResult(plan, plan.count, tally, GOOD_PROBE, max(seconds, free))

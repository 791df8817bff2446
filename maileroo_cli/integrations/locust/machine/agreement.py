"""Whether what the workers counted agrees with what Locust counted of them, and whether each arrival was taken once.

Beside ``delivery.load.reconciliation``, which looks at the counts of every load. Pure: whoever asked the workers gives
what they told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from maileroo_cli.delivery.load.plan import LoadPlan


@dataclass(frozen=True, slots=True)
class WorkerCounts:
    """What one worker told at its end, beside ``locust_ended``, the requests that Locust has of it.

    ``planned`` are the arrivals that were made for it, ``taken`` those that it took, and ``index_sum`` the sum of their
    places in the plan; ``whole`` tells that it took all of its part. ``ended`` are those that came to an end.
    Of a worker that ``is_lost`` all is what it last told, and may be too little.
    """

    name: str
    is_lost: bool = False
    planned: int = 0
    taken: int = 0
    index_sum: int = 0
    whole: bool = False
    started: int = 0
    ended: int = 0
    locust_ended: int = 0


def find_disagreements(plan: LoadPlan, counts: Sequence[WorkerCounts], locust_total: int) -> Iterator[str]:
    """Yield a sentence for all that does not agree; ``locust_total`` is what Locust has of all workers together."""
    for one in counts:
        if one.is_lost:
            yield _last_told(one)
        elif one.ended != one.locust_ended:
            yield f"{one.name} counted {one.ended:,} requests that ended, but Locust {one.locust_ended:,} of it"
        if not one.is_lost and one.started > one.taken:
            yield f"{one.name} took {one.taken:,} arrivals, but started {one.started:,} requests"
    together = sum(one.locust_ended for one in counts)
    if locust_total != together:
        yield f"Locust has {locust_total:,} requests of all workers together, but {together:,} of each of them"
    if counts and not plan.users and all(one.whole and not one.is_lost for one in counts):
        yield from _find_taken_otherwise(plan.count, counts)


def _last_told(one: WorkerCounts) -> str:
    ended = max(one.ended, one.locust_ended)
    if not one.started and not ended:
        return f"{one.name} ended before it told anything"
    started = max(one.started, ended)
    return f"{one.name} ended before it told all: {started:,} requests were started, of which {ended:,} had ended"


def _find_taken_otherwise(count: int, counts: Sequence[WorkerCounts]) -> Iterator[str]:
    taken = sum(one.taken for one in counts)
    if taken < count:
        yield f"{count - taken:,} of {count:,} arrivals were taken by no worker"
    elif taken > count:
        yield f"{taken - count:,} of {count:,} arrivals were taken twice"
    elif sum(one.index_sum for one in counts) != count * (count - 1) // 2:
        yield "an arrival was taken twice, and another one by no worker"

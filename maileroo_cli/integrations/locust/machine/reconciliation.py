"""What the workers counted, beside what Locust counted of them and what was planned: they have to agree.

Pure: whoever asked the workers gives what they told, and ``None`` for what a lost one did not tell.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.delivery.load.result import WorkerResult
from maileroo_cli.delivery.load.tally import LoadTally


@dataclass(frozen=True, slots=True)
class WorkerCounts:
    """What is known of one worker at the end.

    ``taken`` are the arrivals that it took from its part, ``index_sum`` the sum of their places in the plan, and
    ``whole`` tells that it took all of them. ``started`` and ``ended`` are what it last reported on the way.
    ``locust_ended`` is how many requests Locust's own statistics have of it. ``tally`` is missing where it was lost.
    """

    name: str
    part: int
    tally: LoadTally | None
    taken: int = 0
    index_sum: int = 0
    whole: bool = False
    started: int = 0
    ended: int = 0
    locust_ended: int = 0

    @property
    def is_lost(self) -> bool:
        """Whether it ended before it told what it had counted."""
        return self.tally is None


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What all together come to; ``discrepancies`` are sentences about what does not agree, or is not known."""

    tally: LoadTally
    workers: tuple[WorkerResult, ...]
    discrepancies: tuple[str, ...]


def reconcile(plan: LoadPlan, counts: Sequence[WorkerCounts], locust_total: int) -> Reconciled:
    """Add up the tallies, and compare; ``locust_total`` is how many requests Locust has of all workers together."""
    tally = LoadTally(plan.interval_s, any_2xx=plan.any_2xx)
    found: list[str] = []
    workers: list[WorkerResult] = []
    for one in counts:
        planned = share(plan.count, one.part, len(counts))
        if one.tally is None:
            workers.append(WorkerResult(one.name, planned, one.started, lost=True))
            found.append(_lost(one, planned))
            continue
        tally.merge(one.tally)
        workers.append(WorkerResult(one.name, one.taken if one.whole else planned, one.tally.started))
        found += _own(one, one.tally)
    if not any(one.is_lost for one in counts):
        found += _together(plan, counts)
        ended = sum(tally.ends.values())
        if locust_total != ended and not found:
            found.append(
                f"the workers counted {ended:,} requests that ended, and Locust {locust_total:,} of all together"
            )
    return Reconciled(tally, tuple(workers), tuple(found))


def share(count: int, part: int, parts: int) -> int:
    """Return about how many of ``count`` arrivals fall to one part: a duplicate stays with what it repeats."""
    return (count - part + parts - 1) // parts


def _lost(one: WorkerCounts, planned: int) -> str:
    if not one.started:
        return (
            f"the worker {one.name} was lost before it reported anything: of its {planned:,} arrivals nothing is known"
        )
    known = f"at least {one.started:,} were started and {max(one.ended, one.locust_ended):,} had ended"
    return f"the worker {one.name} was lost: of its {planned:,} arrivals {known}, of the others nothing is known"


def _own(one: WorkerCounts, tally: LoadTally) -> list[str]:
    found = []
    ended = sum(tally.ends.values())
    if tally.started != ended + tally.unfinished:
        found.append(
            f"the worker {one.name} started {tally.started:,} requests, and knows of the end of {ended:,} and that"
            f" {tally.unfinished:,} did not end"
        )
    if ended != one.locust_ended:
        found.append(
            f"the worker {one.name} counted {ended:,} requests that ended, and Locust {one.locust_ended:,} of it"
        )
    if one.taken < tally.started:
        found.append(f"the worker {one.name} started {tally.started:,} requests, and took only {one.taken:,} arrivals")
    return found


def _together(plan: LoadPlan, counts: Sequence[WorkerCounts]) -> list[str]:
    """Compare what all took with the plan, where each took all of its part."""
    if plan.users or not all(one.whole for one in counts):
        return []
    taken = sum(one.taken for one in counts)
    if taken < plan.count:
        return [f"{plan.count - taken:,} of the {plan.count:,} arrivals were taken by no worker"]
    if taken > plan.count:
        return [f"{taken - plan.count:,} of the {plan.count:,} arrivals were taken twice"]
    if sum(one.index_sum for one in counts) != plan.count * (plan.count - 1) // 2:
        return ["an arrival was taken twice, and another one by no worker"]
    return []

"""Whether the counts of a load agree. Each is taken at another place, so that a request which got lost is noticed."""

from collections.abc import Iterator, Sequence

from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.delivery.load.result import WorkerResult
from maileroo_cli.delivery.load.tally import LoadTally


def find_discrepancies(
    plan: LoadPlan, tally: LoadTally, workers: Sequence[WorkerResult], *, complete: bool = True
) -> Iterator[str]:
    """Yield a sentence for each count that does not agree with another one, or is not known.

    ``workers`` are all who had a part of the plan, and ``tally`` is what those counted that were not lost. ``complete``
    says that all requests were made: not where the load was broken off, or the receiver too slow to take them all.
    """
    lost = [worker for worker in workers if worker.lost]
    for worker in lost:
        yield f"{worker.name} ended before it told what it did: what came of its requests is not known"
    told = [worker for worker in workers if not worker.lost]
    planned, started = (sum(getattr(worker, what) for worker in told) for what in ("planned", "started"))
    if started != tally.started:
        yield f"{started:,} requests were started, but {tally.started:,} were counted"
    if planned > plan.count or (planned < plan.count and complete and not (plan.users or lost)):
        yield f"{plan.count:,} requests were planned, but {planned:,} were made"
    if started > planned:
        yield f"{planned:,} requests were made, but {started:,} were started"
    ended = tally.ends.total()
    if tally.started != ended + tally.unfinished:
        yield f"{tally.started:,} requests were started, but {ended:,} ended and {tally.unfinished:,} were broken off"
    intervals = tally.intervals
    over_time = (
        ("due", tally.started, sum(one.planned for one in intervals)),
        ("started", tally.started, sum(one.started for one in intervals)),
        ("ended", ended, sum(one.ended for one in intervals)),
        ("timed", tally.timed, tally.from_due.count),
        ("timed from their start", tally.timed, tally.from_start.count),
    )
    for what, whole, added in over_time:
        if whole != added:
            yield f"{whole:,} requests were {what}, but over time they come to {added:,}"


def count_unknown(plan: LoadPlan, workers: Sequence[WorkerResult]) -> int:
    """Return of how many planned requests nobody knows whether they were started: the parts of lost workers.

    Each has about the same part. In the closed model, where nobody plans how many there will be, they are those that
    such a worker told last.
    """
    lost = [worker for worker in workers if worker.lost]
    last_told = sum(worker.started for worker in lost)
    if not lost or plan.users:
        return last_told
    fair = plan.count // len(workers)
    others = sum(max(worker.planned, fair) for worker in workers if not worker.lost)
    return max(last_told, plan.count - others)

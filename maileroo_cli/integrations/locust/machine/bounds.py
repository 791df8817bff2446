"""How long master and workers wait for each other, and how long a run can take at most. All in seconds."""

from math import sqrt

from maileroo_cli.delivery.load.arrivals import Spacing
from maileroo_cli.delivery.load.plan import LoadPlan

GATHERING = 300.0
"""For all workers to come."""

JOINING = 30.0
"""For a worker to find its master, which may be started after it."""

ANSWERING = 10.0
"""For the other side to answer a message."""

MAKING = 60.0
"""For each worker to make its first requests ahead."""

LEAD = 1.0
"""From when the master says so to the beginning of the window."""

REPORTING = 0.5
"""Between two reports of a worker on its progress."""

IDLE_GAP = 3.0
"""After the last end, before the master ends the run: Locust's workers report their statistics as often."""

SETTLING = 4.0
"""For Locust's own statistics to arrive, once all workers have told theirs."""

HEALING = 1.5
"""For a worker that Locust misses, after some 4 s of silence, to be heard again."""

MASTER_SILENCE = 8.0
"""After which a worker sends nothing more for a master of which it has heard nothing."""

_SPARE = 2.0
_DEVIATIONS = 6


def latest_due(plan: LoadPlan) -> float:
    """Return a moment after which no request is due: at random all but surely, else exactly."""
    if plan.users:
        return plan.seconds
    arrivals = plan.arrivals
    last = float(max(0, arrivals.count - 1))
    if arrivals.spacing is Spacing.POISSON:
        last += _DEVIATIONS * sqrt(last) + 10
    return arrivals.shape.at(last)


def latest_end(plan: LoadPlan) -> float:
    """Return when a run is broken off that has not ended: then each request is due for longer than it may take."""
    return latest_due(plan) + plan.timeout + _SPARE

"""How long master and workers wait for each other, and how long a run can take at most. All in seconds."""

from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.transport.load.worker.job import latest_beginning

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

SETTLING = 2.0
"""For Locust's own statistics to agree, once all workers have told theirs, before which they sent Locust's."""

HEALING = 1.5
"""For a worker that Locust misses, after some 4 s of silence, to be heard again."""

MASTER_SILENCE = 8.0
"""After which a worker sends nothing more for a master of which it has heard nothing."""

GRACE = 5.0
"""For workers to tell that they are done, after the last request must have ended."""


def latest_end(plan: LoadPlan) -> float:
    """Return when every request has ended, or must have: a run that has not is broken off then."""
    return latest_beginning(plan) + plan.timeout + GRACE

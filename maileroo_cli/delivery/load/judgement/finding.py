"""What can be wrong with a load: its codes, what each costs in production, and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum


class LoadProblem(StrEnum):
    """The code of what is wrong; the worst come first."""

    FORGED_ACCEPTED = "forged-accepted"
    PROBE_FAILED = "probe-failed"
    COUNTS_DIFFER = "counts-differ"
    WORKER_LOST = "worker-lost"
    EFFECTS_LOST = "effects-lost"
    EFFECTS_DOUBLED = "effects-doubled"
    EFFECTS_UNSETTLED = "effects-unsettled"
    DUPLICATE_REFUSED = "duplicate-refused"
    TOO_MANY_ERRORS = "too-many-errors"
    BUDGET_BROKEN = "budget-broken"
    CONNECTIONS_TAKEN = "connections-taken"
    GENERATOR_LATE = "generator-late"

    @property
    def cost(self) -> str:
        """What it costs in production, or takes from this run."""
        return _COSTS[self]


@dataclass(frozen=True, slots=True)
class LoadFinding:
    """One thing that is wrong: its code, one sentence of what was seen, and what to do about it."""

    problem: LoadProblem
    sentence: str
    fix: str

    @property
    def cost(self) -> str:
        """What it costs in production, or takes from this run."""
        return self.problem.cost


_COSTS = {
    LoadProblem.FORGED_ACCEPTED: "whoever knows the URL can make events of their own",
    LoadProblem.PROBE_FAILED: "a load on an endpoint that does not take events says nothing of how much it can take",
    LoadProblem.COUNTS_DIFFER: "no number of this run can be relied upon",
    LoadProblem.WORKER_LOST: "what it sent is not counted, so that all counts are too small",
    LoadProblem.EFFECTS_LOST: "what was accepted never comes again, and what it should have done is lost",
    LoadProblem.EFFECTS_DOUBLED: "what an event does was done twice, as whenever Maileroo sends one again",
    LoadProblem.EFFECTS_UNSETTLED: "the backlog grows under this load, and old events are worked on late or never",
    LoadProblem.DUPLICATE_REFUSED: "Maileroo takes it for a failure, and sends the event again until it gives up",
    LoadProblem.TOO_MANY_ERRORS: "Maileroo sends each of them again, when the receiver can bear it least",
    LoadProblem.BUDGET_BROKEN: "slow answers hold connections, and beyond the time-out each event comes again",
    LoadProblem.CONNECTIONS_TAKEN: "requests waited for a connection, so that fewer were sent at a time than planned",
    LoadProblem.GENERATOR_LATE: "the receiver got another load than was planned, and the figures are of that one",
}

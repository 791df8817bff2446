"""What is said of a delivery and of a whole run: ends, effects and findings. How they come about is in ``ledger``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from maileroo_cli.delivery.replay.records import DeliveryEnd
from maileroo_cli.errors import ExitCode


class FindingKind(StrEnum):
    """What was found about a delivery; ``fails`` tells which of these make the run fail."""

    GIVEN_UP = "given-up"
    NEVER_ARRIVED = "never-arrived"
    SEVERAL_EFFECTS = "several-effects"
    REFUSED_DUPLICATE = "refused-duplicate"
    ACCEPTED_ALTERED = "accepted-altered"
    ALTERED_NOT_REFUSED = "altered-not-refused"
    ACTED_ON_PART = "acted-on-part"
    NO_EFFECT = "no-effect"
    NOT_200 = "not-200"
    OUT_OF_ORDER = "out-of-order"
    PERHAPS_REFUSED = "perhaps-refused-duplicate"
    ALTERED_UNDECIDED = "altered-undecided"
    PERHAPS_NO_EFFECT = "perhaps-no-effect"

    @property
    def fails(self) -> bool:
        """Whether a run with such a finding ends with 1; the others are told as risks."""
        return self not in _RISKS


_RISKS = frozenset(
    (
        FindingKind.NOT_200,
        FindingKind.OUT_OF_ORDER,
        FindingKind.PERHAPS_REFUSED,
        FindingKind.ALTERED_UNDECIDED,
        FindingKind.PERHAPS_NO_EFFECT,
    )
)


@dataclass(frozen=True, slots=True)
class DeliveryFinding:
    """One thing found about a delivery or a run, at an attempt if it was seen at one, in one sentence for a person."""

    kind: FindingKind
    sentence: str
    attempt: int | None = None


@dataclass(frozen=True, slots=True)
class DeliveryResult:
    """What became of one delivery.

    ``end`` is ``None`` where the run stopped before it. ``attempts`` counts those with an outcome, ``unknown`` those
    without. ``elapsed`` are the planned seconds from the first attempt to the last one made, ``happened`` the simulated
    ones. ``reached`` tells whether the receiver ever got a byte. ``effects`` is how many were seen for this event, or
    ``None`` where nobody looked. ``lost_under`` names the schedules and rules under which this event would have been
    lost, had the same happened. ``handled_at`` is the attempt at which the receiver first answered success to the whole
    event, whether the sender saw it or not.
    """

    index: int
    event_type: str
    event_id: str
    end: DeliveryEnd | None
    attempts: int
    unknown: int
    elapsed: float
    happened: float
    reached: bool
    effects: float | None
    findings: Sequence[DeliveryFinding]
    lost_under: tuple[str, ...]
    handled_at: int | None = None


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a whole run came to.

    ``open`` deliveries are those that the run stopped before; they are not judged. ``attempts`` counts those with an
    outcome, ``unknown`` those without. ``effects`` are all that were seen, ``None`` where nobody looked;
    ``unattributed`` are those of them that belong to no event for sure, and ``fell`` is how many times an observed
    number was found lower than before. ``findings`` counts each kind that was found, the worst first. ``verdict`` is
    one line for a person. ``of_run`` was found of the events together, where nobody knows of which. ``unobserved`` is
    how many events came to the receiver more than once while nobody looked for effects, and ``warning`` says in a
    sentence what is not known then.
    """

    deliveries: int
    accepted: int
    given_up: int
    open: int
    attempts: int
    unknown: int
    effects: float | None
    unattributed: float
    fell: int
    findings: Mapping[FindingKind, int]
    exit_code: ExitCode
    verdict: str
    of_run: Sequence[DeliveryFinding] = ()
    unobserved: int = 0
    warning: str = ""

"""What the command line decided for the inspector, and nobody may change afterwards: least of all a page."""

from dataclasses import dataclass, field
from pathlib import Path

from maileroo_cli.operation.inspect.depth.assessments import RecentAssessments
from maileroo_cli.operation.inspect.follow import StoreFollower
from maileroo_cli.operation.send import Endpoint
from maileroo_cli.report.inspect.depth.covering import EntryCover
from maileroo_cli.webhook.signing.secret import Secret


@dataclass(frozen=True, slots=True)
class InspectorSettings:
    """Which store is shown, and what may be done with it.

    ``endpoint`` is the only place that anything is resent to, ``None`` where the command line named none. With
    ``secrets`` verdicts are explained in full, and the first of them signs what is edited. ``runs`` is the folder of
    the runs that are shown.

    The ``follower``, the ``assessments`` and the ``cover`` are made of them, and all calls share them. Whoever ends the
    inspector closes the follower first, so that nobody waits any more.
    """

    store: Path
    runs: Path
    secrets: tuple[Secret, ...] = ()
    endpoint: Endpoint | None = None
    follower: StoreFollower = field(init=False, repr=False, compare=False)
    assessments: RecentAssessments = field(init=False, repr=False, compare=False)
    cover: EntryCover = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "follower", StoreFollower(self.store))
        object.__setattr__(self, "assessments", RecentAssessments(self.secrets))
        object.__setattr__(self, "cover", EntryCover(self.secrets))

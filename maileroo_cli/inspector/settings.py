"""What the command line decided for the inspector, and nobody may change afterwards: least of all a page."""

from dataclasses import dataclass
from pathlib import Path

from maileroo_cli.operation.send import Endpoint
from maileroo_cli.webhook.signing.secret import Secret


@dataclass(frozen=True, slots=True)
class InspectorSettings:
    """Which store is shown, and what may be done with it.

    ``endpoint`` is the only place that anything is resent to, ``None`` where the command line named none. With
    ``secrets`` verdicts are explained in full, and the first of them signs what is edited. ``runs`` is the folder of
    the runs that are shown.
    """

    store: Path
    runs: Path
    secrets: tuple[Secret, ...] = ()
    endpoint: Endpoint | None = None

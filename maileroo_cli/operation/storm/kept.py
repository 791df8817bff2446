"""The storms that are kept, one line each. What one of them came to is told again by ``run``."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from maileroo_cli.capture.store.lock import Holder, find_holder
from maileroo_cli.delivery.storm.live.plan import StormPlan
from maileroo_cli.errors import InputError
from maileroo_cli.transport.run.folder import id_seconds
from maileroo_cli.transport.run.state import RunState
from maileroo_cli.transport.run.written.storm import is_over, list_storms, read_storm, storm_id


class KeptStorm(NamedTuple):
    """One storm: ``made`` is Unix seconds, ``holder`` who sends it at the moment."""

    id: str
    made: float
    plan: StormPlan
    state: RunState
    holder: Holder | None


class KeptStorms(NamedTuple):
    """The storms of a folder, the newest last, each file that cannot be read with its error, and how many are older."""

    storms: Sequence[KeptStorm]
    damaged: Sequence[tuple[Path, InputError]]
    older: int

    @property
    def errors(self) -> list[InputError]:
        """The errors alone."""
        return [error for _, error in self.damaged]


def kept_storms(folder: Path, *, limit: int = 0) -> KeptStorms:
    """Return the storms in ``folder``, no more than the newest ``limit`` if one is given."""
    paths = list_storms(folder)
    shown = paths[-limit:]
    storms: list[KeptStorm] = []
    damaged: list[tuple[Path, InputError]] = []
    for path in shown:
        try:
            storms.append(kept_storm(path))
        except InputError as error:
            damaged.append((path, error))
    return KeptStorms(storms, damaged, len(paths) - len(shown))


def kept_storm(path: Path) -> KeptStorm:
    """Return what is known of a storm without its attempts; what cannot be read raises ``InputError``."""
    plan, holder = read_storm(path, whole=False).plan, find_holder(path)
    state = RunState.RUNNING if holder is not None else RunState.FINISHED if is_over(path) else RunState.INTERRUPTED
    name = storm_id(path)
    return KeptStorm(name, float(id_seconds(name)), plan, state, holder)

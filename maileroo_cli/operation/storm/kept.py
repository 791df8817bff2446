"""The storms that are kept, one line each. What one of them came to is told again by ``run``."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from maileroo_cli.capture.store.lock import Holder, find_holder
from maileroo_cli.delivery.storm.live.plan import StormPlan
from maileroo_cli.errors import InputError
from maileroo_cli.transport.run.folder import id_seconds
from maileroo_cli.transport.run.state import RunState
from maileroo_cli.transport.run.storm import is_over, list_storms, read_storm, storm_id


class KeptStorm(NamedTuple):
    """One storm: ``made`` is Unix seconds, ``holder`` who sends it at the moment."""

    id: str
    made: float
    plan: StormPlan
    state: RunState
    holder: Holder | None


class KeptStorms(NamedTuple):
    """The storms of a folder, the newest last, an error for each one that cannot be read, and how many are older."""

    storms: Sequence[KeptStorm]
    errors: Sequence[InputError]
    older: int


def kept_storms(folder: Path, *, limit: int = 0) -> KeptStorms:
    """Return the storms in ``folder``, no more than the newest ``limit`` if one is given."""
    paths = list_storms(folder)
    shown = paths[-limit:]
    storms: list[KeptStorm] = []
    errors: list[InputError] = []
    for path in shown:
        try:
            storms.append(_keep(path))
        except InputError as error:
            errors.append(error)
    return KeptStorms(storms, errors, len(paths) - len(shown))


def _keep(path: Path) -> KeptStorm:
    plan, holder = read_storm(path, whole=False).plan, find_holder(path)
    state = RunState.RUNNING if holder is not None else RunState.FINISHED if is_over(path) else RunState.INTERRUPTED
    name = storm_id(path)
    return KeptStorm(name, float(id_seconds(name)), plan, state, holder)

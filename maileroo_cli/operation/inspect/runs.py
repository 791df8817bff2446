"""The runs of a folder, whatever made them, for the inspector: all of them in one list, and one of them in full.

How each looks is told in ``report.inspect.runs``.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, TypeAlias

from maileroo_cli.delivery.storm.live.result import StormResult
from maileroo_cli.errors import InputError
from maileroo_cli.operation.runs import KeptRun, ShownRun, kept_results, list_runs, show_run
from maileroo_cli.operation.storm.attempts import noted_result
from maileroo_cli.operation.storm.kept import KeptStorm, kept_storm, kept_storms
from maileroo_cli.transport.run.folder import id_seconds
from maileroo_cli.transport.run.folder import list_runs as list_replays
from maileroo_cli.transport.run.state import NamedResult
from maileroo_cli.transport.run.written.result import kind_of, list_results, read_result
from maileroo_cli.transport.run.written.storm import list_storms, read_storm


class DamagedRun(NamedTuple):
    """A file among the runs that cannot be read, and why; ``made`` is what its id tells, in Unix seconds."""

    kind: str
    id: str
    made: float
    error: InputError


class ShownStorm(NamedTuple):
    """One storm and what it came to, so far as it has come."""

    storm: KeptStorm
    result: StormResult


ListedRun: TypeAlias = KeptRun | KeptStorm | NamedResult | DamagedRun
InspectedRun: TypeAlias = ShownRun | ShownStorm | NamedResult


def list_inspected(folder: Path, limit: int) -> list[ListedRun]:
    """Return the newest ``limit`` runs of every kind, the newest first; one that cannot be read is among them."""
    replays, storms = list_runs(folder, limit=limit), kept_storms(folder, limit=limit)
    results = kept_results(folder, limit=limit)
    damaged = [_damaged("replay", one.path, one.error) for one in replays.unreadable]
    damaged += [_damaged("storm", path, error) for path, error in storms.damaged]
    damaged += [_damaged(kind_of(path), path, error) for path, error in results.damaged]
    listed: list[ListedRun] = [*replays.runs, *storms.storms, *results.results, *damaged]
    return sorted(listed, key=made_at, reverse=True)[:limit]


def find_inspected(folder: Path, name: str) -> InspectedRun | None:
    """Return the run that has exactly this id; ``None`` where none has it, ``InputError`` where it cannot be read."""
    for path in _named(list_replays(folder), name):
        return show_run(path)
    for path in _named(list_storms(folder), name):
        return show_kept_storm(path)
    for path in _named(list_results(folder), name):
        return read_result(path)
    return None


def show_kept_storm(path: Path) -> ShownStorm:
    """Return the storm in a file, also while another process sends it; ``InputError`` where it cannot be read."""
    return ShownStorm(kept_storm(path), noted_result(read_storm(path)))


def made_at(run: ListedRun) -> float:
    """Return when a run was made, in Unix seconds."""
    if isinstance(run, KeptRun):
        return run.summary.created
    return run.result.made if isinstance(run, NamedResult) else run.made


def _named(paths: list[Path], name: str) -> Iterator[Path]:
    """Yield the file that is there under this name; what is asked for is no part of a path."""
    return (path for path in paths if path.stem == name)


def _damaged(kind: str, path: Path, error: InputError) -> DamagedRun:
    return DamagedRun(kind, path.stem, float(id_seconds(path.stem)), error)

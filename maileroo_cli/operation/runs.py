"""Looking at the runs that were kept, one or all, and deleting them. Playing one is done in ``replay``."""

from collections.abc import Generator, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from maileroo_cli.delivery.replay.clock import parse_clock, resume_moment
from maileroo_cli.delivery.replay.timekeeper import SystemTimekeeper, Timekeeper
from maileroo_cli.errors import InputError, UsageError
from maileroo_cli.operation.replay.recorded import recorded_events
from maileroo_cli.operation.replay.results import ReplayEvent
from maileroo_cli.transport.run.finding import find_run, sort_runs
from maileroo_cli.transport.run.folder import check_deletable, delete_run, run_id
from maileroo_cli.transport.run.folder import list_runs as list_files
from maileroo_cli.transport.run.state import NamedResult, RunState, RunSummary, UnreadableRun
from maileroo_cli.transport.run.summary import read_run, survey_runs
from maileroo_cli.transport.run.written.result import delete_result, find_result, is_result, list_results, read_result
from maileroo_cli.transport.run.written.storm import SUFFIX, delete_storm, find_storm, is_over, list_storms


class KeptRun(NamedTuple):
    """One run, and when it goes on in real time (Unix seconds), looked at when the time was ``now``.

    ``next_at`` is ``None`` where nothing is waited for.
    """

    summary: RunSummary
    next_at: float | None
    now: float

    @property
    def is_overdue(self) -> bool:
        """Whether its next attempt should have been made by now."""
        return self.next_at is not None and self.next_at <= self.now


class KeptRuns(NamedTuple):
    """The runs of a folder in order of time, those that cannot be read, and how many older ones were not asked for."""

    folder: Path
    runs: list[KeptRun]
    unreadable: list[UnreadableRun]
    older: int = 0

    @property
    def error(self) -> InputError | None:
        """What is to be said of those that cannot be read, if there are any."""
        if not self.unreadable:
            return None
        first = self.unreadable[0].error
        if len(self.unreadable) == 1:
            return first
        ids = ", ".join(run_id(one.path) for one in self.unreadable)
        return InputError(
            f"{len(self.unreadable)} runs cannot be read ({ids}); of the first: {first.message}", first.hint
        )


class KeptResults(NamedTuple):
    """Results of checks and loads, the newest last, each file that cannot be read, and how many are older."""

    results: list[NamedResult]
    damaged: list[tuple[Path, InputError]]
    older: int = 0

    @property
    def errors(self) -> list[InputError]:
        """The errors alone."""
        return [error for _, error in self.damaged]


class Deletion(NamedTuple):
    """What goes: runs that are named, those that are finished, or all; ``dry_run`` only names them."""

    names: tuple[str, ...] = ()
    finished: bool = False
    everything: bool = False
    dry_run: bool = False


class DeletedRuns(NamedTuple):
    """The ids of the runs that went, or would go, and an error for each one that could not."""

    ids: list[str]
    errors: list[InputError]


class ShownRun(NamedTuple):
    """One run as it is at this moment, and what a replay of it yielded, or would have."""

    run: KeptRun
    events: Generator[ReplayEvent, None, None]


def list_runs(folder: Path, timekeeper: Timekeeper | None = None, *, limit: int = 0) -> KeptRuns:
    """Return the runs in ``folder``, no more than the newest ``limit`` if one is given.

    One that is just being made is left out.
    """
    timekeeper = timekeeper or SystemTimekeeper()
    paths = sort_runs(list_files(folder))
    shown = paths[-limit:]
    found = list(survey_runs(shown))
    runs = [_keep(one, timekeeper) for one in found if isinstance(one, RunSummary)]
    return KeptRuns(folder, runs, [one for one in found if isinstance(one, UnreadableRun)], len(paths) - len(shown))


def kept_results(folder: Path, *, limit: int = 0) -> KeptResults:
    """Return the results of checks and loads in ``folder``, no more than the newest ``limit`` if one is given."""
    paths = list_results(folder)
    shown = paths[-limit:]
    kept = KeptResults([], [], len(paths) - len(shown))
    for path in shown:
        try:
            kept.results.append(read_result(path))
        except InputError as error:
            kept.damaged.append((path, error))
    return kept


def show_run(path: Path, timekeeper: Timekeeper | None = None) -> ShownRun:
    """Read a run, also while another process plays it; what is no run, or is damaged, raises ``InputError``."""
    run = read_run(path)
    return ShownRun(_keep(run.summary, timekeeper or SystemTimekeeper()), recorded_events(run))


def find_shown(folder: Path, name: str) -> Path | NamedResult:
    """Return the file of the run or storm called ``name``, or else the result of a check or a load."""
    path = _find(folder, name)
    return read_result(path) if is_result(path) else path


def delete_runs(folder: Path, deletion: Deletion) -> DeletedRuns:
    """Delete what is asked for; a run that is being played stays.

    Without any condition, or where a name is that of nothing, ``UsageError`` is raised before anything is deleted.
    """
    if not (deletion.names or deletion.finished or deletion.everything):
        raise UsageError("say which runs to delete", "with ids, --finished or --all")
    chosen = dict.fromkeys([*(_find(folder, name) for name in deletion.names), *_fitting(folder, deletion)])
    deleted = DeletedRuns([], [])
    for path in chosen:
        try:
            _delete(path, dry_run=deletion.dry_run)
            deleted.ids.append(path.stem)
        except InputError as error:
            deleted.errors.append(error)
    return deleted


def _delete(path: Path, *, dry_run: bool) -> None:
    if path.suffix == SUFFIX:
        delete_storm(path, dry_run=dry_run)
    elif is_result(path):
        delete_result(path, dry_run=dry_run)
    elif dry_run:
        check_deletable(path)
    else:
        delete_run(path)


def _find(folder: Path, name: str) -> Path:
    """Return the file of the run called ``name``, or else of the storm, or of the check or load."""
    try:
        return find_run(folder, name)
    except UsageError:
        for find in (find_storm, find_result):
            with suppress(UsageError):
                return find(folder, name)
        raise


def _keep(run: RunSummary, timekeeper: Timekeeper) -> KeptRun:
    speed, now = parse_clock(run.plan.clock), timekeeper.wall()
    if run.next_due is None or speed.speed is None:
        return KeptRun(run, None, now)
    left = run.next_due - resume_moment(run.anchor, speed, timekeeper)
    return KeptRun(run, now + left / speed.speed, now)


def _fitting(folder: Path, deletion: Deletion) -> Iterator[Path]:
    """Yield the runs that are to go without being named."""
    if not (deletion.finished or deletion.everything):
        return
    yield from (path for path in list_storms(folder) if deletion.everything or is_over(path))
    yield from list_results(folder)
    for one in survey_runs(sort_runs(list_files(folder))):
        if isinstance(one, UnreadableRun):
            if deletion.everything:
                yield one.path
        elif one.holder is None and (deletion.everything or one.state is RunState.FINISHED):
            yield one.path

"""Verifying what the user named, files and folders: what each file holds is recognised by its content."""

import os
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from maileroo_cli.capture.formats.recognise import RECORDS, format_names
from maileroo_cli.errors import InputError, interruption_code
from maileroo_cli.operation.inputs import (
    FilesPassedOver,
    RequestsPassedOver,
    StdinAwaited,
    UnreadSource,
    await_stdin,
    passed_over,
)
from maileroo_cli.operation.verify.counts import VerdictCounts
from maileroo_cli.operation.verify.lot import VerifiedLot, VerifyTask, make_lot
from maileroo_cli.operation.verify.record_files import RunRequests
from maileroo_cli.operation.verify.records import verify_records
from maileroo_cli.operation.verify.results import VerifyResult, VerifyStart, VerifyTotal
from maileroo_cli.transport.file.captures import UnknownFormatError, nothing_in_folder, open_recognised
from maileroo_cli.transport.file.folder import Folder, is_folder, list_folder
from maileroo_cli.transport.file.source import STDIN, label

if TYPE_CHECKING:
    from maileroo_cli.capture.check.explanation import MakeHistory
    from maileroo_cli.capture.read_result import ReadResult
    from maileroo_cli.operation.verify.processes import Workers

_BATCH = 200


def verify_sources(names: Sequence[str], task: VerifyTask, jobs: int = 1) -> Generator[VerifyResult, None, None]:
    """Verify every request of the named files and folders, in order; ``-`` is the standard input.

    ``jobs`` > 1 verifies capture records in so many processes. A single file that cannot be read raises ``InputError``,
    as does input without any request; one of several is yielded as ``UnreadSource``. Close the iterator, or let it go,
    where the loop over it ends early. Where it is interrupted, the sum comes all the same.
    """
    sources = [_NamedSource(name, _folder(name)) for name in names]
    yield VerifyStart(_size(sources), "bytes")
    total = VerdictCounts()
    try:
        for result in _verify_all(sources, task, jobs):
            if isinstance(result, VerifiedLot):
                total.merge(result.counts)
            elif isinstance(result, UnreadSource):
                total.unread += 1
            yield result
    except KeyboardInterrupt as stop:
        total.stopped = interruption_code(stop)
        yield VerifyTotal(total)
        raise
    if not total.verdicts and not total.unread:
        raise InputError("there is no request in the input", f"it should hold {format_names()}")
    yield VerifyTotal(total)


class _NamedSource(NamedTuple):
    """What the user named: a file, or a folder with what is in it."""

    name: str
    folder: Folder | None


class _Run(NamedTuple):
    """What the files of one run have in common: requests, what came of searching for causes, processes if any."""

    requests: RunRequests
    history: "MakeHistory"
    workers: "Workers | None"


def _verify_all(sources: Sequence[_NamedSource], task: VerifyTask, jobs: int) -> Iterator[VerifyResult]:
    with _begin(task, jobs) as seen:
        for name, folder in sources:
            try:
                if folder is None:
                    yield from _verify_file(name, task, seen)
                else:
                    yield from _verify_folder(name, folder, task, seen)
            except InputError as error:
                if len(sources) == 1:
                    raise
                yield UnreadSource(name, error)


@contextmanager
def _begin(task: VerifyTask, jobs: int) -> Iterator[_Run]:
    """Begin a run, whose processes end with it."""
    requests, history = RunRequests(), cache(task.make_history)
    if jobs == 1:
        yield _Run(requests, history, None)
        return
    from maileroo_cli.operation.verify.processes import Workers

    workers = Workers(task, jobs)
    try:
        yield _Run(requests, history, workers)
    finally:
        workers.end()


def _verify_folder(name: str, folder: Folder, task: VerifyTask, seen: _Run) -> Iterator[VerifyResult]:
    """Verify each file of a folder; where none holds captured requests ``InputError`` is raised."""
    strange = []
    for error in folder.errors:
        yield UnreadSource(name, error)
    for file in folder.files:
        try:
            yield from _verify_file(file, task, seen)
        except UnknownFormatError:
            strange.append(file)
        except InputError as error:
            yield UnreadSource(file, error)
    if len(strange) == len(folder.files):
        raise nothing_in_folder(name)
    if strange:
        yield FilesPassedOver(tuple(strange))


def _verify_file(name: str, task: VerifyTask, seen: _Run) -> Iterator[VerifiedLot | RequestsPassedOver | StdinAwaited]:
    yield from await_stdin(name, "captured requests")
    with open_recognised(name, "for a body on its own, add --signature with the header's value") as (form, stream):
        if form is RECORDS:
            path = name if stream.seekable() and name != STDIN else None
            others = seen.requests.of_records(path, label(name))
            yield from verify_records(stream, label(name), task, seen.workers, path, others, seen.history)
        else:
            yield from _verify_found(form.read(stream), name, task, seen)


def _verify_found(
    found: "Iterator[ReadResult]", name: str, task: VerifyTask, seen: _Run
) -> Iterator[VerifiedLot | RequestsPassedOver]:
    checked = task.make_checker(seen.requests.others, seen.history).check_results(found, label(name))
    while batch := list(islice(checked, _BATCH)):
        yield make_lot(batch, task, 0)
    yield from passed_over(found, name)


def _folder(name: str) -> Folder | None:
    return list_folder(name) if name != STDIN and is_folder(name) else None


def _size(sources: Sequence[_NamedSource]) -> int | None:
    """Return how many bytes there are to read, where that is known."""
    names = [name for source in sources for name in (source.folder.files if source.folder else [source.name])]
    try:
        return None if STDIN in names else sum(map(os.path.getsize, names))
    except (OSError, ValueError):
        return None

"""Reading files of captured requests into the store, verified on the way where there is a secret."""

from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

from maileroo_cli.capture.database.wording import short_name
from maileroo_cli.capture.read_result import DamagedPlace
from maileroo_cli.capture.store.failure import StoreError, write_failed
from maileroo_cli.capture.store.lock import StoreHeldError
from maileroo_cli.capture.transfer.importer import CaptureImporter
from maileroo_cli.errors import ExitCode, InputError
from maileroo_cli.operation.captures.import_batch import ImportBatch
from maileroo_cli.operation.inputs import (
    FilesPassedOver,
    RequestsPassedOver,
    StdinAwaited,
    UnreadSource,
    await_stdin,
    passed_over,
)
from maileroo_cli.transport.channel.access import StoreAccess
from maileroo_cli.transport.channel.patience import ListenerSilentError
from maileroo_cli.transport.file.captures import UnknownFormatError, nothing_in_folder, open_recognised
from maileroo_cli.transport.file.folder import is_folder, list_folder
from maileroo_cli.transport.file.source import STDIN, label, open_source
from maileroo_cli.webhook.signing.secret import Secret

_OF_STORE = (StoreHeldError, ListenerSilentError)
"""The errors that are those of the store, not of what is read."""


class ImportedLot(NamedTuple):
    """So many captures were stored, and are there to stay."""

    captures: int


class DamagedRequest(NamedTuple):
    """A place in a file that holds no readable request: the file, where in it, and the reason."""

    source: str
    where: str
    reason: str


class ImportedThrough(NamedTuple):
    """What is imported is stored by a listener that has the store: what that does, and its process."""

    doing: str
    pid: int


class ImportTotal(NamedTuple):
    """The last result: what was imported, by verdict, and what was not.

    ``present`` counts what was there already, ``damaged`` what cannot be kept, ``unread`` the sources that could not be
    read. ``store_name`` is the store as a person would write it. ``completed`` counts, by verdict, what was there
    without its signature and now has it; ``renamed`` what of the imported had the id of another capture.
    """

    imported: int
    verdicts: Mapping[str, int]
    present: int
    damaged: int
    unread: int
    store: Path
    store_name: str
    completed: Mapping[str, int]
    renamed: int

    @property
    def exit_code(self) -> ExitCode:
        """``INPUT`` where anything was damaged or could not be read."""
        return ExitCode.INPUT if self.damaged or self.unread else ExitCode.OK


ImportResult: TypeAlias = (
    ImportedThrough
    | ImportedLot
    | DamagedRequest
    | UnreadSource
    | FilesPassedOver
    | RequestsPassedOver
    | StdinAwaited
    | ImportTotal
)


def import_captures(
    path: Path,
    names: Sequence[str],
    secrets: Sequence[Secret],
    now: float,
    waiting: Callable[[str], None] | None = None,
) -> Generator[ImportResult, None, None]:
    """Read the named files and folders into the store at ``path``, which is made where there is none.

    Where a listener has the store it is written through that; ``waiting`` is told in a sentence where it takes long.
    Without ``secrets`` nothing is verified. ``now`` (Unix seconds) is the time of arrival where a request has none. A
    single source that cannot be read raises ``InputError``, one of several is yielded as ``UnreadSource``. Close the
    iterator, or let it go, where the loop over it ends early: what was yielded as stored stays.
    """
    sources, errors = _list_sources(names)
    yield from errors
    imported, unread, strange = 0, len(errors), []
    then = "import again; requests already imported are kept"
    with StoreAccess(path, "mhook captures import", waiting, then) as store, ImportBatch(path, store) as batch:
        if store.through is not None:
            yield ImportedThrough(store.through.doing, store.through.pid)
        importer = CaptureImporter(batch.ids, secrets, now, batch.find)
        for name, found in sources:
            try:
                for result in _import_file(name, batch, importer):
                    imported += result.captures if isinstance(result, ImportedLot) else 0
                    yield result
            except StoreError as error:
                raise write_failed(path, error, f"{imported:,} imported before") from None
            except InputError as error:
                if found is not None and isinstance(error, UnknownFormatError):
                    strange.append(_Source(name, found))
                elif isinstance(error, _OF_STORE) or (len(sources) == 1 and not unread):
                    raise
                else:
                    unread += 1
                    yield UnreadSource(name, error)
        empty = tuple(_without_captures(names, sources, strange))
        if empty and len(names) == 1 and not unread:
            raise empty[0].error
        unread += len(empty)
        yield from empty
        if strange:
            yield FilesPassedOver(tuple(one.name for one in strange))
        counts = Counter(importer.verdicts)
        yield ImportTotal(
            imported,
            counts,
            importer.present,
            importer.damaged,
            unread,
            path,
            short_name(path),
            Counter(importer.completed),
            importer.renamed,
        )


class _Source(NamedTuple):
    """A file to read; one that was found in a ``folder`` may hold something else."""

    name: str
    folder: str | None


def _list_sources(names: Sequence[str]) -> tuple[list[_Source], list[UnreadSource]]:
    """Return the files that were named, a folder as the files in it; ``InputError`` where none can be read."""
    files: list[_Source] = []
    errors: list[UnreadSource] = []
    for name in names:
        if name != STDIN and is_folder(name):
            folder = list_folder(name)
            errors += [UnreadSource(name, error) for error in folder.errors]
            files += [_Source(file, name) for file in folder.files]
            continue
        try:
            if name != STDIN:
                open_source(name).close()
            files.append(_Source(name, None))
        except InputError as error:
            errors.append(UnreadSource(name, error))
    if errors and not files:
        raise errors[0].error
    return files, errors


def _without_captures(
    names: Sequence[str], sources: Sequence[_Source], strange: Sequence[_Source]
) -> Iterator[UnreadSource]:
    """Yield each folder of ``names`` in which every file was a ``strange`` one."""
    for folder in names:
        if folder != STDIN and is_folder(folder) and all(one in strange for one in sources if one.folder == folder):
            yield UnreadSource(folder, nothing_in_folder(folder))


def _import_file(
    name: str, batch: ImportBatch, importer: CaptureImporter
) -> Iterator[ImportedLot | DamagedRequest | RequestsPassedOver | StdinAwaited]:
    """Store the captures of a file, a transaction at a time."""
    yield from await_stdin(name, "captured requests")
    source = label(name)
    with open_recognised(name, "") as (form, stream):
        found = (form.read_answered or form.read)(stream)
        try:
            for one in importer.admit(found):
                if isinstance(one, DamagedPlace):
                    yield DamagedRequest(source, one.where, one.reason)
                    continue
                batch.add(one)
                if batch.is_full:
                    yield from _store(batch)
        except (OSError, InputError) as error:  # what came before the file could no longer be read is let in
            if not isinstance(error, _OF_STORE):
                yield from _store(batch)
            raise
        yield from _store(batch)
        yield from passed_over(found, name)


def _store(batch: ImportBatch) -> Iterator[ImportedLot]:
    if new := batch.store():
        yield ImportedLot(new)

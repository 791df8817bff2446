"""Reading files of captured requests into the store, and telling what became of them."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from maileroo_cli.capture.entry import Capture
from maileroo_cli.capture.read_result import DamagedPlace
from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.store.writer import CHECKPOINT_BYTES, Store, StoreError, write_failed
from maileroo_cli.capture.transfer.importer import CaptureImporter
from maileroo_cli.capture.verdict import StoredVerdict
from maileroo_cli.errors import ExitCode, InputError
from maileroo_cli.report.terminal.console import Console, Format, Ink
from maileroo_cli.report.terminal.progress import Progress
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.transport.file.captures import UnknownFormatError, open_recognised
from maileroo_cli.transport.file.folder import is_folder, list_folder
from maileroo_cli.transport.file.source import STDIN, describe, open_source
from maileroo_cli.webhook.signing.secret import Secret

SCHEMA = "mhook.import-summary/1"
DAMAGE_SCHEMA = "mhook.import-damage/1"
_BATCH = 2_000
_INKS = {
    StoredVerdict.VALID: Ink.GOOD,
    StoredVerdict.INVALID: Ink.BAD,
    StoredVerdict.UNVERIFIABLE: Ink.RISK,
    StoredVerdict.UNCHECKED: Ink.RISK,
}


class Source(NamedTuple):
    """A file to read; one that was found in a folder may hold something else."""

    name: str
    found: bool


class Sources(NamedTuple):
    """The files to read, and an error for each one that was named and cannot be."""

    files: list[Source]
    errors: list[InputError]


def import_captures(
    store: Store, sources: Sources, secrets: Sequence[Secret], console: Console, now: float
) -> ExitCode:
    """Read every source into the store; what is damaged or cannot be read is told in a line each: exit code 3."""
    inlet = CaptureImporter(lambda: _ids(store), secrets, now)
    passed_over, imported, errors = 0, 0, list(sources.errors)
    with Progress("imported", None, console, unit="items") as progress:
        for source in sources.files:
            try:
                for number in _import_file(source.name, store, inlet, console):
                    imported += number
                    progress.advance(number)
            except InputError as error:
                if source.found and isinstance(error, UnknownFormatError):
                    passed_over += 1
                elif len(sources.files) == 1 and not errors:
                    raise
                else:
                    errors.append(error)
    for unread in errors:
        console.error(unread)
    if passed_over:
        several = "files were" if passed_over > 1 else "file was"
        console.note(f"{passed_over} {several} passed over: no captured requests")
    code = ExitCode.INPUT if inlet.damaged or errors else ExitCode.OK
    _summary(inlet, imported, store, code, console)
    return code


def list_sources(names: Sequence[str]) -> Sources:
    """Return the files that were named, a folder as the files in it; ``InputError`` where none can be read."""
    files: list[Source] = []
    errors: list[InputError] = []
    for name in names:
        if name != STDIN and is_folder(name):
            folder = list_folder(name)
            errors += folder.errors
            files += [Source(file, found=True) for file in folder.files]
            continue
        try:
            if name != STDIN:
                open_source(name).close()
            files.append(Source(name, found=False))
        except InputError as error:
            errors.append(error)
    if errors and not files:
        raise errors[0]
    return Sources(files, errors)


def _ids(store: Store) -> Iterator[str]:
    with Archive(store.path) as archive:
        yield from archive.ids()


def _import_file(name: str, store: Store, inlet: CaptureImporter, console: Console) -> Iterator[int]:
    """Yield how many captures were stored, a transaction at a time."""
    label = "stdin" if name == STDIN else name
    with open_recognised(name, "import reads what mhook verify reads") as (form, stream):
        findings = form.read(stream)
        admitted = _without_damaged(inlet.admit(findings), label, console)
        while batch := list(islice(admitted, _BATCH)):
            try:
                store.add(batch)
                if store.unmoved > CHECKPOINT_BYTES:
                    store.checkpoint()
            except StoreError as error:
                raise write_failed(store.path, error) from None
            yield len(batch)
        if passed_over := getattr(findings, "passed_over", 0):
            several = "other requests were" if passed_over > 1 else "other request was"
            console.note(f"{passed_over} {several} passed over in {describe(name)}: no body and no signature")


def _without_damaged(admitted: Iterator[Capture | DamagedPlace], label: str, console: Console) -> Iterator[Capture]:
    for one in admitted:
        if isinstance(one, Capture):
            yield one
        elif console.format is Format.JSON:
            console.object(DAMAGE_SCHEMA, {"where": f"{label}: {one.where}", "reason": one.reason})
        else:
            mark = console.paint("damaged", Ink.RISK)
            console.line(f"{mark}  {safe(label)}: {safe(one.where)}  {safe(one.reason, 400)}")


def _summary(inlet: CaptureImporter, imported: int, store: Store, code: ExitCode, console: Console) -> None:
    verdicts = inlet.verdicts
    if console.format is Format.JSON:
        counts = {str(verdict): verdicts[verdict] for verdict in _INKS}
        fields = {"imported": imported, **counts, "already_there": inlet.present, "damaged": inlet.damaged}
        console.object(SCHEMA, {**fields, "store": str(store.path), "exit_code": int(code)})
        return
    told = [console.paint(f"{verdicts[verdict]} {verdict}", ink) for verdict, ink in _INKS.items() if verdicts[verdict]]
    rest = [
        f"{inlet.present} already there" if inlet.present else "",
        f"{inlet.damaged} damaged" if inlet.damaged else "",
    ]
    details = f": {', '.join(told)}" if told else ""
    console.line("; ".join([f"{imported} imported into {safe(store.name)}{details}", *filter(None, rest)]))

"""What is taken along of captures: one as a command or a test, many in a format that other tools read."""

import shlex
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from maileroo_cli.capture.entry import Capture
from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.transfer.selection import CaptureSelection
from maileroo_cli.errors import UsageError
from maileroo_cli.operation.captures.export import DEFAULT_URL, Export, ExportFormat, ExportTotal, export_captures
from maileroo_cli.operation.inspect.depth.examination import why_not_sent

LARGEST_EXPORT = 32 << 20
"""No more bytes are exported at once: all of them are held in memory, here and in the page."""


LARGEST_TEST = 2 << 20
"""Bodies of more bytes are not made tests: Python's source of them takes long to write, and longer to read."""


class CopyForm(StrEnum):
    """As what one capture is copied."""

    CURL = "curl"
    HTTP = "http"
    MHOOK = "mhook"
    PYTEST = "pytest"


class CapturesById(CaptureSelection):
    """Captures by their whole ids, which are looked up all at once; what was deleted meanwhile is left out."""

    def of(self, archive: Archive) -> Iterator[Capture]:
        """Yield the captures in the order of the ids, one at a time in memory."""
        wanted = set(self.names)
        rows = {identity: row for row, identity in archive.rows_after(-1) if identity in wanted}
        for identity in self.names:
            found = archive.at_row(rows[identity], identity) if identity in rows else None
            if found is not None:
                yield found


@dataclass(frozen=True, slots=True)
class _BoundedCaptures(CapturesById):
    """Captures that are written as a form, no more than it can hold; none more once whoever asked is ``gone``."""

    form: str = ""
    gone: Callable[[], bool] = lambda: False

    def of(self, archive: Archive) -> Iterator[Capture]:
        """Yield them, as long as their bodies are not too large to be begun with."""
        size, most = 0, LARGEST_TEST if self.form == ExportFormat.PYTEST else LARGEST_EXPORT
        for capture in CapturesById.of(self, archive):
            size += len(capture.content.body)
            if size > most:
                raise UsageError(f"bodies of more than {most >> 20} MiB are too large for this", _command(self.form))
            if self.gone():
                return
            yield capture


class TakenCaptures(NamedTuple):
    """What was written, as text, and what became of the captures."""

    text: str
    total: ExportTotal


def read_chosen(path: Path, ids: Sequence[str]) -> Generator[Capture, None, None]:
    """Yield the captures with these ids in the store at ``path``, one at a time in memory."""
    with Archive(path) as archive:
        yield from CapturesById(tuple(ids)).of(archive)


def take_captures(
    path: Path, ids: Sequence[str], export: Export, gone: Callable[[], bool] = lambda: False
) -> TakenCaptures:
    """Return captures in a format as text; more than ``LARGEST_EXPORT`` bytes raise ``UsageError``.

    So do bytes that are no text, which only a file can hold.
    """
    pieces = bytearray()
    total = ExportTotal(0)
    with closing(export_captures(path, _BoundedCaptures(tuple(ids), form=export.format, gone=gone), export)) as results:
        for result in results:
            if isinstance(result, ExportTotal):
                total = result
                continue
            pieces += result
            refuse_large(len(pieces), export.format)
    try:
        return TakenCaptures(pieces.decode(), total)
    except UnicodeDecodeError:
        raise UsageError("what is exported is not text", _command(export.format)) from None


def refuse_large(size: int, form: str) -> None:
    """Raise ``UsageError`` where an export has become too large."""
    if size > LARGEST_EXPORT:
        raise UsageError(f"the export is larger than {LARGEST_EXPORT >> 20} MiB", _command(form))


def resend_command(path: Path, capture: Capture, url: str | None) -> str:
    """Return the line of shell that sends a capture again: its very bytes, with the signature that it came with.

    A capture that cannot be sent raises ``UsageError``.
    """
    if reason := why_not_sent(capture):
        raise UsageError(f"no command sends {capture.entry.id}: {reason}", "copy it as http")
    words = ["mhook", "captures", "resend", capture.entry.id, "--store", str(path.resolve()), "--url"]
    return shlex.join([*words, url or DEFAULT_URL])


def raw_request(capture: Capture, *, signatures: bool) -> str:
    """Return a capture as the text of one raw request; what is no text, or no whole request, raises ``UsageError``."""
    from maileroo_cli.capture.formats.http.writer import write_in_file
    from maileroo_cli.capture.record import without_signature
    from maileroo_cli.errors import InputError

    record = capture.record if signatures else without_signature(capture.record)
    try:
        return write_in_file(record).decode()
    except InputError as error:
        raise UsageError(error.message, error.hint) from None
    except UnicodeDecodeError:
        raise UsageError("the request is not text", "copy it as curl") from None


def _command(form: str) -> str:
    if form not in set(ExportFormat):
        return "choose fewer captures"
    return f"mhook captures export --as {form} --output FILE writes any number of any bytes"

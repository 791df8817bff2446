"""Writing captures in formats that other tools read. How a record is written stands with its format."""

from collections.abc import Generator, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, assert_never

from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.transfer.exporter import CaptureExporter
from maileroo_cli.capture.transfer.left_out import LeftOut
from maileroo_cli.capture.transfer.selection import CaptureSelection, refuse_types_without_store
from maileroo_cli.capture.transfer.testable import why_no_fixture, why_no_test
from maileroo_cli.capture.verdict import StoredVerdict
from maileroo_cli.errors import ExitCode, UsageError
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.file.output import create_file

DEFAULT_URL = "http://localhost:8000/webhook"


class ExportFormat(StrEnum):
    """As what captures are written."""

    NDJSON = "ndjson"
    HAR = "har"
    HTTP = "http"
    CURL = "curl"
    PYTEST = "pytest"
    FIXTURE = "fixture"


class Export(NamedTuple):
    """What is to be written: the format, the file (``None`` or ``-``: it is yielded), and where curl is to send it."""

    format: ExportFormat = ExportFormat.NDJSON
    output: str | None = None
    url: str | None = None
    signatures: bool = False


class ExportTotal(NamedTuple):
    """The last result: how many captures were written, and how many of those without their signature.

    ``left_out`` counts what was not, by the reason.
    """

    written: int
    unsigned: int = 0
    left_out: Mapping[LeftOut, int] = MappingProxyType({})

    @property
    def exit_code(self) -> ExitCode:
        """``INPUT`` where there was nothing but what is no whole request, or not known to be one."""
        unfit = self.left_out.get(LeftOut.MALFORMED) or self.left_out.get(LeftOut.UNSURE)
        return ExitCode.INPUT if unfit and not self.written else ExitCode.OK


def export_captures(
    path: Path, selection: CaptureSelection, export: Export
) -> Generator[bytes | ExportTotal, None, None]:
    """Write captures of the store at ``path``, in constant memory, whatever their number.

    What is written is yielded piece by piece, unless ``export`` names a file. One with signatures can be read by its
    owner alone.
    """
    refuse_types_without_store(path, selection.wanted)
    with Archive(path) as archive:
        exporter = CaptureExporter(selection.of(archive), signatures=export.signatures)
        pieces = _pieces(exporter, export.format, _url(export))
        if export.output in (None, "-"):
            yield from pieces
        else:
            with create_file(str(export.output), private=export.signatures) as file:
                file.writelines(pieces)
        yield ExportTotal(exporter.written, exporter.unsigned, dict(exporter.left_out))


def _url(export: Export) -> str:
    """Return where curl is to send to; a URL for another format, or one that is none, raises ``UsageError``."""
    if export.url is None:
        return DEFAULT_URL
    if export.format is not ExportFormat.CURL:
        raise UsageError("--url only applies to --as curl", "remove it, or export --as curl")
    parse_target(export.url)
    return export.url or DEFAULT_URL


def _pieces(exporter: CaptureExporter, form: ExportFormat, url: str) -> Iterator[bytes]:
    match form:
        case ExportFormat.NDJSON:
            from maileroo_cli.capture.record import encode_records

            return encode_records(exporter.records())
        case ExportFormat.HAR:
            return _har(exporter)
        case ExportFormat.HTTP:
            from maileroo_cli.capture.formats.http.writer import write_http_file, write_in_file

            return write_http_file(exporter.checked(write_in_file))
        case ExportFormat.CURL:
            return _curl(exporter, url)
        case ExportFormat.PYTEST:
            return _pytest(exporter)
        case ExportFormat.FIXTURE:
            return _fixture(exporter)
        case _:
            assert_never(form)


def _har(exporter: CaptureExporter) -> Iterator[bytes]:
    from maileroo_cli.capture.formats.har.response import answer_of
    from maileroo_cli.capture.formats.har.writer import Exchange, write_har
    from maileroo_cli.version import __version__

    pairs = exporter.pairs()
    return write_har((Exchange(two, answer_of(one, signatures=exporter.signatures)) for one, two in pairs), __version__)


def _curl(exporter: CaptureExporter, url: str) -> Iterator[bytes]:
    from maileroo_cli.capture.formats.curl.command import mark_url, write_curl

    lines = exporter.each(lambda one: write_curl(one, mark_url(url, one.id)), unsure=False)
    return (f"{line}\n".encode("utf-8", "surrogateescape") for line in lines)


def _pytest(exporter: CaptureExporter) -> Iterator[bytes]:
    from maileroo_cli.capture.formats.pytest.writer import PytestCase, check_case, write_pytest

    pairs = exporter.tests(why_no_test, check_case)
    cases = (PytestCase(record, one.entry.verdict == StoredVerdict.INVALID, one.entry.causes) for one, record in pairs)
    return (piece.encode() for piece in write_pytest(cases))


def _fixture(exporter: CaptureExporter) -> Iterator[bytes]:
    from maileroo_cli.capture.formats.fixture.entry import FixtureEntry
    from maileroo_cli.capture.formats.fixture.writer import write_fixture
    from maileroo_cli.capture.formats.pytest.writer import check_case

    pairs = exporter.tests(why_no_fixture, check_case)
    return write_fixture(FixtureEntry.of(record, one.entry) for one, record in pairs)

"""Writing captures in formats that other tools read. How a record is written stands with its format."""

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import NamedTuple

from maileroo_cli.capture.transfer.exporter import CaptureExporter
from maileroo_cli.capture.verdict import StoredVerdict
from maileroo_cli.errors import ExitCode, UsageError
from maileroo_cli.report.terminal.console import Console
from maileroo_cli.report.terminal.safe_text import safe_lines
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


class Export(NamedTuple):
    """What is to be written: the format, the file (``None``: stdout), and where curl is to send it."""

    format: ExportFormat
    output: str | None
    url: str | None
    signatures: bool


def export_captures(outlet: CaptureExporter, export: Export, console: Console) -> ExitCode:
    """Write the captures of ``outlet`` and tell what was left out; memory is constant, whatever their number.

    Where there was nothing but what is no whole request, the exit code is 3.
    """
    if export.url is not None and export.format is not ExportFormat.CURL:
        raise UsageError("--url is where curl sends to", "leave it out, or export --as curl")
    if export.url is not None:
        parse_target(export.url)
    pieces = _WRITERS[export.format](outlet, export.url or DEFAULT_URL)
    if export.output in (None, "-"):
        write = _shown_on(console) if console.is_terminal else console.data
        for piece in pieces:
            write(piece)
        console.flush()
    else:
        with create_file(str(export.output), private=export.signatures) as file:
            file.writelines(pieces)
    _tell(outlet, console)
    return ExitCode.INPUT if outlet.malformed and not outlet.written else ExitCode.OK


def _tell(outlet: CaptureExporter, console: Console) -> None:
    tell_left_out(outlet.malformed, console)
    if outlet.forged:
        are = "invalid capture was" if outlet.forged == 1 else "invalid captures were"
        console.note(f"{outlet.forged} {are} left out; --with-signatures makes tests that expect a refusal")
    if outlet.unsigned:
        console.note("signatures were left out, since they never expire; --with-signatures keeps them")
    if not outlet.written:
        console.note("no capture was exported")


def tell_left_out(malformed: int, console: Console) -> None:
    """Tell how many captures are left out since they are no whole requests, if any."""
    if malformed:
        are = "capture was" if malformed == 1 else "captures were"
        console.note(f"{malformed} {are} left out: what arrived is no whole request")


def _shown_on(console: Console) -> Callable[[bytes], None]:
    return lambda piece: console.lines(safe_lines(piece.removesuffix(b"\n")))


def _ndjson(outlet: CaptureExporter, _url: str) -> Iterator[bytes]:
    from maileroo_cli.capture.record import encode_records

    return encode_records(outlet.records())


def _har(outlet: CaptureExporter, _url: str) -> Iterator[bytes]:
    from maileroo_cli.capture.formats.har.response import answer_of
    from maileroo_cli.capture.formats.har.writer import Exchange, write_har
    from maileroo_cli.version import __version__

    pairs = outlet.pairs()
    return write_har((Exchange(two, answer_of(one, signatures=outlet.signatures)) for one, two in pairs), __version__)


def _http(outlet: CaptureExporter, _url: str) -> Iterator[bytes]:
    from maileroo_cli.capture.formats.http.dump import write_http, write_http_file

    return write_http_file(outlet.checked(write_http))


def _curl(outlet: CaptureExporter, url: str) -> Iterator[bytes]:
    from maileroo_cli.capture.formats.curl.command import write_curl

    return (f"{line}\n".encode("utf-8", "surrogateescape") for line in outlet.each(lambda one: write_curl(one, url)))


def _pytest(outlet: CaptureExporter, _url: str) -> Iterator[bytes]:
    from maileroo_cli.capture.formats.pytest_file import PytestCase, write_pytest

    cases = (
        PytestCase(record, one.entry.verdict == StoredVerdict.INVALID) for one, record in outlet.pairs(forged=False)
    )
    return (piece.encode() for piece in write_pytest(cases))


_WRITERS: dict[ExportFormat, Callable[[CaptureExporter, str], Iterator[bytes]]] = {
    ExportFormat.NDJSON: _ndjson,
    ExportFormat.HAR: _har,
    ExportFormat.HTTP: _http,
    ExportFormat.CURL: _curl,
    ExportFormat.PYTEST: _pytest,
}

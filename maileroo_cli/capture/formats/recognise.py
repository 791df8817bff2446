"""Which formats captured requests come in, and by what each is recognised: the content, never the file's name.

How each is read stands in its own module, imported when its turn comes: each ``looks_like`` first asks for a few bytes
that the format cannot do without.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from maileroo_cli.capture.formats.ndjson import looks_like_records, read_records

if TYPE_CHECKING:
    from maileroo_cli.capture.read_result import ReadResult

HEAD = 65_536
"""So much of a file, in bytes, is enough to recognise most formats."""

ReadFile = Callable[[str], bytes | None]
"""Returns the bytes of a file that the one being read names; ``None`` where it is not there or not to be read."""


class CaptureFormat(NamedTuple):
    """One format: its ``name`` in messages, whether a file begins like it, and the reader of its requests.

    ``raw`` tells that a body is the very bytes of the file, which another encoding of its text changes. Where a file
    can name others, ``read_beside`` reads it with those; ``read_answered`` reads what
    each request was answered as well, where the format holds that.
    """

    name: str
    looks_like: Callable[[bytes], bool]
    read: "Callable[[BinaryIO], Iterator[ReadResult]]"
    raw: bool = False
    read_beside: "Callable[[ReadFile, BinaryIO], Iterator[ReadResult]] | None" = None
    read_answered: "Callable[[BinaryIO], Iterator[ReadResult]] | None" = None


def _looks_like_http(head: bytes) -> bool:
    from maileroo_cli.capture.formats.http.dump import looks_like_http

    return looks_like_http(head)


def _read_http(stream: BinaryIO) -> "Iterator[ReadResult]":
    from maileroo_cli.capture.formats.http.dump import read_http

    return read_http(stream)


def _read_http_beside(read_file: ReadFile, stream: BinaryIO) -> "Iterator[ReadResult]":
    from maileroo_cli.capture.formats.http.dump import read_http

    return read_http(stream, read_file)


def _looks_like_curl(head: bytes) -> bool:
    from maileroo_cli.capture.formats.curl.trace import looks_like_curl

    return looks_like_curl(head)


def _read_curl(stream: BinaryIO) -> "Iterator[ReadResult]":
    from maileroo_cli.capture.formats.curl.trace import read_curl

    return read_curl(stream)


def _looks_like_har(head: bytes) -> bool:
    if b'"log"' not in head:  # spares other formats the import
        return False
    from maileroo_cli.capture.formats.har.reader import looks_like_har

    return looks_like_har(head)


def _looks_like_broken_har(head: bytes) -> bool:
    return b'"log"' in head and (b'"entries"' in head or b'"creator"' in head) and b"{" in head[:256]


def _read_har(stream: BinaryIO) -> "Iterator[ReadResult]":
    from maileroo_cli.capture.formats.har.reader import read_har

    return read_har(stream)


def _looks_like_spread_records(head: bytes) -> bool:
    if b'"mhook.capture/' not in head:
        return False
    from maileroo_cli.capture.formats.document.records import looks_like_spread_records

    return looks_like_spread_records(head)


def _read_spread_records(stream: BinaryIO) -> "Iterator[ReadResult]":
    from maileroo_cli.capture.formats.document.records import read_spread_records

    return read_spread_records(stream)


def _looks_like_fixture(head: bytes) -> bool:
    if b'"mhook.fixture/' not in head:
        return False
    from maileroo_cli.capture.formats.fixture.reader import looks_like_fixture

    return looks_like_fixture(head)


def _read_fixture(stream: BinaryIO) -> "Iterator[ReadResult]":
    from maileroo_cli.capture.formats.fixture.reader import read_fixture

    return read_fixture(stream)


def _looks_like_document(head: bytes) -> bool:
    if head[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
        return False
    from maileroo_cli.capture.formats.document.reader import looks_like_document

    return looks_like_document(head)


def _read_document(stream: BinaryIO) -> "Iterator[ReadResult]":
    from maileroo_cli.capture.formats.document.reader import read_document

    return read_document(stream)


def _looks_like_pytest(head: bytes) -> bool:
    return b"CAPTURES = [" in head and (b"class Capture:" in head or b"pytest.param(headers, body, refused" in head)


def _read_pytest(stream: BinaryIO) -> "Iterator[ReadResult]":
    from maileroo_cli.capture.formats.pytest.reader import read_pytest

    return read_pytest(stream)


def _looks_like_tool(head: bytes) -> bool:
    from maileroo_cli.capture.formats.tool.choice import looks_like_tool

    return looks_like_tool(head)


def _read_tool(stream: BinaryIO) -> "Iterator[ReadResult]":
    from maileroo_cli.capture.formats.tool.choice import read_tool

    return read_tool(stream)


def _looks_like_command(head: bytes) -> bool:
    if b"curl" not in head and b"Invoke-" not in head and not head.startswith(b"printf %s "):
        return False
    from maileroo_cli.capture.formats.command.reader import looks_like_commands

    return looks_like_commands(head)


def _read_commands(stream: BinaryIO) -> "Iterator[ReadResult]":
    return _read_commands_beside(lambda _: None, stream)


def _read_commands_beside(read_file: ReadFile, stream: BinaryIO) -> "Iterator[ReadResult]":
    from maileroo_cli.capture.formats.command.reader import read_commands

    return read_commands(stream, read_file)


def _looks_like_log(head: bytes) -> bool:
    if b"{" not in head or (b"event_type" not in head and b"maileroo" not in head.lower()):
        return False
    from maileroo_cli.capture.formats.document.log import looks_like_log

    return looks_like_log(head)


def _read_log(stream: BinaryIO) -> "Iterator[ReadResult]":
    from maileroo_cli.capture.formats.document.log import read_log

    return read_log(stream)


def _read_answered_har(stream: BinaryIO) -> "Iterator[ReadResult]":
    from maileroo_cli.capture.formats.har.reader import read_har

    return read_har(stream, answers=True)


RECORDS = CaptureFormat("capture records", looks_like_records, read_records)
FORMATS = (
    CaptureFormat("HAR files", _looks_like_har, _read_har, read_answered=_read_answered_har),
    RECORDS,
    CaptureFormat("capture records over several lines", _looks_like_spread_records, _read_spread_records),
    CaptureFormat("fixtures of tests", _looks_like_fixture, _read_fixture),
    CaptureFormat("raw HTTP requests", _looks_like_http, _read_http, raw=True, read_beside=_read_http_beside),
    CaptureFormat("requests as JSON", _looks_like_document, _read_document),
    CaptureFormat("traces of curl", _looks_like_curl, _read_curl, raw=True),
    CaptureFormat("files of pytest", _looks_like_pytest, _read_pytest),
    CaptureFormat("commands", _looks_like_command, _read_commands, raw=True, read_beside=_read_commands_beside),
    CaptureFormat("exports of tools", _looks_like_tool, _read_tool, raw=True),
    CaptureFormat("requests in a log", _looks_like_log, _read_log),
    CaptureFormat("broken HAR files", _looks_like_broken_har, _read_har, read_answered=_read_answered_har),
)
"""Every format, in the order in which they are tried: a body in a HAR may look like any other format."""


def format_names() -> str:
    """Return how messages call all that can be read, and where it is listed."""
    return "captured requests (mhook verify --help lists the formats)"


def recognise(head: bytes) -> CaptureFormat | None:
    """Return the format of a file that begins with ``head``, or ``None`` where it is none of them."""
    return next((one for one in FORMATS if one.looks_like(head)), None)

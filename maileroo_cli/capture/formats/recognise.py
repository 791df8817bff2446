"""Which formats captured requests come in, and by what each is recognised: the content, never the file's name.

How each is read stands in its own module, imported when its turn comes.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from maileroo_cli.capture.formats.ndjson import looks_like_records, read_records

if TYPE_CHECKING:
    from maileroo_cli.capture.read_result import ReadResult

HEAD = 65_536
"""So much of a file, in bytes, is enough to recognise any format."""

ReadFile = Callable[[str], bytes | None]
"""Returns the bytes of a file that the one being read names; ``None`` where it is not there or not to be read."""


class CaptureFormat(NamedTuple):
    """One format: its ``name`` in messages, whether a file begins like it, and the reader of its requests.

    Where a file can name others, ``read_beside`` reads it with those.
    """

    name: str
    looks_like: Callable[[bytes], bool]
    read: "Callable[[BinaryIO], Iterator[ReadResult]]"
    read_beside: "Callable[[ReadFile, BinaryIO], Iterator[ReadResult]] | None" = None


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


def _read_har(stream: BinaryIO) -> "Iterator[ReadResult]":
    from maileroo_cli.capture.formats.har.reader import read_har

    return read_har(stream)


RECORDS = CaptureFormat("capture records", looks_like_records, read_records)
FORMATS = (
    CaptureFormat("HAR files", _looks_like_har, _read_har),
    RECORDS,
    CaptureFormat("raw HTTP requests", _looks_like_http, _read_http, read_beside=_read_http_beside),
    CaptureFormat("traces of curl", _looks_like_curl, _read_curl),
)
"""Every format, in the order in which they are tried: a body in a HAR may look like any other format."""


def format_names(conjunction: str) -> str:
    """Return the names of all formats as a list in a sentence, with "or" or "nor" before the last."""
    *names, last = (one.name for one in FORMATS)
    return f"{', '.join(names)} {conjunction} {last}"


def recognise(head: bytes) -> CaptureFormat | None:
    """Return the format of a file that begins with ``head``, or ``None`` where it is none of them."""
    return next((one for one in FORMATS if one.looks_like(head)), None)

"""Opening files of captured requests: what a file holds is recognised by its content, before it is read.

A file that is compressed with gzip, or text in UTF-16, is unwrapped first.
"""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast

from maileroo_cli.capture.formats.recognise import HEAD, CaptureFormat, format_names, recognise
from maileroo_cli.errors import InputError
from maileroo_cli.transport.file.source import STDIN, describe, open_source, unreadable

if TYPE_CHECKING:
    from maileroo_cli.capture.read_result import ReadResult

_GZIP = b"\x1f\x8b\x08"
_LAYERS = 3
_UTF_16 = "the file is UTF-16 text, and the request may have had other bytes"


class UnknownFormatError(InputError):
    """A file that holds no captured requests in any format that is known, nor looks like one that does."""


def nothing_in_folder(name: str) -> InputError:
    """Return the error of a folder in which no file holds captured requests."""
    return InputError(f"no file in {name!r} holds captured requests", f"one should hold {format_names()}")


class Recognised(NamedTuple):
    """A file's format, and its content from the start."""

    format: CaptureFormat
    stream: BinaryIO


@contextmanager
def open_recognised(name: str, hint: str) -> Iterator[Recognised]:
    """Open a file or ``-``; raise ``UnknownFormatError`` with ``hint`` for one that holds no captured requests.

    What looks like captured requests and cannot be read raises another ``InputError``, as does what fails then or while
    the block runs.
    """
    file = open_source(name)
    try:
        yield recognise_stream(file, name, hint)
    except OSError as error:
        raise unreadable(name, error) from None
    finally:
        if name != STDIN:
            file.close()


def recognise_stream(stream: BinaryIO, name: str, hint: str, *, by_name: bool = True) -> Recognised:
    """Return the format of what is opened as ``name``, without what it is wrapped in.

    What holds no captured requests raises an error as :func:`open_recognised` does; without ``by_name`` it does not
    look like any for its name alone.
    """
    decoded = False
    for _ in range(_LAYERS):
        head = _take_head(stream)
        if not head:
            raise UnknownFormatError(f"{describe(name)} is empty", f"it should hold {format_names()}")
        form = recognise(head)
        if form is not None:
            return Recognised(_bound(form, name, decoded=decoded), _rewind(stream, head))
        layer = _next_layer(stream, head)
        if layer is None:
            return _look_closer(stream, head, name, hint, decoded=decoded, by_name=by_name)
        decoded = decoded or not head.startswith(_GZIP)
        stream = layer
    raise InputError(f"{describe(name)} is compressed several times", "decompress it first")


def _next_layer(stream: BinaryIO, head: bytes) -> BinaryIO | None:
    """Return what a wrapped file holds, unwrapped as it is read; ``None`` for one that is not wrapped."""
    from maileroo_cli.capture.formats.wrapping.compression import GunzippedStream
    from maileroo_cli.capture.formats.wrapping.encoding import DecodedText, text_encoding

    if head.startswith(_GZIP):
        return io.BufferedReader(GunzippedStream(_rewind(stream, head)), HEAD)
    encoding = text_encoding(head)
    return io.BufferedReader(DecodedText(_rewind(stream, head), encoding), HEAD) if encoding else None


def _look_closer(stream: BinaryIO, head: bytes, name: str, hint: str, *, decoded: bool, by_name: bool) -> Recognised:
    """Recognise a file by more of it than is looked at first, or say what it is."""
    from maileroo_cli.capture.formats.wrapping.foreign import LOOK_AHEAD, foreign_file, looks_like_captures

    if len(head) >= HEAD:
        head = _take_more(stream, head, LOOK_AHEAD)
        form = recognise(head)
        if form is not None:
            return Recognised(_bound(form, name, decoded=decoded), _rewind(stream, head))
    found = foreign_file(head) or looks_like_captures(head, name if by_name else "")
    if found is None:
        advice = "; ".join(filter(None, ("mhook verify --help lists the formats", hint)))
        raise UnknownFormatError(
            (f"{describe(name)} does not hold captured requests in a format that mhook reads"), advice
        )
    kind = InputError if found.holds else UnknownFormatError
    advice = found.advice.replace("FILE", name if name != STDIN else "FILE") or hint
    raise kind(f"{describe(name)} {found.what}", advice or "mhook verify --help lists the formats")


def _bound(form: CaptureFormat, name: str, *, decoded: bool) -> CaptureFormat:
    """Return ``form`` with all that its reader has to know of the file besides its bytes."""
    read = form.read
    if form.read_beside is not None:
        from maileroo_cli.transport.file.folder import read_in_folder

        read = partial(form.read_beside, partial(read_in_folder, os.path.dirname(name) if name != STDIN else ""))
    if decoded and form.raw:
        read = partial(_doubted, read)
    return form if read is form.read else form._replace(read=read)


def _doubted(read: Any, stream: BinaryIO) -> "Iterator[ReadResult]":
    """Read requests whose bodies were not text when they were sent, but are text in their file."""
    from maileroo_cli.capture.read_result import ReadRequest

    for one in read(stream):
        yield one._replace(doubt=one.doubt or _UTF_16) if isinstance(one, ReadRequest) else one


class _Rewound(io.RawIOBase):
    """A stream whose first bytes were taken to recognise it, whole again."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._head[: len(buffer)] or cast("io.BufferedReader", self._rest).read1(len(buffer))
        self._head = self._head[len(data) :]
        buffer[: len(data)] = data
        return len(data)


def _rewind(file: BinaryIO, head: bytes) -> BinaryIO:
    """Return ``file`` with its ``head`` before it again; a pipe cannot go back, a file can."""
    if file.seekable():
        file.seek(-len(head), os.SEEK_CUR)
        return file
    return io.BufferedReader(_Rewound(head, file), HEAD)


def _take_head(file: BinaryIO) -> bytes:
    """Take as much as tells what the file holds, so that a slow pipe is recognised at its first request."""
    head, more = b"", b""
    while len(head) < HEAD and not (b"\n" in more and recognise(head)):
        more = cast("io.BufferedReader", file).read1(HEAD)
        if not more:
            break
        head += more
    return head


def _take_more(file: BinaryIO, head: bytes, size: int) -> bytes:
    pieces = [head]
    size -= len(head)
    while size > 0 and (more := cast("io.BufferedReader", file).read1(min(size, HEAD))):
        pieces.append(more)
        size -= len(more)
    return b"".join(pieces)

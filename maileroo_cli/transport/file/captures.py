"""Opening files of captured requests: what a file holds is recognised by its content, before it is read."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, NamedTuple, cast

from maileroo_cli.capture.formats.recognise import HEAD, CaptureFormat, format_names, recognise
from maileroo_cli.errors import InputError
from maileroo_cli.transport.file.source import STDIN, describe, open_source, unreadable


class UnknownFormatError(InputError):
    """A file that holds no captured requests in any format that is known."""


class Recognised(NamedTuple):
    """A file's format, and its content from the start."""

    format: CaptureFormat
    stream: BinaryIO


@contextmanager
def open_recognised(name: str, hint: str) -> Iterator[Recognised]:
    """Open a file or ``-``; raise ``UnknownFormatError`` with ``hint`` for one that holds no captured requests.

    What cannot be read, then or while the block runs, raises ``InputError``.
    """
    file = open_source(name)
    try:
        yield recognise_stream(file, name, hint)
    except OSError as error:
        raise unreadable(name, error) from None
    finally:
        if name != STDIN:
            file.close()


def recognise_stream(file: BinaryIO, name: str, hint: str) -> Recognised:
    """Return the format of what is opened as ``name``; raise ``UnknownFormatError`` where it is none."""
    head = _take_head(file)
    if not head:
        raise UnknownFormatError(f"{describe(name)} is empty", f"it should hold {format_names('or')}")
    form = recognise(head)
    if form is None:
        raise UnknownFormatError(f"{describe(name)} holds neither {format_names('nor')}", hint)
    return Recognised(form, _rewind(file, head))


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

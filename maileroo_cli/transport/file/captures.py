"""Opening files of captured requests: what a file holds is recognised by its content, before it is read."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
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
        head = _take_head(file)
        if not head:
            raise UnknownFormatError(f"{describe(name)} is empty", f"it should hold {format_names('or')}")
        form = recognise(head)
        if form is None:
            raise UnknownFormatError(f"{describe(name)} holds neither {format_names('nor')}", hint)
        yield Recognised(_bound(form, name), _rewind(file, head))
    except OSError as error:
        raise unreadable(name, error) from None
    finally:
        if name != STDIN:
            file.close()


def _bound(form: CaptureFormat, name: str) -> CaptureFormat:
    """Return ``form`` with all that its reader has to know of the file besides its bytes."""
    if form.read_beside is None:
        return form
    from maileroo_cli.transport.file.folder import read_in_folder

    folder = os.path.dirname(name) if name != STDIN else ""
    return form._replace(read=partial(form.read_beside, partial(read_in_folder, folder)))


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

"""Responses that stand behind their requests, as ``http -v``, ``nc`` and Wireshark write them: passing over them."""

import re

from maileroo_cli.capture.formats.byte_source import ByteSource
from maileroo_cli.capture.formats.http.body import ends_at
from maileroo_cli.capture.formats.http.line import is_boundary

_LENGTH = re.compile(rb"content-length[ \t]*:[ \t]*(\d{1,12})[ \t]*\r?\n?", re.IGNORECASE)
_LONGEST = 64 * 1024 * 1024


def skip_response(source: ByteSource) -> None:
    """Take a response: what its length says where it can end there, else all up to what comes next."""
    length = skip_head(source)
    if length is not None and length <= _LONGEST and source.available(length) == length and ends_at(source, length):
        source.take(length)
        return
    at_start = True
    while (line := source.peek_line()) and not (at_start and is_boundary(line)):
        source.take(len(line))
        at_start = line.endswith(b"\n")


def skip_head(source: ByteSource) -> int | None:
    """Take a status line and its headers; return the length that they announce, if any."""
    source.skip_line()
    length = None
    while (line := source.peek_line()) and not is_boundary(line):
        source.skip_line()
        if not line.strip():
            break
        if found := _LENGTH.fullmatch(line):
            length = int(found[1])
    return length

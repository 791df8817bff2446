"""The dumps in a trace of curl: from the lines of ``--trace`` or ``--trace-ascii`` back to the bytes that were sent.

Which dump is which part of which request is decided in ``trace``.
"""

import re
from dataclasses import dataclass

from maileroo_cli.capture.formats.byte_source import ByteSource

_LINE = re.compile(rb"([0-9a-f]{4,16}):(?: ([^\r\n]*))?\r*\n?")
_HEX = re.compile(rb"(?:[0-9a-f]{2} ){1,16}")
_HEX_WIDTH = 16
_TEXT_WIDTH = 64
_CRLF = b"\r\n"


@dataclass(frozen=True, slots=True)
class CurlDump:
    """The bytes of one dump. ``whole`` is false where lines are missing.

    ``stripped`` tells that somebody took the white space from the lines' ends: then bytes may be missing unseen.
    """

    content: bytes
    whole: bool
    stripped: bool = False


def is_hexadecimal(source: ByteSource, size: int) -> bool:
    """Tell whether the dump of ``size`` bytes that comes next shows them as hex digits."""
    line = _LINE.fullmatch(source.peek_line())
    digits = min(size, _HEX_WIDTH) * 3
    return line is not None and _HEX.fullmatch((line[2] or b"")[:digits].ljust(digits)) is not None


def read_hexadecimal(source: ByteSource, size: int) -> CurlDump:
    """Take the lines of a dump of ``size`` bytes, 16 to a line, as ``--trace`` writes them."""
    content = bytearray()
    while len(content) < size and (line := _LINE.fullmatch(source.peek_line())):
        digits = (line[2] or b"")[: 3 * min(_HEX_WIDTH, size - len(content))]
        if int(line[1], 16) != len(content) or not _HEX.fullmatch(digits):
            break
        content += bytes.fromhex(digits.decode())
        source.skip_line()
    return CurlDump(bytes(content), len(content) == size)


def read_text(source: ByteSource, size: int) -> CurlDump:
    """Take the lines of a dump of ``size`` bytes as ``--trace-ascii`` writes them.

    A line ends after 64 bytes, or at a CRLF, which is not shown: the offset of the next line, or the size, tells which.
    A dot stands for itself or for a byte that cannot be printed.
    """
    content, width, stripped, ended = bytearray(), _TEXT_WIDTH, False, True
    while len(content) < size and (line := _LINE.fullmatch(source.peek_line())):
        gap, text = int(line[1], 16) - len(content), line[2]
        if gap not in (0, 2) or len(text or b"") > min(_TEXT_WIDTH, size - len(content) - gap):
            break
        content += _CRLF[:gap] + (text or b"")
        width, ended = len(text or b""), line[0].endswith(b"\n")
        stripped = stripped or text is None
        source.skip_line()
    follows = source.peek(1) != b""
    if size - len(content) == len(_CRLF) and ended and (follows or width < _TEXT_WIDTH):
        content += _CRLF
    return CurlDump(bytes(content), len(content) == size, stripped)

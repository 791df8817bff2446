"""Showing bytes as hexadecimal numbers beside their ASCII characters."""

from collections.abc import Iterator

_WIDTH = 16


def hex_lines(data: bytes, start: int = 0) -> Iterator[str]:
    """Yield a line for each 16 bytes: the offset (``start`` is that of the first byte), the bytes, the characters."""
    for offset in range(0, len(data), _WIDTH):
        piece = data[offset : offset + _WIDTH]
        numbers = f"{piece[:8].hex(' ')}  {piece[8:].hex(' ')}".ljust(3 * _WIDTH)
        characters = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in piece)
        yield f"{start + offset:08x}  {numbers}  |{characters}|"

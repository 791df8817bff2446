"""Bytes and text as Python literals in pure ASCII, laid out as formatters lay them out."""

from collections.abc import Iterator

_ESCAPES = {0x09: "\\t", 0x0A: "\\n", 0x0D: "\\r", 0x5C: "\\\\"}
_SINGLE, _DOUBLE = 0x27, 0x22


def bytes_literal(content: bytes) -> str:
    """Return one bytes literal of ``content``, in the quotes that need fewer escapes."""
    return f"b{text_literal(content.decode('latin-1'))}"


def text_literal(text: str) -> str:
    """Return one string literal of ``text``, in the quotes that need fewer escapes."""
    quote = _SINGLE if text.count('"') > text.count("'") else _DOUBLE
    return chr(quote) + "".join(_escape(ord(char), quote) for char in text) + chr(quote)


def split_literals(content: bytes, width: int) -> Iterator[str]:
    """Yield the literals whose sum is ``content``, none longer than ``width`` characters.

    A literal ends after a line of the content, or after a comma, where there is one to end it at.
    """
    start = 0
    while start < len(content):
        end = _end(content, start, width - len("b''"))
        if (line := content.find(b"\n", start, end)) >= 0:
            end = line + 1
        elif end < len(content) and (comma := content.rfind(b",", start + (end - start) // 2, end)) >= 0:
            end = comma + 1
        yield bytes_literal(content[start:end])
        start = end


def _end(content: bytes, start: int, room: int) -> int:
    """Return where a literal that begins at ``start`` has to end, so that its escapes fit into ``room``."""
    singles = doubles = 0
    for place in range(start, len(content)):
        byte = content[place]
        singles += byte == _SINGLE
        doubles += byte == _DOUBLE
        room -= len(_escape(byte, quote=-1))
        if room < min(singles, doubles) and place > start:
            return place
    return len(content)


def _escape(code: int, quote: int) -> str:
    if code in _ESCAPES:
        return _ESCAPES[code]
    if code == quote:
        return f"\\{chr(code)}"
    if 0x20 <= code < 0x7F:
        return chr(code)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"

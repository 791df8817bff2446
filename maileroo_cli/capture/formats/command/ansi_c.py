"""The text between ``$'`` and ``'``, which bash and browsers use for what is awkward to type."""

import re

_ESCAPE = re.compile(
    rb"\\(?:([abeEfnrtv\\'\"?])|([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|c(.))",
    re.DOTALL,
)
_PAIR = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]")
_END = re.compile(rb"(?:[^'\\]|\\.)*+", re.DOTALL)
_LETTERS = dict(zip(b"abeEfnrtv\\'\"?", b"\a\b\x1b\x1b\f\n\r\t\v\\'\"?", strict=True))


def read_ansi_c(text: bytes, start: int) -> tuple[bytes, int]:
    """Return the bytes of what begins at ``start``, behind ``$'``, and the position behind its end."""
    found = _END.match(text, start)
    end = found.end() if found else start
    return expand_escapes(text[start:end]), end + 1


def expand_escapes(text: bytes) -> bytes:
    r"""Return the bytes that ``\n``, ``\x41``, ``\u00e9`` and their like stand for; halves of a pair are joined."""
    return _PAIR.sub(_join, _ESCAPE.sub(_expand, text))


def _join(pair: re.Match[bytes]) -> bytes:
    halves = pair[0].decode("utf-8", "surrogatepass").encode("utf-16-le", "surrogatepass")
    return halves.decode("utf-16-le").encode()


def _expand(found: re.Match[bytes]) -> bytes:
    letter, octal, byte, short, long, control = found.groups()
    if letter is not None:
        return bytes([_LETTERS[letter[0]]])
    if octal is not None:
        return bytes([int(octal, 8) & 0xFF])
    if byte is not None:
        return bytes([int(byte, 16)])
    if control is not None:
        return bytes([control[0] & 0x1F])
    code = int(short or long, 16)
    return chr(code).encode("utf-8", "surrogatepass") if code < 0x110000 else b""

"""The body's text in another character set, or read in another one than it was written in."""

import re
from collections.abc import Iterator
from typing import Literal
from unicodedata import normalize

from maileroo_cli.webhook.diagnosis.candidates.body.edge import with_ends
from maileroo_cli.webhook.diagnosis.finding import Candidate, changed

_SINGLE_BYTE = (("latin-1", "Latin-1"), ("cp1252", "Windows-1252"))
_OTHER_CHARSETS = (
    *(("iso8859-15", "Latin-9"), ("cp850", "code page 850"), ("cp437", "code page 437"), ("mac-roman", "Mac Roman")),
    *(("cp1250", "Windows-1250"), ("cp1251", "Windows-1251"), ("koi8-r", "KOI8-R"), ("shift_jis", "Shift JIS")),
    *(("euc-jp", "EUC-JP"), ("gb18030", "GB 18030"), ("big5", "Big5"), ("euc-kr", "EUC-KR"), ("utf-7", "UTF-7")),
    *(("utf-32-le", "UTF-32"), ("utf-32-be", "UTF-32, big endian")),
)
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_SMALL_SIZE = 4096
_COMPATIBLE: tuple[Literal["NFKC", "NFKD"], ...] = ("NFKC", "NFKD")
_SEVEN_BITS = bytes(byte & 0x7F for byte in range(256))
# The way of browsers: five bytes that Windows-1252 lacks are controls.
_TO_1252 = {byte: char for byte in range(0x80, 0xA0) if (char := bytes([byte]).decode("cp1252", "ignore"))}
_FROM_1252 = {ord(char): byte for byte, char in _TO_1252.items()}


def charset_candidates(body: bytes) -> Iterator[Candidate]:
    """Yield ``body`` in, or read in, the commonest other character sets."""
    if body[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in body[:2]:
        yield from _from_utf_16(body)
    try:
        text = body.decode()
    except UnicodeDecodeError:
        for name, label in _SINGLE_BYTE:
            yield changed(body.decode(name, "replace").encode(), "body-charset", f"UTF-8 from {label}")
        return
    if not text.isascii():
        for name, label in _SINGLE_BYTE:
            yield changed(body.decode(name, "replace").encode(), "body-mojibake", f"read as {label}")
            yield _encoded(text, name, label)
        yield from _normalised(text)
    for name, label in (("utf-16-le", "UTF-16"), ("utf-16-be", "UTF-16, big endian")):
        yield changed(text.encode(name), "body-charset", label)
        yield changed(f"\ufeff{text}".encode(name), "body-charset", f"{label} with byte order mark")


def rare_charset_candidates(body: bytes) -> Iterator[Candidate]:
    """Yield what Node's 'binary' and 'ascii' make of ``body``, and less common character sets."""
    if body.isascii():
        return
    yield changed(body.translate(_SEVEN_BITS), "body-mojibake", "read as 7-bit ASCII, as Node's 'ascii' does")
    try:
        text = body.decode()
    except UnicodeDecodeError:
        for name, label in _OTHER_CHARSETS[:-2]:
            value = body.decode(name, "replace").encode("utf-8", "replace")
            yield changed(value, "body-charset", f"UTF-8 from {label}")
        return
    units = text.encode("utf-16-le")
    yield changed(units[::2], "body-charset", "the low byte of each character, as Node's 'binary' and 'latin1' write")
    yield changed(
        body.decode("latin-1").translate(_TO_1252).encode(), "body-mojibake", "read as Windows-1252, as browsers do"
    )
    twice = body.decode("latin-1").encode().decode("latin-1").encode()
    yield changed(twice, "body-mojibake", "read as Latin-1 twice")
    for form in _COMPATIBLE:
        yield changed(normalize(form, text).encode(), "body-normalised", form)
    cesu = _ASTRAL.sub(_as_pair, text).encode("utf-8", "surrogatepass")
    yield changed(cesu, "body-charset", "CESU-8, as Java's modified UTF-8 and Oracle's UTF8 are")
    for restored, label in _restored(text):
        yield changed(restored, "body-mojibake", f"the body here was read as {label}; the original was signed")
    for name, label in _OTHER_CHARSETS if len(body) <= _SMALL_SIZE else ():
        yield changed(text.encode(name, "replace"), "body-charset", label)
        if not name.startswith("utf"):
            value = body.decode(name, "replace").encode("utf-8", "replace")
            yield changed(value, "body-mojibake", f"read as {label}")


def _encoded(text: str, name: str, label: str) -> Candidate:
    value = text.encode(name, "replace")
    if b"?" not in value:
        try:
            original = value.decode()
        except UnicodeDecodeError:
            pass
        else:
            if len(original) < len(text):
                detail = f"the body here was read as {label}; the original was signed"
                return changed(value, "body-mojibake", detail)
    return changed(value, "body-charset", label)


def _from_utf_16(body: bytes) -> Iterator[Candidate]:
    little = body.startswith(b"\xff\xfe") or body[1:2] == b"\0"
    text = body.decode("utf-16-le" if little else "utf-16-be", "replace").removeprefix("\ufeff")
    value = text.encode("utf-8", "replace")
    for text_8 in dict.fromkeys((value, value.replace(b"\r\n", b"\n"))):
        yield from with_ends(changed(text_8, "body-charset", "this body is UTF-16; its text in UTF-8 was signed"))


def _as_pair(char: re.Match[str]) -> str:
    code = ord(char[0])
    return chr(0xD800 + (code - 0x10000 >> 10)) + chr(0xDC00 + (code & 0x3FF))


def _restored(text: str) -> Iterator[tuple[bytes, str]]:
    """Yield the bytes that were misread to give ``text``, once or twice."""
    once = _unread(text)
    if once is not None:
        yield once, "Windows-1252"
        twice = _unread(once.decode())
        if twice is not None:
            yield twice, "Windows-1252 twice"


def _unread(text: str) -> bytes | None:
    """Return the UTF-8 bytes that read as Windows-1252 or Latin-1 give ``text``, if there are such."""
    if text.isascii():
        return None
    try:
        value = text.translate(_FROM_1252).encode("latin-1")
        value.decode()
    except ValueError:
        return None
    return value


def _normalised(text: str) -> Iterator[Candidate]:
    yield changed(normalize("NFC", text).encode(), "body-normalised", "NFC")
    yield changed(normalize("NFD", text).encode(), "body-normalised", "NFD")

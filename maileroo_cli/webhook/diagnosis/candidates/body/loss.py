"""Characters that a lossy reader or store replaced or dropped."""

import re
from collections.abc import Callable, Iterator
from unicodedata import normalize

from maileroo_cli.webhook.diagnosis.candidates.body.quotation import INVISIBLE
from maileroo_cli.webhook.diagnosis.finding import Candidate, changed

_MAX_SPLITS = 256
_MAX_SPLIT_WORK = 512 * 1024
_BUFFERS = (1024, 1448, 1460, 4096, 8192, 16384, 65536)
_CODE = "body-replaced-characters"
_NON_ASCII = re.compile("[^\x00-\x7f]")
_HIGH_BYTE = re.compile(rb"[\x80-\xff]")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_EMOJI = re.compile("[\U00010000-\U0010ffff\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\u200d\u20e3\ufe0e\ufe0f]")
_JOINERS = re.compile("[\U00010000-\U0010ffff\u200d\ufe0e\ufe0f]")
# What .NET writes in place of characters that resemble one of Latin-1.
_BEST_FIT = str.maketrans({0x2013: "-", 0x2014: "-", 0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0x2026: "."})
_SEQUENCE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")


def replaced_candidates(body: bytes) -> Iterator[Candidate]:
    """Yield ``body`` as the commonest lossy decoders leave it."""
    if body.isascii():
        return
    try:
        text = body.decode()
    except UnicodeDecodeError:
        for errors in ("replace", "ignore"):
            yield changed(body.decode("utf-8", errors).encode(), _CODE)
        yield changed(_replaced_each(body), _CODE)
        return
    yield changed(text.encode("ascii", "replace"), _CODE, "only ASCII characters remained")
    if not INVISIBLE.sub("", text).isascii():
        yield changed(text.encode("ascii", "ignore"), _CODE, "only ASCII characters remained")


def rare_replaced_candidates(body: bytes) -> Iterator[Candidate]:
    """Yield what .NET, Java, MySQL and a reader of single chunks put in place of characters."""
    if body.isascii():
        return
    yield changed(_HIGH_BYTE.sub(b"?", body), _CODE, "a ? for each byte, as .NET's ASCII decoder writes")
    each = _HIGH_BYTE.sub("\ufffd".encode(), body)
    yield changed(each, _CODE, "a U+FFFD for each byte, as an ASCII decoder writes")
    try:
        text = body.decode()
    except UnicodeDecodeError:
        yield changed(_HIGH_BYTE.sub(b"", body), _CODE, "only ASCII characters remained")
        return
    for charset, name in (("ascii", "ASCII"), ("latin-1", "Latin-1"), ("cp1252", "Windows-1252")):
        for basis in dict.fromkeys((text, text.translate(_BEST_FIT))):
            value = _ASTRAL.sub("??", basis).encode(charset, "replace")
            yield changed(value, _CODE, f"a ? for each half of a pair, as .NET's {name} encoder writes")
    yield changed(_NON_ASCII.sub("\ufffd", text).encode(), _CODE, "a U+FFFD for each character")
    plain = normalize("NFKD", text)
    yield changed(plain.encode("ascii", "ignore"), _CODE, "accents and other characters were dropped")
    yield changed(plain.encode("ascii", "replace"), _CODE, "accents were dropped")
    if _ASTRAL.search(text):
        for pattern, replacement, detail in _EMOJI_HABITS:
            yield changed(pattern.sub(replacement, text).encode(), _CODE, detail)
    yield from _split(body)


Replacement = str | Callable[[re.Match[str]], str]
_EMOJI_HABITS: tuple[tuple[re.Pattern[str], Replacement, str], ...] = (
    (_ASTRAL, "?", "a ? for each character beyond U+FFFF, as MySQL's utf8mb3 stores it"),
    (_ASTRAL, "????", "four ? for each character beyond U+FFFF, as older MySQL stores it"),
    (_ASTRAL, "", "emoji were dropped"),
    (_JOINERS, "", "emoji and their joiners were dropped"),
    (_EMOJI, "", "emoji and symbols were dropped"),
    (_ASTRAL, "\ufffd", "a U+FFFD for each character beyond U+FFFF"),
    (_ASTRAL, "\ufffd\ufffd", "a U+FFFD for each half of a pair"),
    (_ASTRAL, "\ufffd" * 4, "a U+FFFD for each byte of a character beyond U+FFFF"),
    (_ASTRAL, "\u25a1", "a box for each emoji"),
    (_ASTRAL, lambda char: f"&#x{ord(char[0]):x};", "emoji as HTML entities, as WordPress stores them"),
    (_ASTRAL, lambda char: f"&#{ord(char[0])};", "emoji as HTML entities"),
)


def _replaced_each(body: bytes) -> bytes:
    """Return ``body`` with one U+FFFD for each undecodable byte, as Go does; Python joins some."""
    text = body.decode("utf-8", "surrogateescape")
    return re.sub("[\udc80-\udcff]", "\ufffd", text).encode()


def _split(body: bytes) -> Iterator[Candidate]:
    """Yield ``body`` as a reader leaves it that decodes each chunk by itself, for each place of one split."""
    mark = "\ufffd".encode()
    places = [(found.start(), found.end(), at) for found in _SEQUENCE.finditer(body) for at in _inside(found)]
    if len(places) > _MAX_SPLITS or len(places) * len(body) > _MAX_SPLIT_WORK:
        places = [place for place in places if any(place[2] % size == 0 for size in _BUFFERS)][:_MAX_SPLITS]
    for start, end, at in places:
        # The first part is one broken sequence, each byte of the rest is one by itself.
        value = body[:start] + mark + mark * (end - at) + body[end:]
        yield changed(value, _CODE, "a character was split over two chunks that were decoded separately")


def _inside(found: re.Match[bytes]) -> range:
    return range(found.start() + 1, found.end())

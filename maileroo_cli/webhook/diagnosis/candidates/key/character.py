"""The keys of a secret whose characters a person or an editor changed: mistyped, typographic, in another encoding."""

import re
from base64 import b64encode
from contextlib import suppress

from maileroo_cli.webhook.diagnosis.candidates.key.common import Keys, unbase64
from maileroo_cli.webhook.diagnosis.finding import given, signed, unlike

_LOOKALIKES = ((b"0", b"O"), (b"0", b"o"), (b"1", b"l"), (b"1", b"I"), (b"l", b"I"), (b"5", b"S"), (b"8", b"B"))
_MORE = (
    (b"O", b"o"),
    (b"2", b"Z"),
    (b"u", b"v"),
    (b"rn", b"m"),
    (b"vv", b"w"),
    (b"cl", b"d"),
    (b"-", b"_"),
    (b"6", b"G"),
)
_TYPED = 128


def mistyped(value: bytes) -> Keys:
    """Yield ``value`` with one character lost, doubled, exchanged with its neighbour, or taken for one like it."""
    for one, other in (*_LOOKALIKES, *_MORE):
        for before, after in ((one, other), (other, one)):
            finding = unlike("secret-mistyped", "a character was mistaken for a similar one")
            yield value.replace(before, after), finding
            for place in [found.start() for found in re.finditer(re.escape(before), value)][:_TYPED]:
                yield value[:place] + after + value[place + len(before) :], finding
    for place in range(min(len(value), _TYPED)):
        yield value[:place] + value[place + 1 :], unlike("secret-mistyped", "one character is missing")
        swapped = value[place + 1 : place + 2] + value[place : place + 1]
        yield (
            value[:place] + swapped + value[place + 2 :],
            unlike("secret-mistyped", ("two neighbouring characters are swapped")),
        )
        yield (
            value[:place] + value[place : place + 1] + value[place:],
            unlike("secret-mistyped", "one character is doubled"),
        )


_LF = signed("secret-newline", "LF")


def rewrapped(value: bytes) -> Keys:
    """Yield ``value`` without white space inside it, in other Unicode forms, and with the sides of other encodings."""
    yield b"".join(value.split()), given("secret-space", "inside it")
    half = len(value) // 2
    if value[:half] == value[half:]:
        yield value[:half], given("secret-doubled")
    yield value.swapcase(), unlike("secret-case", "as with Caps Lock")
    plain = unbase64(value)
    if plain.rstrip(b"\r\n") != plain:
        yield plain.rstrip(b"\r\n"), signed("secret-base64-decoded", "and without a newline")
    yield b64encode(value + b"\n") + b"\n", signed("secret-base64-encoded", "a newline encoded with it"), _LF
    yield b64encode(b64encode(value)), signed("secret-base64-encoded", "twice")
    yield unbase64(plain), signed("secret-base64-decoded", "twice")
    yield from _saved(value)
    if value.startswith((b"0x", b"0X")):
        yield value[2:], given("secret-prefix", "0x")
        with suppress(ValueError):
            yield bytes.fromhex(value[2:].decode("ascii")), given("secret-prefix", "0x"), signed("secret-hex-decoded")
    for name, label in (("utf-16", "UTF-16"), ("utf-16-le", "UTF-16"), ("utf-16-be", "UTF-16, big endian")):
        if b"\0" in value or value[:2] in (b"\xff\xfe", b"\xfe\xff"):
            with suppress(UnicodeDecodeError):
                text = value.decode(name).lstrip("\ufeff")
                yield text.encode("utf-8", "replace"), given("secret-charset", label)
                for stripped in (text.rstrip("\r\n"), text.strip()):
                    yield stripped.encode("utf-8", "replace"), given("secret-charset", label), given("secret-newline")
    if not value.isascii():
        yield from _other_characters(value)
    for before, after in ((b"--", "—"), (b"-", "–"), (b"...", "…"), (b"'", "’"), (b'"', "”"), (b" ", "\u00a0")):  # noqa: RUF001
        yield value.replace(before, after.encode()), unlike("secret-mistyped", "typographic characters")


def _saved(value: bytes) -> Keys:
    """Yield a file's content as PowerShell and Notepad save it: with a byte order mark, as UTF-16, with CRLF."""
    with suppress(UnicodeDecodeError):
        text = value.decode()
        for end, findings in (("", ()), ("\r\n", (signed("secret-newline", "CRLF"),)), ("\n", (_LF,))):
            utf_16 = ("\ufeff" + text + end).encode("utf-16-le")
            yield utf_16, signed("secret-charset", "UTF-16 with a byte order mark"), *findings
            yield utf_16[2:], signed("secret-charset", "UTF-16"), *findings
            yield ("\ufeff" + text + end).encode(), signed("secret-space", "a byte order mark"), *findings


_TYPOGRAPHIC = {0x201C: '"', 0x201D: '"', 0x201E: '"', 0x2018: "'", 0x2019: "'", 0x2010: "-", 0x2013: "-", 0x2014: "--"}
_TYPOGRAPHIC |= {0x2026: "...", 0xA0: " "}
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\u202a-\u202e]")


def _other_characters(value: bytes) -> Keys:
    from unicodedata import normalize

    text = value.decode("utf-8", "surrogateescape")
    plain = text.translate(_TYPOGRAPHIC)
    yield plain.encode("utf-8", "surrogateescape"), unlike("secret-mistyped", "typographic characters")
    yield (
        plain.replace("--", "-").encode("utf-8", "surrogateescape"),
        unlike("secret-mistyped", ("typographic characters")),
    )
    yield _INVISIBLE.sub("", text).encode("utf-8", "surrogateescape"), given("secret-space", "invisible, inside it")
    for form in ("NFC", "NFD", "NFKC"):
        yield normalize(form, text).encode("utf-8", "surrogateescape"), signed("secret-charset", f"in the form {form}")
    yield text.encode("ascii", "ignore"), signed("secret-charset", "ASCII")

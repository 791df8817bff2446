"""The keys of a secret that a program, a page or a person wrote in another way: numbers, markup, separators, lists."""

import re
from collections.abc import Sequence
from contextlib import suppress
from itertools import permutations, product

from maileroo_cli.webhook.diagnosis.candidates.key.common import Keys, unbase64
from maileroo_cli.webhook.diagnosis.finding import Candidate, given, signed, unlike

_APOSTROPHES = (b"'", b"&#39;", b"&#039;", b"&#x27;", b"&apos;")
_QUOTES = (b'"', b"&quot;", b"&#34;", b"&#x22;")
_FURTHER = {b"/": (b"&#x2F;", b"&#47;"), b"`": (b"&#x60;", b"&#96;"), b"=": (b"&#x3D;", b"&#61;"), b"+": (b"&#43;",)}


def html_escaped(value: bytes) -> Keys:
    """Yield ``value`` with HTML escapes in the spellings of many languages, and without any."""
    if b"&" in value:
        from html import unescape

        once = unescape(value.decode("utf-8", "surrogateescape"))
        for plain in (once, unescape(once)):
            yield plain.encode("utf-8", "surrogateescape"), given("secret-html-escaped")
    finding = signed("secret-html-escaped")
    ampersands = value.replace(b"&", b"&amp;")
    angles = ampersands.replace(b"<", b"&lt;").replace(b">", b"&gt;")
    for apostrophe, quote in product(_APOSTROPHES, _QUOTES):
        yield angles.replace(b"'", apostrophe).replace(b'"', quote), finding
    for base, apostrophe in product((angles, angles.replace(b'"', b"&quot;")), (b"'", b"&#39;", b"&#x27;")):
        text = base.replace(b"'", apostrophe)
        for signs in (b"/", b"`", b"/`", b"/`=", b"+", b"="):
            for variant in (0, -1):
                longer = text
                for sign in (signs[index : index + 1] for index in range(len(signs))):
                    longer = longer.replace(sign, _FURTHER[sign][variant])
                yield longer, finding
    yield ampersands, finding
    yield value.replace(b"<", b"&lt;").replace(b">", b"&gt;"), finding
    yield ampersands.replace(b"<", b"&lt;"), finding
    yield angles.replace(b"&", b"&amp;"), signed("secret-html-escaped", "twice")


_MAX_NUMBER = 40
_NUMBER = re.compile(r"[+-]?(?:\d[\d_]*)?\.?\d*(?:[eE][+-]?\d{1,3})?")


def numbers(value: bytes) -> Keys:
    """Yield ``value`` as programs write it anew that take it for a number, as YAML and spreadsheets do."""
    text = value.decode("latin-1").strip()
    if not text or len(text) > _MAX_NUMBER or not text.isascii():
        return
    finding = signed("secret-number")
    if re.fullmatch(r"[+-]?\d[\d_]*", text):
        digits = text.replace("_", "")
        yield b"%d" % int(digits), finding
        with suppress(ValueError):
            yield b"%d" % int(digits, 8), signed("secret-number", "octal")
        yield (digits[:15] + "0" * (len(digits) - 15)).encode(), signed("secret-number", "15 digits were kept")
        for size in range(len(digits) + 1, len(digits) + 9):
            yield digits.zfill(size).encode(), given("secret-number", "without its leading zeros")
    for base, prefixes in ((16, "0x0X"), (8, "0o0O"), (2, "0b0B")):
        if text[:2] in (prefixes[:2], prefixes[2:]):
            with suppress(ValueError):
                yield b"%d" % int(text, base), finding
    if re.fullmatch(r"\d+(:[0-5]?\d)+", text):
        total = 0
        for part in text.split(":"):
            total = total * 60 + int(part)
        yield b"%d" % total, finding
    if _NUMBER.fullmatch(text):
        with suppress(ValueError, OverflowError):
            yield from ((written.encode(), finding) for written in _spell(float(text.replace("_", ""))))


def _spell(number: float) -> list[str]:
    """Return ``number`` as languages write it."""
    shortest = repr(number)
    mantissa, _, exponent = f"{number:.17e}".partition("e")
    digits = repr(float(mantissa))
    bare, power = digits.removesuffix(".0"), int(exponent)
    spelled = [shortest, shortest.removesuffix(".0"), f"{number:g}", f"{number:.2f}", f"{number:e}", f"{number:.5E}"]
    spelled += [f"{one}{sign}{power}" for one in (bare, digits) for sign in ("e", "E")]
    spelled += [f"{one}{sign}{power:0{width}d}" for one in (bare, digits) for sign in ("e+", "E+") for width in (1, 2)]
    return [*spelled, f"{number:.0f}", f"{number:.1f}"]


_SEPARATORS = (b"-", b"_", b" ", b":", b".", b"-_", b"-_ :.")
_HEX = re.compile(rb"[0-9A-Fa-f]{32}")


def separators(value: bytes) -> Keys:
    """Yield ``value`` without its separators, with others, and as a UUID with and without dashes and braces."""
    for signs in _SEPARATORS:
        bare = value.translate(None, signs)
        yield bare, given("secret-separators")
        if bare != value:
            for text in (bare.upper(), bare.lower()):
                yield text, given("secret-separators"), unlike("secret-case")
            with suppress(ValueError):
                yield bytes.fromhex(bare.decode("ascii")), given("secret-separators"), signed("secret-hex-decoded")
    for before, after in ((b"-", b"_"), (b"_", b"-"), (b"-", b" "), (b" ", b"-"), (b" ", b"+"), (b"+", b" ")):
        yield value.replace(before, after), unlike("secret-separators", "one kind instead of another")
    for table in ((b"-_", b"+/"), (b"+/", b"-_")):
        text = value.translate(bytes.maketrans(*table))
        yield text, unlike("secret-separators", "the two alphabets of base64")
    if _HEX.fullmatch(value):
        dashed = b"-".join((value[:8], value[8:12], value[12:16], value[16:20], value[20:]))
        for text in (dashed, dashed.lower(), dashed.upper(), b"{" + dashed + b"}"):
            yield text, signed("secret-separators", "as in a UUID")
    yield b"{" + value + b"}", signed("secret-separators", "braces")
    yield value.strip(b"{}<>[]()"), given("secret-separators", "brackets")
    yield b"<" + value + b">", signed("secret-separators", "brackets")


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
            finding = unlike("secret-mistyped", "a character was taken for one that looks like it")
            yield value.replace(before, after), finding
            for place in [found.start() for found in re.finditer(re.escape(before), value)][:_TYPED]:
                yield value[:place] + after + value[place + len(before) :], finding
    for place in range(min(len(value), _TYPED)):
        yield value[:place] + value[place + 1 :], unlike("secret-mistyped", "one character is lost")
        swapped = value[place + 1 : place + 2] + value[place : place + 1]
        yield value[:place] + swapped + value[place + 2 :], unlike("secret-mistyped", "two neighbours are exchanged")
        yield (
            value[:place] + value[place : place + 1] + value[place:],
            unlike("secret-mistyped", "one character is doubled"),
        )


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
        yield value.replace(before, after.encode()), unlike("secret-mistyped", "typographic signs")


_TYPOGRAPHIC = {0x201C: '"', 0x201D: '"', 0x201E: '"', 0x2018: "'", 0x2019: "'", 0x2010: "-", 0x2013: "-", 0x2014: "--"}
_TYPOGRAPHIC |= {0x2026: "...", 0xA0: " "}
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\u202a-\u202e]")


def _other_characters(value: bytes) -> Keys:
    from unicodedata import normalize

    text = value.decode("utf-8", "surrogateescape")
    plain = text.translate(_TYPOGRAPHIC)
    yield plain.encode("utf-8", "surrogateescape"), unlike("secret-mistyped", "typographic signs")
    yield plain.replace("--", "-").encode("utf-8", "surrogateescape"), unlike("secret-mistyped", "typographic signs")
    yield _INVISIBLE.sub("", text).encode("utf-8", "surrogateescape"), given("secret-space", "invisible, inside it")
    for form in ("NFC", "NFD", "NFKC"):
        yield normalize(form, text).encode("utf-8", "surrogateescape"), signed("secret-charset", f"in the form {form}")
    yield text.encode("ascii", "ignore"), signed("secret-charset", "ASCII")


_LIST = re.compile(rb"\s*[,;|\n]\s*")
_MAX_ITEMS = 8
_JOINS = (b",", b", ", b";", b"; ", b" ", b"\n", b"|", b":")


def items(value: bytes) -> Keys:
    """Yield each value of a list that ``value`` may be."""
    parts = [part.strip(b"\"'[]() \r") for part in _LIST.split(value)]
    if len(parts) > 1:
        for part in parts[:_MAX_ITEMS]:
            yield part, given("secret-list")


def listed(value: bytes) -> Keys:
    """Yield lists that hold ``value`` alone, and the words of ``value``."""
    for form in (b"%s,", b"%s;", b",%s", b"[%s]", b'["%s"]', b"['%s']", b"('%s',)"):
        yield form % value, signed("secret-list", "of one value")
    words = value.split()
    if len(words) > 1:
        for word in words[:_MAX_ITEMS]:
            yield word, given("secret-list")


def joined(keys: Sequence[Candidate]) -> Keys:
    """Yield the secrets as a list of two that was never taken apart."""
    for first, second in permutations(keys[:_MAX_ITEMS], 2):
        for join in _JOINS:
            yield first.value + join + second.value, signed("secret-list")
        yield b'["%s","%s"]' % (first.value, second.value), signed("secret-list")

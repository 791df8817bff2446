"""The keys of a secret that a program or a page wrote in another way: markup, separators, lists."""

import re
from collections.abc import Sequence
from contextlib import suppress
from itertools import permutations, product

from maileroo_cli.webhook.diagnosis.candidates.key.common import Keys
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
    yield re.sub(rb"[^A-Za-z0-9]", b"", value), given("secret-separators", "all separators")
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


_LIST = re.compile(rb"\s*[,\n]\s*")
_MAX_ITEMS = 8
_JOINS = (b",", b", ", b";", b"; ", b" ", b"\n", b"|", b":")


def items(value: bytes) -> Keys:
    """Yield each value of a list that ``value`` may be."""
    parts = [part for one in _LIST.split(value) if (part := one.strip(b"\"'[]() \r"))]
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

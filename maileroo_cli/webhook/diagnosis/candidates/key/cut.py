"""The keys that are a part of the secret: cut at a length, or at a character that means something elsewhere."""

import re
from collections.abc import Sequence

from maileroo_cli.webhook.diagnosis.candidates.key.common import Keys
from maileroo_cli.webhook.diagnosis.finding import Finding, given, signed

_MAX_CUT = 256
_MAX_SIGNS = 16
_SIZES = (4, 6, 8, 10, 12, 15, 16, 20, 24, 30, 32, 40, 48, 50, 64, 72, 100, 128)
_SIGN = re.compile(rb"[^A-Za-z0-9]")
_SPECIAL = re.compile(rb"[^A-Za-z0-9_.+/-]")
_END, _BEGINNING = "the end is missing", "the beginning is missing"
_AT_SIGN = "at a character that is special to shells or settings files"
_OPEN_MARK = signed("secret-quoted", "only the opening mark")


def cut(value: bytes) -> Keys:
    """Yield every beginning and every end of ``value`` that is at least half as long as it, and usual lengths."""
    if len(value) > _MAX_CUT:
        return
    half = max(len(value) // 2, 1)
    for size in (*range(len(value) - 1, half - 1, -1), *(size for size in _SIZES if size < half)):
        yield value[:size], signed("secret-cut", _END)
        yield value[-size:], signed("secret-cut", _BEGINNING)


def cut_at_signs(value: bytes) -> Keys:
    """Yield the parts of ``value`` before and after its first signs that shells and settings files know, as # and =."""
    signs = list(_SPECIAL.finditer(value))[:_MAX_SIGNS]
    for sign in signs:
        finding = _cut_before(value[sign.start() :])
        before = value[: sign.start()]
        yield before, finding
        yield before.rstrip(), finding
        for mark in (b'"', b"'"):
            if (text := before.rstrip()).startswith(mark) and text.endswith(mark) and len(text) > 2:
                yield text[1:-1], finding, given("secret-quoted")
        # What stood in quotes before a comment keeps the mark that opened it.
        for mark in (b'"', b"'"):
            yield mark + before.rstrip(), finding, _OPEN_MARK
            yield mark + before, finding, _OPEN_MARK
    yield from _rests(value, signs)


def _cut_before(rest: bytes) -> Finding:
    """Return what took ``rest`` away from a secret."""
    if not rest.strip():
        return given("secret-space" if rest.strip(b"\r\n") else "secret-newline")
    return signed("secret-cut", "at a # that begins a comment" if rest.lstrip().startswith(b"#") else _AT_SIGN)


def cut_at_others(value: bytes) -> Keys:
    """Yield the parts of ``value`` before and after its first signs of other kinds, such as a dash."""
    signs = list(_SIGN.finditer(value))[:_MAX_SIGNS]
    for sign in signs:
        yield value[: sign.start()], signed("secret-cut", _END)
    yield from _rests(value, signs)


def _rests(value: bytes, signs: Sequence[re.Match[bytes]]) -> Keys:
    for sign in signs:
        yield value[sign.end() :], signed("secret-cut", _BEGINNING)
        yield value[sign.start() :], signed("secret-cut", _BEGINNING)
    for separator in dict.fromkeys(sign[0] for sign in signs):
        for part in value.split(separator)[:_MAX_SIGNS]:
            yield part, signed("secret-cut", "only the part between two special characters is left")

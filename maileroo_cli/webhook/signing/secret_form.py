"""What a secret looks like that was read with more, or less, than was meant: a whole line, marks, another encoding.

Nothing is changed and nothing of the secret is told. How a mistake is proved is in ``diagnosis``.
"""

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from typing import NamedTuple

from maileroo_cli.webhook.signing.secret import Secret

_START = 4096
_WORD = rb"(?i:[\w.-]*(?:secret|key|token|webhook|hmac|signing|maileroo)[\w.-]*)"
_LINE = re.compile(
    rb"\s*(?:(?:export|set|setx|ENV|-e|--env)\s+|\$env:)[\"']?\w+[\"']?\s*[= ]\s*\S"
    rb"|\s*[\"']?(?:" + _WORD + rb"|[A-Z][A-Z0-9]*_[A-Z0-9_]*)[\"']?\s*(?:=(?![=\s]*\Z)|:\s)\s*\S",
)
_VARIABLE = re.compile(
    rb"\$\{[^{}]*\}|\$\([A-Za-z_]\w*\)|\$[A-Z][A-Z0-9_]*|%[A-Za-z_]\w*%|\{\{.*\}\}|<[A-Za-z][\w -]*>"
)
_MARKS = re.compile(rb"\"[^\"]+\"|'[^']+'|`[^`]+`", re.DOTALL)
_INVISIBLE = re.compile(rb"\xe2\x80[\x8b-\x8f\xaa-\xae]|\xe2\x81\xa0|\xef\xbb\xbf|\xc2\xa0|\xc2\xad")


class OddForm(NamedTuple):
    """Something that a secret seldom is: ``what`` continues "the secret …", ``advice`` says what may be meant."""

    what: str
    advice: str = ""


def odd_forms(secret: Secret) -> list[OddForm]:
    """Return what is odd about a secret, the weightiest first; nothing of its text is told."""
    return list(_find(secret.reveal()[:_START], secret.has_outer_space))


def _find(value: bytes, outer_space: bool) -> Iterator[OddForm]:
    if value.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) or (
        len(value) > 3 and (not any(value[1::2]) or not any(value[::2]))
    ):
        yield OddForm("looks like UTF-16", "save it as UTF-8")
        return
    if value.startswith(BOM_UTF8):
        yield OddForm("begins with a byte order mark", "save it without one")
    value = value.removeprefix(BOM_UTF8)
    bare = value.strip()
    if _LINE.match(value):
        yield OddForm("looks like a NAME=value line of a settings file", "keep only the value")
    elif bare.startswith(b"{") and bare.endswith(b"}") and b'"' in bare:
        yield OddForm("looks like JSON", "keep only the value")
    if _VARIABLE.fullmatch(bare):
        yield OddForm("looks like a variable that was not replaced", "put it in single quotes")
    if _MARKS.fullmatch(bare):
        yield OddForm("is in quotation marks", "remove them unless they are part of it")
    if b"\n" in bare:
        yield OddForm("has more than one line", "keep only the value")
    if outer_space:
        yield OddForm("has white space around it")
    elif _INVISIBLE.search(value):
        yield OddForm("has invisible characters", "copy it again")

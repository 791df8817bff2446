"""Every other key that mistakes make of the secrets, each value once: the common ones, and the rare ones.

What each mistake makes is in the other modules of this folder.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice

from maileroo_cli.webhook.diagnosis.candidates.key import character, common, cut, line, number, rewritten, shell
from maileroo_cli.webhook.diagnosis.candidates.key.common import Keys
from maileroo_cli.webhook.diagnosis.candidates.key.unset import unset, unset_further
from maileroo_cli.webhook.diagnosis.finding import Candidate

_MAX_SECRET = 4096
_MAX_RARE = 512
"""A longer secret is no text that a shell or a person handled."""

_COMMON: tuple[Callable[[bytes], Keys], ...] = (
    common.spaced,
    common.quoted,
    common.decoded,
    common.prefixed,
    common.encoded,
    common.recased,
    common.escaped,
    common.transcoded,
    common.hashed,
)
_SPECIAL: tuple[Callable[[bytes], Keys], ...] = (
    line.value_of_line,
    shell.bared,
    shell.shell_escaped,
    shell.expanded,
    rewritten.items,
    cut.cut_at_signs,
)
_SIGN = re.compile(rb"[^A-Za-z0-9_.+/-]")
_RARE: tuple[Callable[[bytes], Keys], ...] = (
    shell.backslashed,
    shell.marks_eaten,
    shell.surrounded,
    character.rewrapped,
    rewritten.html_escaped,
    rewritten.separators,
    rewritten.listed,
    cut.cut_at_others,
    line.whole_line,
    character.mistyped,
)
_COMBINED: tuple[Callable[[bytes], Keys], ...] = (shell.several, line.changed_line)
_MOST_COMBINED = 400
"""A secret of many signs can be changed in thousands of ways: so many of them are tried."""


def common_keys(secrets: Sequence[Candidate], seen: set[bytes]) -> Iterator[Candidate]:
    """Yield the keys that are worth combining with other bodies, the likeliest first; ``seen`` are those tried."""
    for plain in secrets:
        if len(plain.value) <= _MAX_SECRET:
            yield from _fresh(plain, chain.from_iterable(make(plain.value) for make in _COMMON), seen)
    yield from _fresh(Candidate(b""), unset(secrets), seen)


def special_keys(secrets: Sequence[Candidate], seen: set[bytes]) -> Iterator[Candidate]:
    """Yield what becomes of special signs in the secrets, and their parts: few keys where there are no such signs."""
    for plain in secrets:
        if len(plain.value) <= _MAX_RARE:
            if _SIGN.search(plain.value):
                yield from _fresh(plain, chain.from_iterable(make(plain.value) for make in _SPECIAL), seen)
            yield from _fresh(plain, chain(number.numbers(plain.value), cut.cut(plain.value)), seen)


def rare_keys(secrets: Sequence[Candidate], seen: set[bytes]) -> Iterator[Candidate]:
    """Yield the keys that are tried last, and with none but the body as it is; ``seen`` are those tried."""
    if len(secrets) > 1:
        yield from _fresh(secrets[0], rewritten.joined(secrets), seen)
    for plain in secrets:
        if len(plain.value) <= _MAX_RARE:
            if plain.source and plain.source.startswith("env:"):
                yield from _fresh(plain, line.named_line(plain.value, plain.source.removeprefix("env:")), seen)
            yield from _fresh(plain, chain.from_iterable(make(plain.value) for make in _RARE), seen)
            for make in _COMBINED:
                yield from _fresh(plain, islice(make(plain.value), _MOST_COMBINED), seen)
    yield from _fresh(Candidate(b""), unset_further(secrets), seen)


def _fresh(plain: Candidate, keys: Keys, seen: set[bytes]) -> Iterator[Candidate]:
    """Yield each value once, with what is wrong with the secret that it comes from."""
    for key, *findings in keys:
        if key not in seen:
            seen.add(key)
            yield Candidate(key, (*plain.findings, *findings), plain.source)

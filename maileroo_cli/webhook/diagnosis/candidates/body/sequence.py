"""The order in which other bodies are tried: the cheap and common first, what is rare last, and less of large bodies.

Nothing here is compared with a signature.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from maileroo_cli.webhook.diagnosis.candidates.body.charset import charset_candidates, rare_charset_candidates
from maileroo_cli.webhook.diagnosis.candidates.body.compression import compressed_candidates, decompressed_candidates
from maileroo_cli.webhook.diagnosis.candidates.body.display import (
    hashed_candidates,
    literal_candidates,
    placeholder_candidates,
    rare_placeholder_candidates,
    shown_candidates,
)
from maileroo_cli.webhook.diagnosis.candidates.body.edge import end_candidates, file_candidates
from maileroo_cli.webhook.diagnosis.candidates.body.escaping import (
    backslash_candidates,
    html_candidates,
    log_candidates,
    logged_candidates,
)
from maileroo_cli.webhook.diagnosis.candidates.body.framing import (
    enclosed_candidates,
    framed_candidates,
    last_part_candidates,
    wrapped_candidates,
)
from maileroo_cli.webhook.diagnosis.candidates.body.line import line_break_candidates, line_ending_candidates
from maileroo_cli.webhook.diagnosis.candidates.body.loss import rare_replaced_candidates, replaced_candidates
from maileroo_cli.webhook.diagnosis.candidates.body.notation import (
    digit_candidates,
    form_candidates,
    rare_digit_candidates,
    script_candidates,
    url_candidates,
)
from maileroo_cli.webhook.diagnosis.candidates.body.quotation import pasted_candidates, quote_candidates
from maileroo_cli.webhook.diagnosis.candidates.json.reserialisation import reserialise
from maileroo_cli.webhook.diagnosis.candidates.json.variation import SMALL_SIZE, rewrite_differently
from maileroo_cli.webhook.diagnosis.candidates.signed_timestamp import add_timestamps, example_timestamps
from maileroo_cli.webhook.diagnosis.finding import Candidate, Finding

FULL_SIZE = 1024 * 1024
"""Up to this size every common body is made."""

CHEAP_SIZE = 10 * 1024 * 1024
"""Above this size only the ends of the body are tried."""

RARE_SIZE = 256 * 1024
"""Above this size what is rare is not tried at all."""

BodyCandidates = Iterator[Candidate]
_BARE = "bare "


class BodyMaker(NamedTuple):
    """One family of mistakes: its ``name``, by which the same can be made again, and what makes its bodies."""

    name: str
    make: Callable[[bytes], BodyCandidates]


def body_makers(size: int, *, paired: bool = False) -> Iterator[BodyMaker]:
    """Yield what makes the other bodies that a simple mistake makes of one of ``size`` bytes, the likeliest first.

    A value may come several times, and may be the body itself. Of a large body fewer are made, and fewer where each
    is ``paired`` with another mistake. Nothing of it ever raises.
    """
    yield from (_ENDS, _UNREAD, _LIKELY_PLACEHOLDERS if paired else _PLACEHOLDERS)
    if size <= CHEAP_SIZE:
        yield _LINE_ENDINGS
        if size <= FULL_SIZE:
            yield from _SMALLER
        yield _RESERIALISED
        yield from _CHEAP
        if size <= FULL_SIZE:
            yield from _FULL
        if not paired:
            yield _HASHED
            if size <= FULL_SIZE:
                yield _COMPRESSED


def rare_makers(size: int) -> Iterator[BodyMaker]:
    """Yield what makes the bodies of rarer mistakes: each is tried alone, and not together with another.

    A file often ends with a newline that was no part of the body, so a small body is tried without it too.
    """
    if size > RARE_SIZE:
        return
    makers = (*_RARE, *(_SMALL if size <= SMALL_SIZE else ()), _TIMESTAMPED)
    yield from makers
    if size <= SMALL_SIZE:
        for name, make in makers:
            yield BodyMaker(_BARE + name, partial(_without_newline, make))


def _without_newline(make: Callable[[bytes], BodyCandidates], body: bytes) -> BodyCandidates:
    bare = body.rstrip(b"\r\n")
    if len(bare) < len(body):
        for candidate in make(bare):
            yield Candidate(candidate.value, (*candidate.findings, Finding("body-newline-removed")))


def _unread(_: bytes) -> BodyCandidates:
    yield Candidate(b"", (Finding("body-unread"),))


def _placeholders(_: bytes) -> BodyCandidates:
    return placeholder_candidates(likely=False)


def _likely_placeholders(_: bytes) -> BodyCandidates:
    return placeholder_candidates(likely=True)


def _timestamped(body: bytes) -> BodyCandidates:
    return add_timestamps(body, example_timestamps(body))


def _named(*makers: Callable[[bytes], BodyCandidates]) -> tuple[BodyMaker, ...]:
    return tuple(BodyMaker(make.__name__.strip("_"), make) for make in makers)


_ENDS, _UNREAD, _PLACEHOLDERS, _LIKELY_PLACEHOLDERS = _named(
    end_candidates, _unread, _placeholders, _likely_placeholders
)
_LINE_ENDINGS, _RESERIALISED, _HASHED, _COMPRESSED, _TIMESTAMPED = _named(
    line_ending_candidates, reserialise, hashed_candidates, compressed_candidates, _timestamped
)
_SMALLER = _named(file_candidates, line_break_candidates)
_CHEAP = _named(
    decompressed_candidates,
    framed_candidates,
    literal_candidates,
    charset_candidates,
    replaced_candidates,
)
_FULL = _named(url_candidates, digit_candidates)
_RARE = _named(
    quote_candidates,
    last_part_candidates,
    wrapped_candidates,
    enclosed_candidates,
    rare_placeholder_candidates,
    log_candidates,
    backslash_candidates,
    html_candidates,
    pasted_candidates,
    rare_charset_candidates,
    rare_replaced_candidates,
    form_candidates,
    rare_digit_candidates,
)
_SMALL = _named(rewrite_differently, shown_candidates, logged_candidates, script_candidates)

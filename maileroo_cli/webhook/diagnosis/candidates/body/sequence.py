"""The order in which other bodies are tried: the cheap and common first, what is rare last, and less of large bodies.

Nothing here is compared with a signature.
"""

from collections.abc import Callable, Iterator

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


def body_candidates(body: bytes, *, paired: bool = False) -> BodyCandidates:
    """Yield every other body that a simple mistake makes of ``body``, the likeliest first. Never raises.

    A value may come several times, and may be ``body`` itself. Of a large body fewer are made, and fewer where each
    is ``paired`` with another mistake.
    """
    yield from end_candidates(body)
    yield Candidate(b"", (Finding("body-unread"),))
    yield from placeholder_candidates(likely=paired)
    if len(body) <= CHEAP_SIZE:
        yield from line_ending_candidates(body)
        if len(body) <= FULL_SIZE:
            yield from file_candidates(body)
            yield from line_break_candidates(body)
        yield from reserialise(body)
        for make in _CHEAP if len(body) > FULL_SIZE else (*_CHEAP, *_FULL):
            yield from make(body)
        if not paired:
            yield from hashed_candidates(body)
            yield from compressed_candidates(body) if len(body) <= FULL_SIZE else ()


def rare_candidates(body: bytes) -> BodyCandidates:
    """Yield the bodies that rarer mistakes make of ``body``: each is tried alone, and not together with another.

    A file often ends with a newline that was no part of the body, so a small body is tried without it too.
    """
    if len(body) > RARE_SIZE:
        return
    yield from _made(body)
    bare = body.rstrip(b"\r\n")
    if len(bare) < len(body) <= SMALL_SIZE:
        for candidate in _made(bare):
            yield Candidate(candidate.value, (*candidate.findings, Finding("body-newline-removed")))


def _made(body: bytes) -> BodyCandidates:
    for make in _RARE if len(body) > SMALL_SIZE else (*_RARE, *_SMALL):
        yield from make(body)
    yield from add_timestamps(body, example_timestamps(body))


Maker = Callable[[bytes], BodyCandidates]
_CHEAP: tuple[Maker, ...] = (
    decompressed_candidates,
    framed_candidates,
    literal_candidates,
    charset_candidates,
    replaced_candidates,
)
_FULL: tuple[Maker, ...] = (url_candidates, digit_candidates)
_RARE: tuple[Maker, ...] = (
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
_SMALL: tuple[Maker, ...] = (rewrite_differently, shown_candidates, logged_candidates, script_candidates)

"""Trying keys, bodies and constructions against the readings of one request's header, with a bound on the work.

In which order that is done is decided in ``search``.
"""

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Sequence

from maileroo_cli.webhook.diagnosis.candidates.body.sequence import BodyMaker
from maileroo_cli.webhook.diagnosis.candidates.construction import CONSTRUCTIONS, Construction
from maileroo_cli.webhook.diagnosis.candidates.header.reading import MIN_DIGITS, read_digits
from maileroo_cli.webhook.diagnosis.candidates.header.text import HeaderText
from maileroo_cli.webhook.diagnosis.finding import Candidate, Finding, Found, Origin
from maileroo_cli.webhook.signing.signature import Signer

CUT = "cut"
"""What makes the beginnings of a body, as an origin names it."""

_OVERHEAD = 512


class _WorkDoneError(Exception):
    """As much was hashed as one search may hash."""


class Matching:
    """What one request's signature, ``texts`` as its header reads, is compared with.

    ``limited`` tells whether something was left out because it would take too long.
    """

    def __init__(self, body: bytes, texts: list[HeaderText], keys: list[Candidate]) -> None:
        self._body = body
        self._texts = texts
        self._readings = read_digits(texts)
        self._keys = keys
        self._signers = [(key, Signer(key.value)) for key in keys]
        self._starts = {reading.digits[:MIN_DIGITS] for reading in self._readings}
        self._work = 0
        self._maker, self._further = "", False  # what made the bodies that are being tried
        self.limited = False

    def _first(self, matches: Iterator[Found], work: int) -> Found | None:
        self._work, self._maker, self._further = work, "", False
        try:
            return next(matches, None)
        except _WorkDoneError:
            self.limited = True
            return None

    def _keyed(self, keys: Iterable[Candidate]) -> Iterator[Found]:
        """Yield what ``keys`` lead to that are used once, with the body as it is."""
        for key in keys:
            self._spend(len(self._body))
            digest = hmac.digest(key.value, self._body, "sha256").hex().encode()
            if digest[:MIN_DIGITS] in self._starts and (found := self._match(key, digest)):
                yield found

    def _signed(self, body: Candidate, signers: Sequence[tuple[Candidate, Signer]] | None = None) -> Iterator[Found]:
        """Yield what ``body`` signed with each of ``signers`` leads to: the innermost loop, and most of the time."""
        data, starts = body.value, self._starts
        keys = self._signers if signers is None else signers
        self._spend(len(data) * len(keys), len(keys))
        for key, signer in keys:
            digest = signer.sign(data).encode()
            if digest[:MIN_DIGITS] in starts and (found := self._match(key, digest, *body.findings)):
                yield found

    def _constructed(
        self, keys: list[Candidate], body: Candidate, constructions: list[Construction]
    ) -> Iterator[Found]:
        for key in keys:
            for construction in constructions:
                self._spend(len(body.value))
                digest = construction.compute(key.value, body.value).hex().encode()
                if digest[:MIN_DIGITS] in self._starts and (
                    found := self._match(key, digest, *body.findings, constructed=construction.finding)
                ):
                    yield found

    def _cut_bodies(self, lengths: Iterable[int]) -> Iterator[Found]:
        """Yield what the beginnings of the body of these ``lengths`` lead to, hashing each byte once."""
        size, self._maker = len(self._body), CUT
        for key in self._keys:
            state = hmac.new(key.value, digestmod="sha256")
            done = 0
            for length in sorted(lengths):
                if done < length < size:
                    self._spend(length - done)
                    state.update(self._body[done:length])
                    done = length
                    finding = Finding("body-cut", f"the first {length} of {size} bytes")
                    if found := self._match(key, state.copy().hexdigest().encode(), finding):
                        yield found
        self._maker = ""

    def _constructions(self, *, exact: bool) -> list[Construction]:
        """Return the constructions whose digest the header may hold: as a whole, or also in part."""
        lengths = {len(reading.digits) for reading in self._readings}
        return [one for one in CONSTRUCTIONS if one.size * 2 in lengths or (not exact and one.size * 2 > min(lengths))]

    def _match(
        self, key: Candidate, hexdigest: bytes, *findings: Finding, constructed: Finding | None = None
    ) -> Found | None:
        if hexdigest[:MIN_DIGITS] not in self._starts:
            return None
        for reading in self._readings:
            header = reading.match(hexdigest)
            if header is not None:
                how = (constructed,) if constructed else ()
                origin = Origin(key, self._maker, self._further, constructed)
                return Found((*key.findings, *how, *findings, *header), key.source, origin)
        return None

    def _made(self, makers: Iterable[BodyMaker], seen: set[bytes]) -> Iterator[Candidate]:
        """Yield each body that ``makers`` make which is not yet among ``seen``, and never the one at hand."""
        seen.add(hashlib.sha256(self._body).digest())
        for self._maker, make in makers:
            for body in make(self._body):
                digest = hashlib.sha256(body.value).digest()
                if digest not in seen:
                    seen.add(digest)
                    yield body
        self._maker = ""

    def _spend(self, size: int, count: int = 1) -> None:
        """Count the work of hashing ``size`` bytes in ``count`` parts, and end the search when there was enough."""
        self._work -= size + _OVERHEAD * count
        if self._work < 0:
            raise _WorkDoneError

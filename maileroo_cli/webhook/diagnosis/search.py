"""The search for the computation that leads to a given signature, in the order of how few mistakes it takes.

The keys, bodies and readings that are tried are made in ``candidates``.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from maileroo_cli.webhook.diagnosis.candidates.body.edge import end_candidates
from maileroo_cli.webhook.diagnosis.candidates.body.sequence import FULL_SIZE, body_candidates, rare_candidates
from maileroo_cli.webhook.diagnosis.candidates.construction import CONSTRUCTIONS, Construction
from maileroo_cli.webhook.diagnosis.candidates.header.reading import MIN_DIGITS, read_digits
from maileroo_cli.webhook.diagnosis.candidates.header.respelling import respell
from maileroo_cli.webhook.diagnosis.candidates.header.text import HeaderText
from maileroo_cli.webhook.diagnosis.candidates.json.reserialisation import MANY_SIZE
from maileroo_cli.webhook.diagnosis.candidates.key.derived import common_keys, rare_keys, special_keys
from maileroo_cli.webhook.diagnosis.candidates.signed_timestamp import (
    add_timestamps,
    body_timestamps,
    header_timestamps,
)
from maileroo_cli.webhook.diagnosis.evidence import content_length
from maileroo_cli.webhook.diagnosis.finding import Candidate, Finding, Found
from maileroo_cli.webhook.signing.signature import Signer, tags_equal

SINGLE_WORK = 512 * 1024 * 1024
"""How many bytes are hashed at most while one mistake is looked for; only bodies above 1 MiB come near it."""

PAIR_WORK = 128 * 1024 * 1024
"""How many bytes are hashed at most while two mistakes are looked for: bodies up to about 16 kB are searched fully."""

RARE_WORK = 32 * 1024 * 1024
"""How many bytes are hashed at most with the rare keys: with bodies of up to about 64 kB all are tried."""

_OVERHEAD = 512
_SIZE = hashlib.sha256().digest_size
_JOINED = ("hash-key-first", "hash-key-last")
_SCAN_LIMIT = 16 * 1024
_CUTS = (1000, 1024, 2000, 2048, 4000, 4096, 8000, 8192, 16384, 32768, 65535, 65536, 102400, 131072, 1048576)


class _WorkDoneError(Exception):
    """As much was hashed as one search may hash."""


class Search:
    """The search for one request's signature among ``texts``, its header's readings.

    ``limited`` tells afterwards whether something was left out because it would take too long.
    """

    def __init__(
        self,
        body: bytes,
        texts: list[HeaderText],
        keys: list[Candidate],
        headers: Sequence[tuple[str, str]],
        url_bodies: Callable[[bytes], Iterator[Candidate]] | None = None,
    ) -> None:
        self._body = body
        self._texts = texts
        self._readings = read_digits(texts)
        self._keys = keys
        self._signers = [(key, Signer(key.value)) for key in keys]
        self._keys_tried = {b"", *(key.value for key in keys)}
        self._common: list[tuple[Candidate, Signer]] = []
        self._starts = {reading.digits[:MIN_DIGITS] for reading in self._readings}
        self._headers = headers
        self._url_bodies = url_bodies
        self._work = 0
        self._bodies_tried: set[bytes] = set()
        self.limited = len(body) > MANY_SIZE

    def run(self, *, thorough: bool) -> Found | None:
        """Return the first match, the fewest mistakes first, or ``None``."""
        found = self.run_plain()
        if found or not self._readings:
            return found
        found = self._first(self._singles(), SINGLE_WORK)
        if found or not thorough:
            return found
        found = self._first(self._keyed(rare_keys(self._keys, self._keys_tried)), RARE_WORK)
        found = found or self._first(chain(self._scanned(), self._rare_singles()), SINGLE_WORK)
        return found or self._first(self._pairs(), PAIR_WORK)

    def _first(self, matches: Iterator[Found], work: int) -> Found | None:
        self._work = work
        try:
            return next(matches, None)
        except _WorkDoneError:
            self.limited = True
            return None

    def run_plain(self) -> Found | None:
        """Look for mistakes of the header alone: the right secret, or a known one, and the body as it is."""
        digests = [(key, signer.sign(self._body).encode()) for key, signer in self._signers]
        for key, digest in digests:
            if found := self._match(key, digest):
                return found
        for key in self._keys:
            if found := self._find_secret(key):
                return found
        for key, digest in digests:
            for text in self._texts:
                if finding := respell(digest, text.value):
                    return Found((*key.findings, *text.findings, finding), key.source)
        return None

    def _find_secret(self, key: Candidate) -> Found | None:
        """Recognise the secret itself, or its bare hash, in the header."""
        finding = Finding("secret-itself")
        for text in self._texts:
            if tags_equal(key.value, text.value.encode("utf-8", "surrogatepass")):
                return Found((*key.findings, finding, *text.findings), key.source)
        hashes = [hashlib.new(name, key.value, usedforsecurity=False) for name in ("sha256", "sha1", "sha512", "md5")]
        for digest in [key.value.hex(), *(one.hexdigest() for one in hashes)]:
            if found := self._match(key, digest.encode(), finding):
                return found
        return None

    def _singles(self) -> Iterator[Found]:
        """Yield what one mistake besides those of the header leads to."""
        timestamps = [*header_timestamps(self._header, self._headers), *body_timestamps(self._body)]
        for body in chain(
            self._fresh(body_candidates(self._body), self._bodies_tried), add_timestamps(self._body, timestamps)
        ):
            yield from self._signed(body)
        plain = Candidate(self._body)
        for key in common_keys(self._keys, self._keys_tried):
            signer = Signer(key.value)
            self._common.append((key, signer))
            yield from self._signed(plain, ((key, signer),))
        yield from self._constructed(self._keys, plain, self._constructions(exact=False))
        yield from self._cut_bodies({*_CUTS, content_length(self._headers) or 0})
        yield from self._keyed(special_keys(self._keys, self._keys_tried))

    def _keyed(self, keys: Iterable[Candidate]) -> Iterator[Found]:
        """Yield what ``keys`` lead to that are used once, with the body as it is."""
        for key in keys:
            self._spend(len(self._body))
            digest = hmac.digest(key.value, self._body, "sha256").hex().encode()
            if digest[:MIN_DIGITS] in self._starts and (found := self._match(key, digest)):
                yield found

    def _scanned(self) -> Iterator[Found]:
        """Yield what any beginning of a small body leads to."""
        if len(self._body) <= _SCAN_LIMIT:
            yield from self._cut_bodies(range(1, len(self._body)))

    def _rare_singles(self) -> Iterator[Found]:
        """Yield what one rarer mistake leads to."""
        exact = self._constructions(exact=True)
        hmacs = [one for one in exact if one.size != _SIZE and one.finding.code.startswith("hmac-")]
        for body in self._fresh(rare_candidates(self._body), self._bodies_tried):
            yield from self._signed(body)
            yield from self._constructed(self._keys, body, hmacs)
        if self._url_bodies:
            joined = [*hmacs, *(one for one in exact if one.finding.code in _JOINED and "," not in one.finding.detail)]
            for body in self._url_bodies(self._body):
                yield from self._signed(body)
                yield from self._constructed(self._keys, body, joined)

    def _pairs(self) -> Iterator[Found]:
        """Yield what two mistakes besides those of the header lead to."""
        if len(self._body) > FULL_SIZE:
            return
        timestamps = header_timestamps(self._header, self._headers)
        constructions = self._constructions(exact=True)
        for body in self._fresh(body_candidates(self._body, paired=True), set()):
            for further in chain(end_candidates(body.value), add_timestamps(body.value, timestamps)):
                yield from self._signed(Candidate(further.value, (*body.findings, *further.findings)))
            yield from self._signed(body, self._common)
            yield from self._constructed(self._keys, body, constructions)
        for candidate in add_timestamps(self._body, timestamps):
            yield from self._signed(candidate, self._common)
        yield from self._constructed([key for key, _ in self._common], Candidate(self._body), constructions)

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
                    found := self._match(key, digest, construction.finding, *body.findings)
                ):
                    yield found

    def _cut_bodies(self, lengths: Iterable[int]) -> Iterator[Found]:
        """Yield what the beginnings of the body of these ``lengths`` lead to, hashing each byte once."""
        size = len(self._body)
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

    def _constructions(self, *, exact: bool) -> list[Construction]:
        """Return the constructions whose digest the header may hold: as a whole, or also in part."""
        lengths = {len(reading.digits) for reading in self._readings}
        return [one for one in CONSTRUCTIONS if one.size * 2 in lengths or (not exact and one.size * 2 > min(lengths))]

    def _match(self, key: Candidate, hexdigest: bytes, *findings: Finding) -> Found | None:
        if hexdigest[:MIN_DIGITS] not in self._starts:
            return None
        for reading in self._readings:
            header = reading.match(hexdigest)
            if header is not None:
                return Found((*key.findings, *findings, *header), key.source)
        return None

    def _fresh(self, candidates: Iterable[Candidate], seen: set[bytes]) -> Iterator[Candidate]:
        """Yield each value that is not yet among ``seen``, and never the body itself."""
        seen.add(hashlib.sha256(self._body).digest())
        for body in candidates:
            digest = hashlib.sha256(body.value).digest()
            if digest not in seen:
                seen.add(digest)
                yield body

    def _spend(self, size: int, count: int = 1) -> None:
        """Count the work of hashing ``size`` bytes in ``count`` parts, and end the search when there was enough."""
        self._work -= size + _OVERHEAD * count
        if self._work < 0:
            raise _WorkDoneError

    @property
    def _header(self) -> str:
        return self._texts[0].value

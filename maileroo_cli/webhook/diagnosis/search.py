"""The search for the computation that leads to a given signature, in the order of how few mistakes it takes.

The keys, bodies and readings that are tried are made in ``candidates``.
"""

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from itertools import chain

from maileroo_cli.webhook.diagnosis.candidates.body.edge import end_candidates
from maileroo_cli.webhook.diagnosis.candidates.body.sequence import FULL_SIZE, BodyMaker, body_makers, rare_makers
from maileroo_cli.webhook.diagnosis.candidates.header.respelling import respell
from maileroo_cli.webhook.diagnosis.candidates.header.text import HeaderText
from maileroo_cli.webhook.diagnosis.candidates.json.reserialisation import MANY_SIZE
from maileroo_cli.webhook.diagnosis.candidates.key.derived import common_keys, rare_keys, special_keys
from maileroo_cli.webhook.diagnosis.candidates.signed_timestamp import (
    Timestamp,
    add_timestamps,
    body_timestamps,
    header_timestamps,
)
from maileroo_cli.webhook.diagnosis.evidence import content_length
from maileroo_cli.webhook.diagnosis.finding import Candidate, Finding, Found
from maileroo_cli.webhook.diagnosis.history import SearchHistory
from maileroo_cli.webhook.diagnosis.matching import CUT, Matching
from maileroo_cli.webhook.signing.signature import Signer, tags_equal

SINGLE_WORK = 512 * 1024 * 1024
"""How many bytes are hashed at most while one mistake is looked for; only bodies above 1 MiB come near it."""

PAIR_WORK = 128 * 1024 * 1024
"""How many bytes are hashed at most while two mistakes are looked for: bodies up to about 16 kB are searched fully."""

RARE_WORK = 32 * 1024 * 1024
"""How many bytes are hashed at most with the rare keys: with bodies of up to about 64 kB all are tried."""

LARGEST_SEARCHED = 16 * 1024 * 1024
"""With a larger body only the header and the secrets are looked at: other bodies would take as much memory again."""

_SIZE = hashlib.sha256().digest_size
_JOINED = ("hash-key-first", "hash-key-last")
_STAMPS, _URLS = "timestamps", "urls"
_SCAN_LIMIT = 16 * 1024
_CUTS = (1000, 1024, 2000, 2048, 4000, 4096, 8000, 8192, 16384, 32768, 65535, 65536, 102400, 131072, 1048576)


class Search(Matching):
    """The search for one request's signature among ``texts``, its header's readings.

    ``limited`` tells afterwards whether something was left out because it would take too long, ``too_large`` whether
    that is nearly all.
    """

    def __init__(
        self,
        body: bytes,
        texts: list[HeaderText],
        keys: list[Candidate],
        headers: Sequence[tuple[str, str]],
        url_bodies: Callable[[bytes], Iterator[Candidate]] | None = None,
    ) -> None:
        super().__init__(body, texts, keys)
        self._keys_tried = {b"", *(key.value for key in keys)}
        self._common: list[tuple[Candidate, Signer]] = []
        self._headers = headers
        self._url_bodies = url_bodies
        self._bodies_tried: set[bytes] = set()
        self.limited = len(body) > MANY_SIZE
        self.too_large = len(body) > LARGEST_SEARCHED

    def run(self, *, thorough: bool) -> Found | None:
        """Return the first match, the fewest mistakes first, or ``None``."""
        found = self.run_plain()
        if found or not self._readings or self.too_large:
            return found
        found = self._first(self._singles(), SINGLE_WORK)
        if found or not thorough:
            return found
        found = self._first(self._keyed(rare_keys(self._keys, self._keys_tried)), RARE_WORK)
        found = found or self._first(chain(self._scanned(), self._rare_singles()), SINGLE_WORK)
        return found or self._first(self._pairs(), PAIR_WORK)

    def run_plain(self, signatures: Sequence[str] = ()) -> Found | None:
        """Look for mistakes of the header alone: the right secret, or a known one, and the body as it is.

        ``signatures`` are those of the body under each key, where they have been computed already.
        """
        told = signatures or [signer.sign(self._body) for _, signer in self._signers]
        digests = [(key, digest.encode()) for key, digest in zip(self._keys, told, strict=True)]
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
        for body in self._made(body_makers(len(self._body)), self._bodies_tried):
            yield from self._signed(body)
        stamped = self._stamped()
        self._maker = stamped.name
        for body in stamped.make(self._body):
            yield from self._signed(body)
        self._maker = ""
        plain = Candidate(self._body)
        for key in common_keys(self._keys, self._keys_tried):
            signer = Signer(key.value)
            self._common.append((key, signer))
            yield from self._signed(plain, ((key, signer),))
        yield from self._constructed(self._keys, plain, self._constructions(exact=False))
        yield from self._cut_bodies(self._likely_cuts())
        yield from self._keyed(special_keys(self._keys, self._keys_tried))

    def _scanned(self) -> Iterator[Found]:
        """Yield what any beginning of a small body leads to."""
        if len(self._body) <= _SCAN_LIMIT:
            yield from self._cut_bodies(range(1, len(self._body)))

    def _rare_singles(self) -> Iterator[Found]:
        """Yield what one rarer mistake leads to."""
        exact = self._constructions(exact=True)
        hmacs = [one for one in exact if one.size != _SIZE and one.finding.code.startswith("hmac-")]
        for body in self._made(rare_makers(len(self._body)), self._bodies_tried):
            yield from self._signed(body)
            yield from self._constructed(self._keys, body, hmacs)
        if self._url_bodies:
            joined = [*hmacs, *(one for one in exact if one.finding.code in _JOINED and "," not in one.finding.detail)]
            self._maker = _URLS
            for body in self._url_bodies(self._body):
                yield from self._signed(body)
                yield from self._constructed(self._keys, body, joined)
            self._maker = ""

    def _pairs(self) -> Iterator[Found]:
        """Yield what two mistakes besides those of the header lead to."""
        if len(self._body) > FULL_SIZE:
            return
        timestamps = header_timestamps(self._header, self._headers)
        constructions = self._constructions(exact=True)
        for body in self._made(body_makers(len(self._body), paired=True), set()):
            yield from self._changed_again(body, timestamps)
            yield from self._signed(body, self._common)
            yield from self._constructed(self._keys, body, constructions)
        self._maker = _STAMPS
        for candidate in add_timestamps(self._body, timestamps):
            yield from self._signed(candidate, self._common)
        self._maker = ""
        yield from self._constructed([key for key, _ in self._common], Candidate(self._body), constructions)

    def _changed_again(self, body: Candidate, timestamps: list[Timestamp]) -> Iterator[Found]:
        """Yield what a second change of a body leads to, at its ends or around it."""
        self._further = True
        for further in chain(end_candidates(body.value), add_timestamps(body.value, timestamps)):
            yield from self._signed(Candidate(further.value, (*body.findings, *further.findings)))
        self._further = False

    def _stamped(self) -> BodyMaker:
        """Return what joins the body with the times that the request holds."""
        timestamps = [*header_timestamps(self._header, self._headers), *body_timestamps(self._body)]
        return BodyMaker(_STAMPS, partial(add_timestamps, timestamps=timestamps))

    def _likely_cuts(self) -> set[int]:
        return {*_CUTS, content_length(self._headers) or 0}

    def recall(self, history: SearchHistory) -> Found | None:
        """Look for mistakes of the header, and for what explained other requests before, as ``history`` has it."""
        found = self.run_plain()
        if found or not self._readings or self.too_large:
            return found
        return self._first(self._recalled(history), PAIR_WORK)

    def _recalled(self, history: SearchHistory) -> Iterator[Found]:
        """Yield what the mistakes of ``history`` lead to: each alone, and those that were met together."""
        signers = [*self._signers, *((key, Signer(key.value)) for key in history.keys.values())]
        keys = [key for key, _ in signers]
        constructions = [one for one in self._constructions(exact=False) if one.finding in history.constructed]
        plain = Candidate(self._body)
        yield from self._signed(plain, signers)
        yield from self._constructed(keys, plain, constructions)
        if CUT in history.makers:
            yield from self._cut_bodies(self._likely_cuts())
            yield from self._scanned()
        timestamps = header_timestamps(self._header, self._headers)
        for body in self._made(self._recalled_makers(history.makers), set()):
            yield from self._signed(body, signers)
            yield from self._constructed(keys, body, constructions)
            if history.further:
                yield from self._changed_again(body, timestamps)

    def _recalled_makers(self, names: Collection[str]) -> Iterator[BodyMaker]:
        size = len(self._body)
        own = [self._stamped(), *((BodyMaker(_URLS, self._url_bodies),) if self._url_bodies else ())]
        for maker in chain(body_makers(size), body_makers(size, paired=True), rare_makers(size), own):
            if maker.name in names:
                yield maker

    @property
    def _header(self) -> str:
        return self._texts[0].value

"""Diagnosing many requests that were meant to be signed with the same secrets, one after the other.

What is remembered of the earlier ones stands in ``history``; how one request is searched, in ``explain``.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from maileroo_cli.webhook.diagnosis.candidates.header.reading import MIN_DIGITS
from maileroo_cli.webhook.diagnosis.causes.catalogue import CAUSES
from maileroo_cli.webhook.diagnosis.evidence import content_length, find_evidence
from maileroo_cli.webhook.diagnosis.explain import Diagnosis, diagnose, diagnose_in_stream, tell_evidence
from maileroo_cli.webhook.diagnosis.history import EVERY, SearchHistory
from maileroo_cli.webhook.signing.request import Headers
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import Signer, is_well_formed

UNSEARCHED = replace(
    CAUSES["unexplained"],
    sentence="Not searched in full, since others like it had no explanation; what explained others does not fit.",
    explanation="A search that finds nothing takes long. After a hundred that look alike only what takes hardly any"
    f" time is tried, and what explained other requests before; one in {EVERY:,} is searched in full.",
)
"""The cause of what was not searched in full: its code is ``unexplained``."""

_BRIEFLY = "not searched in full, because similar requests had no explanation"
_HALF = 32
_HEX = b"0123456789abcdefABCDEF"
_STYLED = 256


class Appearance(NamedTuple):
    """What requests have in common that one mistake may be behind, seen at a glance."""

    well_formed: bool
    header_length: int
    first: bytes
    last: bytes
    spaced: bool
    escaped: bool
    in_lines: bool
    ascii: bool


class StreamDiagnosis:
    """Diagnoses the requests of one stream; ``known`` are other secrets that may have been used."""

    def __init__(self, secrets: Sequence[Secret], known: Sequence[Secret], history: SearchHistory) -> None:
        self._secrets = secrets
        self._known = known
        self._history = history
        self._known_signers = [Signer(one).sign for one in known]
        self._beginnings = {text[:MIN_DIGITS] for one in (*secrets, *known) for text in _shown(one.reveal())}

    @staticmethod
    def look_at(body: bytes, header: str | None) -> Appearance:
        """Return how a request looks."""
        return Appearance(
            header is not None and is_well_formed(header),
            len(header or ""),
            body[:1],
            body[-1:],
            b": " in body[:_STYLED],
            b"\\u00" in body,
            b"\n" in body,
            body.isascii(),
        )

    def is_due(self, look: Appearance) -> bool:
        """Tell whether a request that looks so is to be searched in full: the first hundred are."""
        return self._history.is_due(look)

    def diagnose(
        self,
        body: bytes,
        header: str | None,
        look: Appearance,
        expected: Sequence[str],
        *,
        due: bool,
        headers: Headers,
        method: str,
        url: str,
    ) -> Diagnosis:
        """Say why ``header`` is not the signature of ``body``, which none of the secrets verifies.

        ``look`` is how it looks, ``due`` whether it is to be searched in full, and ``expected`` are its signatures
        under the secrets.
        """
        if not header or not header.strip():
            return diagnose(
                body, header, self._secrets, known_secrets=self._known, headers=headers, method=method, url=url
            )
        if not due and not self._may_be_found(body, header, look, expected):
            self._history.count_fruitless(look)
            return self._tell_briefly(body, header, look, headers)
        found = diagnose_in_stream(
            body,
            header,
            self._secrets,
            self._history,
            known_secrets=self._known,
            headers=headers,
            method=method,
            url=url,
            thorough=due,
        )
        if found is None or not found.computed:
            self._history.count_fruitless(look)
        return found or self._tell_briefly(body, header, look, headers)

    def _may_be_found(self, body: bytes, header: str, look: Appearance, expected: Sequence[str]) -> bool:
        """Tell whether a search that is not in full could find anything, without beginning one."""
        if not look.well_formed or self._history or header[:MIN_DIGITS] in self._beginnings:
            return True
        if header[:_HALF] == header[_HALF:] or not bytes.fromhex(header).translate(None, _HEX):
            return True
        start, end = header[:_HALF], header[_HALF:]
        digests = [*expected, *(sign(body) for sign in self._known_signers)] if self._known_signers else expected
        return any(digest.startswith(start) or digest.endswith(end) for digest in digests)

    @staticmethod
    def _tell_briefly(body: bytes, header: str, look: Appearance, headers: Sequence[tuple[str, str]]) -> Diagnosis:
        if look.well_formed and (content_length(headers) or 0) <= len(body):
            return _BRIEF
        evidence = find_evidence(body, header, headers)
        return tell_evidence(evidence) if evidence else _BRIEF


_BRIEF = Diagnosis((UNSEARCHED,), _BRIEFLY, brief=True)


def _shown(key: bytes) -> list[str]:
    """Return what a header may begin with that shows a secret, or its hash, in place of a signature."""
    hashes = [hashlib.new(name, key, usedforsecurity=False) for name in ("sha256", "sha1", "sha512", "md5")]
    return [key.decode("latin-1"), key.hex(), *(one.hexdigest() for one in hashes)]

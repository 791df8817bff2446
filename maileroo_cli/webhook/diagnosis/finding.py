"""What the search for a cause handles: a cause that was met, and bytes that may have been used. Nothing is computed."""

from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache

from maileroo_cli.webhook.diagnosis.causes.catalogue import CAUSES


class Side(Enum):
    """On which side something is: in the secret that was given, in what the signature was made with, or they differ."""

    GIVEN = "given"
    SIGNED = "signed"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Finding:
    """A cause met in one request: ``code`` is one of ``CAUSES``, ``detail`` a short fact about it, safe to print.

    ``side`` says where it is, for causes that can be on either side; ``causes.side`` has the words.
    """

    code: str
    detail: str = ""
    side: Side | None = None


Findings = tuple[Finding, ...]
_KINDS = 256
"""So many different findings are kept, since some hundred keys are made for a secret with a few of them."""


@lru_cache(_KINDS)
def given(code: str, detail: str = "") -> Finding:
    """Return a finding about the secret that was given: it has what the other side lacks."""
    return Finding(code, detail, Side.GIVEN)


@lru_cache(_KINDS)
def signed(code: str, detail: str = "") -> Finding:
    """Return a finding about what the signature was made with: it has what the secret that was given lacks."""
    return Finding(code, detail, Side.SIGNED)


@lru_cache(_KINDS)
def unlike(code: str, detail: str = "") -> Finding:
    """Return a finding about both: each has something else in the same place."""
    return Finding(code, detail, Side.BOTH)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Bytes that may have been the key or the body, and what must have gone wrong if they were.

    ``source`` is the reference of the secret that a key comes from.
    """

    value: bytes = field(repr=False)
    findings: Findings = ()
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """How a signature was computed that fits, so that the same can be tried with other requests.

    ``maker`` names what made the body, which with ``further`` was changed once more; it is empty where the body is as
    it came. ``constructed`` is the finding of the construction, where that is another than Maileroo's.
    """

    key: Candidate
    maker: str = ""
    further: bool = False
    constructed: Finding | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What leads to the signature; ``source`` is the reference of the secret that was used.

    ``origin`` is ``None`` where the header's form alone tells it.
    """

    findings: Findings
    source: str | None
    origin: Origin | None = None


def changed(value: bytes, code: str, detail: str = "") -> Candidate:
    """Return ``value`` as what one mistake leads to."""
    return Candidate(value, (Finding(code, detail),))


_RANK = {code: rank for rank, code in enumerate(CAUSES)}


def fundamental_first(findings: Findings) -> Findings:
    """Return ``findings`` in the order of the catalogue: what to repair first comes first; each cause once."""
    first = {finding.code: finding for finding in reversed(findings)}
    return tuple(sorted(first.values(), key=lambda finding: _RANK[finding.code]))

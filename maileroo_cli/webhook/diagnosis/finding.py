"""What the search for a cause handles: a cause that was met, and bytes that may have been used. Nothing is computed."""

from dataclasses import dataclass, field

from maileroo_cli.webhook.diagnosis.causes.catalogue import CAUSES


@dataclass(frozen=True, slots=True)
class Finding:
    """A cause met in one request: ``code`` is one of ``CAUSES``, ``detail`` a short fact about it, safe to print."""

    code: str
    detail: str = ""


Findings = tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Bytes that may have been the key or the body, and what must have gone wrong if they were.

    ``source`` is the reference of the secret that a key comes from.
    """

    value: bytes = field(repr=False)
    findings: Findings = ()
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What leads to the signature; ``source`` is the reference of the secret that was used."""

    findings: Findings
    source: str | None


def changed(value: bytes, code: str, detail: str = "") -> Candidate:
    """Return ``value`` as what one mistake leads to."""
    return Candidate(value, (Finding(code, detail),))


_RANK = {code: rank for rank, code in enumerate(CAUSES)}


def fundamental_first(findings: Findings) -> Findings:
    """Return ``findings`` in the order of the catalogue: what to repair first comes first; each cause once."""
    first = {finding.code: finding for finding in reversed(findings)}
    return tuple(sorted(first.values(), key=lambda finding: _RANK[finding.code]))

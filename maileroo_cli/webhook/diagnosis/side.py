"""Telling on which side a mistake of the secret is: in the one that was given, or in what the signature was made with.

The words stand in ``causes.side``; the secret is named by its reference alone.
"""

from maileroo_cli.webhook.diagnosis.causes.side import SIDES
from maileroo_cli.webhook.diagnosis.finding import Finding, Findings, Side

_NAMELESS = ("", "secret")


def tell_facts(findings: Findings, source: str | None) -> list[tuple[str, str]]:
    """Return each finding's code with what is known of it, safe to print; ``source`` is the secret's reference."""
    known = any(finding.code == "secret-other-known" for finding in findings)
    name = "the known secret" if known else "the secret that you gave"
    subject = name if source is None or source in _NAMELESS else f"{name} ({source})"
    told = []
    for finding in findings:
        words = _words(finding)
        if words:
            detail = f" ({finding.detail})" if finding.detail else ""
            told.append((finding.code, f"{subject} {words}{detail}"))
            subject = "it"
        else:
            told.append((finding.code, finding.detail))
    return told


def _words(finding: Finding) -> str:
    """Return what is said of the secret, where the finding is about one side."""
    words = SIDES.get(finding.code)
    if words is None or finding.side is None:
        return ""
    return {Side.GIVEN: words.given, Side.SIGNED: words.signed, Side.BOTH: words.both}[finding.side]

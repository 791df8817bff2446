"""Telling on which side a mistake of the secret is: in the one that was given, or in what the signature was made with.

The words stand in ``causes.side``; the secret is named by its reference alone.
"""

from maileroo_cli.webhook.diagnosis.causes.side import SIDES
from maileroo_cli.webhook.diagnosis.finding import Finding, Findings, Side

_NAMELESS = ("", "secret")


def tell_fact(finding: Finding, source: str | None, findings: Findings) -> str:
    """Return what is known of one of ``findings``, safe to print; ``source`` is the reference of the secret."""
    words = SIDES.get(finding.code)
    if words is None or finding.side is None:
        return finding.detail
    said = {Side.GIVEN: words.given, Side.SIGNED: words.signed, Side.BOTH: words.both}[finding.side]
    known = any(one.code == "secret-other-known" for one in findings)
    name = "the known secret" if known else "the secret that you gave"
    reference = "" if source is None or source in _NAMELESS else f" ({source})"
    return f"{name}{reference} {said}" + (f" ({finding.detail})" if finding.detail else "")

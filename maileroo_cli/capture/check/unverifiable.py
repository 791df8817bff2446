"""Which signatures say nothing, seen from the request alone, wherever it came from.

What a file leaves open is in ``capture.reservation``, what tells a probe from a webhook in ``capture.probe``.
"""

import re

from maileroo_cli.capture.entry import Capture
from maileroo_cli.capture.verdict import StoredVerdict
from maileroo_cli.webhook.signing.request import header_values
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER, is_well_formed

_MASKED = re.compile(
    r"(?:[A-Za-z0-9_-]{1,12}=)?"
    r"(?:[0-9A-Fa-f]{0,16}(?:\*{3,}|[•●∙·]{3,}|\.{3}|…)[0-9A-Fa-f]{0,16}|[xX]{8,64})"
    r"|[\[<({]?(?:redacted|masked|filtered|scrubbed|sanitized|hidden|removed)[\])>}]?",
    re.IGNORECASE,
)
_VARIABLE = re.compile(r"\{\{[^{}\r\n]{1,80}\}\}")
_LONGEST = 100


def why_unverifiable(signature: str | None) -> str:
    """Return in a few words why nothing can be said of a request's signature; empty where something can."""
    if signature is None or len(signature) > _LONGEST or is_well_formed(signature):
        return ""
    if _MASKED.fullmatch(signature):
        return "the signature is masked, so it cannot be verified"
    if found := _VARIABLE.search(signature):
        return f"the signature holds the variable {found[0]}, which has no value here"
    return ""


def explain_unverifiable(capture: Capture) -> str:
    """Return why a capture is unverifiable where the request itself shows it; empty for any other verdict."""
    entry = capture.entry
    if entry.verdict != StoredVerdict.UNVERIFIABLE:
        return ""
    values = header_values(capture.headers, SIGNATURE_HEADER)
    return why_unverifiable(", ".join(values) if values else None)

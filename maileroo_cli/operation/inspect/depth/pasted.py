"""A signature that somebody's code computed of a captured body: what it proves."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from maileroo_cli.capture.check.assessment import Assessment
from maileroo_cli.capture.check.checker import Checker
from maileroo_cli.capture.check.other_requests import OtherRequests
from maileroo_cli.capture.record import CaptureRecord
from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.store.search import StoreSearch
from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.signing.request import METHOD
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER

LONGEST_PASTED = 1_024
_HEADER = re.compile(rf"{SIGNATURE_HEADER}\s*:\s*", re.IGNORECASE)
_PREFIX = re.compile(r"(sha-?256|v1|hmac-sha256)\s*=\s*", re.IGNORECASE)
_QUOTES = ('"', "'", "`")


class PastedSignature(NamedTuple):
    """What was pasted: the signature in it, and what was left out around it, in words."""

    signature: str
    remarks: tuple[str, ...] = ()


def read_pasted(text: str) -> PastedSignature:
    """Return the signature in a pasted text; what is empty or too long for any raises ``UsageError``."""
    if len(text) > LONGEST_PASTED:
        raise UsageError(
            f"the signature has {len(text):,} characters", "paste the signature alone: Maileroo's has 64 hex digits"
        )
    remarks = []
    rest = text.strip()
    if rest != text:
        remarks.append("white space around what you pasted was left out")
    if found := _HEADER.match(rest):
        rest = rest[found.end() :]
        remarks.append("the name of the header was left out")
    if len(rest) > 1 and rest[0] == rest[-1] and rest[0] in _QUOTES:
        rest = rest[1:-1].strip()
        remarks.append("the quotes around it were left out")
    if found := _PREFIX.match(rest):
        rest = rest[found.end() :]
        remarks.append(f"{found[0].strip()} before it was left out: Maileroo's header has the digits alone")
    if not rest:
        raise UsageError("there is no signature", "paste the signature that your code computed")
    return PastedSignature(rest, tuple(remarks))


def diagnose_pasted(path: Path, name: str, pasted: PastedSignature, secrets: Sequence[Secret]) -> Assessment:
    """Say what a pasted signature is, seen from the body of a capture in the store at ``path``.

    No secret raises ``UsageError``, as does a name of no capture, or of several.
    """
    if not secrets:
        raise UsageError("there is no secret to compare with", "start mhook inspect with --secret")
    with Archive(path) as archive:
        capture = archive.find(name)
        entry = capture.entry
        others = tuple(pair for pair in capture.headers if pair[0].lower() != SIGNATURE_HEADER)
        headers = (*others, (SIGNATURE_HEADER, pasted.signature))
        asked = CaptureRecord.of(entry.id, "", METHOD, entry.target, headers, capture.content.body)
        checker = Checker(secrets, others=OtherRequests(StoreSearch(archive)))
        checked = checker.check(asked, entry.id, exact=True)
    detail = "; ".join(filter(None, (checked.detail, *pasted.remarks)))
    return Assessment(str(checked.verdict), checked.causes, detail, checked.secret or "")

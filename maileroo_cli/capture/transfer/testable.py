"""What can go into a file of tests: a test has to know which answer is right.

A test file holds what is known to be valid or invalid. A fixture holds webhooks whatever is known of them, since it
tells the verdict of each.
"""

from maileroo_cli.capture.entry import Capture
from maileroo_cli.capture.probe import is_other_method, is_probe
from maileroo_cli.capture.transfer.left_out import LeftOut
from maileroo_cli.capture.transfer.likeness import is_unsigned_copy
from maileroo_cli.capture.verdict import StoredVerdict
from maileroo_cli.webhook.signing.request import header_values
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER


def why_no_test(capture: Capture, keeps_signatures: bool) -> LeftOut | None:
    """Return why a capture makes no test, if it makes none: it has to be valid or invalid, and sent by POST."""
    if (reason := why_no_fixture(capture, keeps_signatures)) is not None:
        return reason
    verdict = capture.entry.verdict
    if verdict in (StoredVerdict.VALID, StoredVerdict.INVALID):
        return None
    if verdict == StoredVerdict.UNCHECKED:
        return LeftOut.UNCHECKED
    return LeftOut.STRIPPED if is_unsigned_copy(capture) else LeftOut.UNVERIFIABLE


def why_no_fixture(capture: Capture, keeps_signatures: bool) -> LeftOut | None:
    """Return why a capture is in no fixture, if it is in none."""
    if _is_probe(capture):
        return LeftOut.PROBE
    if keeps_signatures or capture.entry.verdict != StoredVerdict.INVALID:
        return None
    return LeftOut.FORGED if header_values(capture.headers, SIGNATURE_HEADER) else None


def _is_probe(capture: Capture) -> bool:
    """Tell whether a capture is no webhook, also where it was stored before there was such a verdict."""
    entry = capture.entry
    if entry.verdict == StoredVerdict.PROBE or is_other_method(entry.method):
        return True
    return not entry.anomaly and is_probe(entry.method, capture.content.body, capture.record.header(SIGNATURE_HEADER))

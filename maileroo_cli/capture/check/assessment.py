"""What is to be said of one capture's signature: found out anew where there is a secret, else as it was stored.

Requests that come from a file are checked in ``checker``.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from maileroo_cli.capture.check.unverifiable import explain_unverifiable
from maileroo_cli.capture.entry import Capture, CaptureEntry
from maileroo_cli.capture.http.anomaly import ANOMALIES
from maileroo_cli.capture.probe import explain_probe
from maileroo_cli.capture.reservation import parse_reservation
from maileroo_cli.capture.verdict import StoredVerdict
from maileroo_cli.webhook.diagnosis.causes.catalogue import CAUSES, Cause
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER

if TYPE_CHECKING:
    from maileroo_cli.capture.check.checker import CheckedRequest, Checker


@dataclass(frozen=True, slots=True)
class Assessment:
    """A verdict with what explains it; it is true where the signature is valid.

    ``verdict`` is ``valid``, ``invalid``, ``unverifiable`` (nothing can be said of the signature), ``damaged``,
    ``probe`` (no webhook at all) or ``unchecked``. ``causes`` say why it is invalid, the most fundamental first;
    ``detail`` adds a short fact. ``secret`` is the reference of the secret that matched.
    """

    verdict: str
    causes: tuple[Cause, ...] = ()
    detail: str = ""
    secret: str = ""

    @property
    def valid(self) -> bool:
        """Whether the signature is valid."""
        return self.verdict == StoredVerdict.VALID

    def __bool__(self) -> bool:
        return self.valid

    def __str__(self) -> str:
        reasons = " ".join(cause.sentence for cause in self.causes) or self.detail
        codes = f" ({', '.join(cause.code for cause in self.causes)})" if self.causes else ""
        return f"{self.verdict}: {reasons}{codes}" if reasons else self.verdict


def assess(capture: Capture, checker: "Checker | None") -> Assessment:
    """Return the verdict of a capture, with its causes."""
    entry = capture.entry
    if checker is None:
        known = (CAUSES.get(code) for code in entry.cause.split("+"))
        causes = tuple(cause for cause in known if cause is not None)
        why = explain_anomaly(entry) or explain_unverifiable(capture) or _explain_probe(capture)
        return Assessment(entry.verdict, causes, why, entry.secret)
    checked = check_capture(capture, checker)
    return Assessment(str(checked.verdict), checked.causes, checked.detail, checked.secret or "")


def _explain_probe(capture: Capture) -> str:
    """Return what makes a capture a probe; empty where it was stored as anything else."""
    if capture.entry.verdict != StoredVerdict.PROBE:
        return ""
    record = capture.record
    return explain_probe(record.method, record.content, record.header(SIGNATURE_HEADER))


def check_capture(capture: Capture, checker: "Checker") -> "CheckedRequest":
    """Check one capture; its place is its id.

    What arrived malformed cannot be verified, whatever its signature. What a file left open is checked as it was there.
    """
    from maileroo_cli.capture.check.checker import CheckedRequest
    from maileroo_cli.capture.verdict import RequestVerdict

    entry = capture.entry
    if entry.anomaly and parse_reservation(entry.anomaly) is None:
        return CheckedRequest(entry.id, RequestVerdict.DAMAGED, entry.id, detail=explain_anomaly(entry))
    return checker.check(capture.record, entry.id)


def explain_anomaly(entry: CaptureEntry) -> str:
    """Return in a few words what is wrong with a capture's framing, or was left open; empty where nothing is."""
    if (reservation := parse_reservation(entry.anomaly)) is not None:
        return reservation.sentence
    known = ANOMALIES.get(entry.anomaly)
    return known.sentence if known is not None else entry.anomaly

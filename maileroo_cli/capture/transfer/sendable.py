"""Which requests of a file can be sent as they were captured: those whose bytes are all there, and are what was sent.

They become captures, so that they are sent as those of the store are: by ``resend``.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from maileroo_cli.capture.check.checker import CheckedRequest, Checker
from maileroo_cli.capture.check.readings import likely_body
from maileroo_cli.capture.check.unverifiable import why_unverifiable
from maileroo_cli.capture.entry import Capture
from maileroo_cli.capture.probe import is_probe
from maileroo_cli.capture.read_result import DamagedPlace, ReadRequest, ReadResult
from maileroo_cli.capture.record import CaptureRecord
from maileroo_cli.capture.reservation import DOUBTFUL, INCOMPLETE, OPEN_END, SIGNATURE_LEFT_OUT
from maileroo_cli.capture.transfer.importer import CaptureImporter
from maileroo_cli.capture.transfer.resend import can_be_sent, has_signature
from maileroo_cli.capture.verdict import RequestVerdict
from maileroo_cli.webhook.signing.request import TOKEN, Headers
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER

_IN_DOUBT = (INCOMPLETE, DOUBTFUL)
_PROVABLE = "; with its secret (--secret), the signature may prove what was sent"


class SendableRequests(NamedTuple):
    """The requests of a file, those that cannot be sent with the reason, and how many are ``probes``.

    ``foreign`` counts the requests with a signature that is none of the secrets that are at hand, if any is; ``proven``
    those of which nothing but their signature tells what was sent.
    """

    captures: list[Capture]
    left_out: list[DamagedPlace]
    probes: int = 0
    foreign: int = 0
    proven: int = 0


def sort_out(
    results: Iterable[ReadResult], secrets: Sequence[Secret] = (), *, signed_anew: bool = False
) -> SendableRequests:
    """Tell which of the requests that a reader found can be sent, all of them ``signed_anew`` or as they are.

    Where the bytes of a body are in doubt, only a signature that verifies under one of the ``secrets`` proves them.
    """
    sendable = SendableRequests([], [])
    importer = CaptureImporter(lambda: (), (), 0.0)
    checker = Checker(secrets) if secrets else None
    probes = foreign = proven = 0
    for found in results:
        if isinstance(found, DamagedPlace):
            sendable.left_out.append(found)
            continue
        record = found.reserved
        if _is_probe(record):
            probes += 1
            continue
        checked = checker.check(record, found.where, found.alternatives) if checker else None
        is_proven = checked is not None and checked.verdict is RequestVerdict.VALID
        if reason := _why_not(record, is_proven=is_proven, signed_anew=signed_anew):
            provable = checker is None and record.anomaly in _IN_DOUBT and has_signature(record.headers)
            sendable.left_out.append(DamagedPlace(found.where, reason + _PROVABLE if provable else reason))
            continue
        sendable.captures.append(_capture(importer, found, _body(record, checked)))
        foreign += checked is not None and not is_proven and has_signature(record.headers)
        proven += is_proven and bool(record.anomaly in _IN_DOUBT or (checked and checked.proven is not None))
    return sendable._replace(probes=probes, foreign=foreign, proven=proven)


def _is_probe(record: CaptureRecord) -> bool:
    """Tell whether a request is no webhook: one of another method with body and signature is meant to be sent."""
    if record.anomaly in (INCOMPLETE, SIGNATURE_LEFT_OUT):
        return False
    body, signature = record.content, record.header(SIGNATURE_HEADER)
    return is_probe(record.method, body, signature) and not (body and signature)


def _why_not(record: CaptureRecord, *, is_proven: bool, signed_anew: bool) -> str:
    """Return why a request cannot be sent, or nothing."""
    if reason := _why_not_carried(record.method, record.headers):
        return reason
    if is_proven:
        return ""
    reservation = record.reservation
    if reservation is not None and reservation.code in _IN_DOUBT:
        return reservation.sentence
    return "" if signed_anew else why_unverifiable(record.header(SIGNATURE_HEADER))


def _why_not_carried(method: str, headers: Headers) -> str:
    if TOKEN.fullmatch(method) is None:
        return "its method is not valid in HTTP"
    if not all(TOKEN.fullmatch(name) for name, _ in headers):
        return "the name of a header is not valid in HTTP"
    return "" if can_be_sent(method, headers) else "a header holds a line break or a NUL, which HTTP does not allow"


def _body(record: CaptureRecord, checked: CheckedRequest | None) -> bytes:
    """Return the body that is sent: the one that the signature proves, else what is most likely the body."""
    if checked is not None and checked.verdict is RequestVerdict.VALID:
        return record.content if checked.proven is None else checked.proven
    return likely_body(record.content) if record.anomaly == OPEN_END else record.content


def _capture(importer: CaptureImporter, found: ReadRequest, body: bytes) -> Capture:
    """Return a request as a capture with ``body``, about which nothing is left open."""
    capture = importer.capture_of("", found)
    return Capture(capture.entry._replace(anomaly="", size=len(body)), capture.content._replace(body=body))

"""Which requests of a file can be sent as they were captured: those whose bytes are all there, and are what was sent.

They become captures, so that they are sent as those of the store are: by ``resend``.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from maileroo_cli.capture.check.checker import no_webhook
from maileroo_cli.capture.entry import Capture
from maileroo_cli.capture.read_result import DamagedPlace, ReadRequest, ReadResult
from maileroo_cli.capture.transfer.importer import CaptureImporter
from maileroo_cli.capture.transfer.resend import has_signature
from maileroo_cli.errors import InputError
from maileroo_cli.webhook.signing.request import header_values
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER, Verifier


class SendableRequests(NamedTuple):
    """The requests of a file, those that cannot be sent with the reason, and how many can be no webhooks.

    ``foreign`` counts the requests with a signature that is none of the secrets that are at hand, if any is.
    """

    captures: list[Capture]
    left_out: list[DamagedPlace]
    passed_over: int = 0
    foreign: int = 0


def sort_out(results: Iterable[ReadResult], secrets: Sequence[Secret] = ()) -> SendableRequests:
    """Tell which of the requests that a reader found can be sent.

    Where the bytes of a body are in doubt, only a signature that verifies under one of the ``secrets`` proves them. A
    newline that an editor put behind a body is left out where the signature is that of the rest.
    """
    sendable = SendableRequests([], [])
    importer = CaptureImporter(lambda: (), (), 0.0)
    verifier = Verifier(secrets) if secrets else None
    passed_over = foreign = 0
    for found in results:
        if isinstance(found, DamagedPlace):
            sendable.left_out.append(found)
        elif no_webhook(found.record.method, found.record.content, found.record.header(SIGNATURE_HEADER)):
            passed_over += 1
        elif reason := _why_not(found, proven := _proven(found, verifier)):
            sendable.left_out.append(DamagedPlace(found.where, reason))
        else:
            try:
                capture = importer.capture_of("", found)
            except InputError as error:
                sendable.left_out.append(DamagedPlace(found.where, str(error)))
                continue
            if proven is not None and len(proven) != len(capture.content.body):
                content = capture.content._replace(body=proven)
                capture = Capture(capture.entry._replace(size=len(proven)), content)
            sendable.captures.append(capture)
            foreign += verifier is not None and proven is None and has_signature(capture.headers)
    return sendable._replace(passed_over=passed_over, foreign=foreign)


def _why_not(found: ReadRequest, proven: bytes | None) -> str:
    if not found.whole:
        return "; ".join(found.notes) or "bytes of the body are missing"
    return found.doubt if proven is None else ""


def _proven(found: ReadRequest, verifier: Verifier | None) -> bytes | None:
    """Return the body that the signature is of; ``None`` where it proves nothing."""
    if verifier is None:
        return None
    body, signature = found.record.content, found.record.header(SIGNATURE_HEADER)
    if verifier.verify(body, signature).valid:
        return body
    if body.endswith(b"\n") and not header_values(found.record.headers, "content-length"):
        shorter = body[:-1].removesuffix(b"\r")
        return shorter if verifier.verify(shorter, signature).valid else None
    return None

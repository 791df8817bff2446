"""Checking a bare body that is too large to be held in memory: it is hashed piece by piece, and searched no further.

Every other request is checked in ``checker``.
"""

import hmac
from collections.abc import Iterable, Sequence

from maileroo_cli.capture.check.checker import CheckedRequest
from maileroo_cli.capture.check.unverifiable import why_unverifiable
from maileroo_cli.capture.verdict import RequestVerdict
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import is_well_formed, tags_equal


def check_large_body(
    pieces: Iterable[bytes], header: str, where: str, secrets: Sequence[Secret], known: Sequence[Secret]
) -> CheckedRequest:
    """Check a body that comes in ``pieces`` with the value of its signature header; no more than one piece is kept.

    ``known`` are secrets that never make it valid, but may explain it.
    """
    others = [one for one in known if one not in secrets]
    states = [hmac.new(one.reveal(), digestmod="sha256") for one in (*secrets, *others)]
    for piece in pieces:
        for state in states:
            state.update(piece)
    digests = [state.hexdigest() for state in states]
    if is_well_formed(header):
        for secret, digest in zip(secrets, digests, strict=False):
            if tags_equal(digest.encode(), header.encode()):
                return CheckedRequest(where, RequestVerdict.VALID, secret=secret.reference)
    if why := why_unverifiable(header):
        return CheckedRequest(where, RequestVerdict.UNVERIFIABLE, detail=why)
    from maileroo_cli.webhook.diagnosis.explain import diagnose_digests

    found = diagnose_digests(digests, header, secrets, others)
    return CheckedRequest(where, RequestVerdict.INVALID, causes=found.causes, detail=found.detail)

"""What a receiver of an earlier process was asked, as a run tells it, so that this process goes on from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maileroo_cli.capture.event_names import peek_names
from maileroo_cli.delivery.fault.kind import FaultKind, Reach
from maileroo_cli.webhook.signing.request import header_values
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER, Verifier

if TYPE_CHECKING:
    from collections.abc import Iterable

    from maileroo_cli.capture.answer.responder import Responder
    from maileroo_cli.delivery.replay.records import AttemptRecord
    from maileroo_cli.webhook.signing.secret import Secret

_UNSIGNED = frozenset((401,))


def recall(responder: Responder, secret: Secret, records: Iterable[AttemptRecord]) -> None:
    """Ask ``responder`` again for each request of ``records`` that came whole and verified, in their order.

    What it answers and does follows from what it was asked before, so it is then as the earlier one was. An attempt of
    unknown outcome counts as one that never came: it is made again.
    """
    verify = Verifier([secret]).verify
    for record in records:
        if (result := record.result) is None or result.reach is not Reach.WHOLE:
            continue
        request = record.delivery.request
        if _UNSIGNED.issuperset(result.answers) and result.answers:  # by its script, or since it did not verify
            values = header_values(request.headers, SIGNATURE_HEADER)
            if len(values) != 1 or not verify(request.body, values[0]).valid:
                continue
        names = peek_names(request.body)
        copies = 2 if record.fault is not None and record.fault.kind is FaultKind.DUPLICATE else 1
        for _ in range(copies):
            responder.next(names.event_type, names.event_id, request.body)

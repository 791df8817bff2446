"""Why a signature that verifies nothing does not: the request it belongs to, or the mistakes that lead to it.

What a request leaves open, and whether it is a probe, is looked at before, in ``checker``.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from maileroo_cli.capture.check.other_requests import OtherRequests
from maileroo_cli.capture.event_names import peek_event
from maileroo_cli.capture.record import CaptureRecord
from maileroo_cli.capture.reservation import DOUBTFUL, OPEN_END
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER, Verdict, is_well_formed, sign

if TYPE_CHECKING:
    from maileroo_cli.capture.check.other_requests import Owner

_THOROUGH = 3
"""After so many unexplained requests in a block of records, mistakes are no longer combined with one another: a search
without result is the slowest, and a million of them would take hours."""


class Explanation(NamedTuple):
    """The causes, the most fundamental first, and a short fact; no causes where the record itself is in doubt."""

    causes: tuple[Any, ...]
    detail: str = ""


class Explainer:
    """Explains requests that ``verify`` refuses; ``known`` are other secrets that may have been used.

    ``others`` are the requests of the same input, of which one may own a signature. ``verified`` is set where one of
    them is valid: the secrets are right then.
    """

    def __init__(
        self,
        secrets: Sequence[Secret],
        known: Sequence[Secret],
        others: OtherRequests,
        verify: Callable[[bytes, str | bytes | None], Verdict],
    ) -> None:
        self._secrets = tuple(secrets)
        self._known = tuple(known)
        self._others = others
        self._verify = verify
        self._unexplained = 0
        self.verified = False

    def begin_block(self) -> None:
        """Search thoroughly again, whatever was left unexplained in the records before."""
        self._unexplained = 0

    def explain(
        self, record: CaptureRecord, values: Sequence[str], body: bytes, event_id: str, where: str
    ) -> Explanation:
        """Say why none of the signature's ``values`` is that of ``body``.

        ``where`` is the request's place; it is empty for a probe, whose body owns no other request's signature.
        """
        from maileroo_cli.webhook.diagnosis.causes.catalogue import CAUSES, CauseGroup
        from maileroo_cli.webhook.diagnosis.explain import diagnose

        if len(values) > 1 and any(self._verify(body, value).valid for value in values):
            return Explanation((CAUSES["header-duplicated"],))
        signature = values[0] if len(values) == 1 and is_well_formed(values[0]) else ""
        owner = self._find_owner(signature, body, where, event_id) if signature and body and where else None
        foreign = Explanation((CAUSES["signature-of-another"],), owner.describe(event_id) if owner else "")
        if owner and record.anomaly == DOUBTFUL:
            return doubt(record)
        # What was done to the body of the same event may be known; another event cannot be made from it.
        if owner and owner.event_id != event_id:
            return foreign
        found = diagnose(
            body,
            values[0] if values else None,
            self._secrets,
            known_secrets=self._known,
            headers=record.headers,
            method=record.method,
            url=record.target,
            thorough=self._unexplained < _THOROUGH,
        )
        unexplained = found.causes[0].code == "unexplained"
        self._unexplained += unexplained
        if owner and unexplained:
            return foreign
        if record.anomaly == DOUBTFUL and any(
            cause.group in (CauseGroup.BODY, CauseGroup.NONE) for cause in found.causes
        ):
            return doubt(record)
        return Explanation(found.causes, self._told(found.detail) if unexplained else found.detail)

    def _told(self, hints: str) -> str:
        """Return ``hints`` without blaming a secret with which others verify."""
        from maileroo_cli.webhook.diagnosis.evidence import NOTHING_ODD, OTHERS_VERIFY

        return hints.replace(NOTHING_ODD, OTHERS_VERIFY) if self.verified else hints

    def _find_owner(self, signature: str, body: bytes, where: str, event_id: str) -> "Owner | None":
        """Return another request of the input that ``signature`` belongs to; the one at hand may own another's."""
        for place, record in self._others.take_ahead():
            self._remember_ahead(record, place)
        owner = self._others.find_owner(signature, self._verify)
        for secret in self._secrets:
            expected = sign(body, secret)
            self._others.remember(expected, where, event_id)
            owner = owner or self._others.find_swapped(signature, expected, self._verify)
        return owner

    def _remember_ahead(self, record: CaptureRecord, place: str) -> None:
        body = record.content
        if record.anomaly == OPEN_END:
            from maileroo_cli.capture.check.readings import likely_body

            body = likely_body(body)
        event_id, value = peek_event(body)[1], record.header(SIGNATURE_HEADER)
        for secret in self._secrets:
            signature = sign(body, secret)
            self._others.remember(signature, place, event_id)
            self.verified = self.verified or signature == value


def doubt(record: CaptureRecord) -> Explanation:
    """Return what a record leaves open as the only thing to be said of it."""
    reservation = record.reservation
    return Explanation((), reservation.sentence if reservation is not None else "")

"""Why a signature that verifies nothing does not: the request it belongs to, or the mistakes that lead to it.

What a request leaves open, and whether it is a probe, is looked at before, in ``checker``.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from maileroo_cli.capture.check.other_requests import OtherRequests
from maileroo_cli.capture.event_names import peek_event
from maileroo_cli.capture.record import CaptureRecord
from maileroo_cli.capture.reservation import DOUBTFUL, OPEN_END
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER, Signer, Verdict

if TYPE_CHECKING:
    from maileroo_cli.capture.check.other_requests import Owner
    from maileroo_cli.webhook.diagnosis.history import SearchHistory
    from maileroo_cli.webhook.diagnosis.stream import StreamDiagnosis


MakeHistory: TypeAlias = "Callable[[], SearchHistory]"


class Explanation(NamedTuple):
    """The causes, the most fundamental first, and a short fact; no causes where the record itself is in doubt.

    ``brief`` tells that they were not searched for in full.
    """

    causes: tuple[Any, ...]
    detail: str = ""
    brief: bool = False


class Explainer:
    """Explains requests that ``verify`` refuses; ``known`` are other secrets that may have been used.

    ``others`` are the requests of the same input, of which one may own a signature; ``history`` returns what came
    of searches in it so far. ``verified`` is set where one of them is valid: the secrets are right then.
    """

    def __init__(
        self,
        secrets: Sequence[Secret],
        known: Sequence[Secret],
        others: OtherRequests,
        verify: Callable[[bytes, str | bytes | None], Verdict],
        history: "MakeHistory | None" = None,
    ) -> None:
        self._secrets = tuple(secrets)
        self._known = tuple(known)
        self._others = others
        self._verify = verify
        self._history = history
        self._stream: StreamDiagnosis | None = None
        self._sign = [Signer(secret).sign for secret in secrets]
        self._any_owner = False
        self.verified = False

    def explain(
        self, record: CaptureRecord, values: Sequence[str], body: bytes, event_id: str, where: str
    ) -> Explanation:
        """Say why none of the signature's ``values`` is that of ``body``.

        ``where`` is the request's place; it is empty for a probe, whose body owns no other request's signature.
        """
        if len(values) > 1 and any(self._verify(body, value).valid for value in values):
            return _of_code("header-duplicated")
        header = values[0] if values else None
        stream = self._stream = self._stream or self._begin()
        look = stream.look_at(body, header)
        due = stream.is_due(look)
        expected = [sign_body(body) for sign_body in self._sign]
        owner = None
        if header and look.well_formed and len(values) == 1 and body and where:
            owner = self._find_owner(header, expected, where, event_id, everywhere=due or self._any_owner)
            if owner and record.anomaly == DOUBTFUL:
                return doubt(record)
            # What was done to the body of the same event may be known; another event cannot be made from it.
            if owner and owner.event_id != event_id:
                return _of_code("signature-of-another", owner.describe(event_id))
        found = stream.diagnose(
            body, header, look, expected, due=due, headers=record.headers, method=record.method, url=record.target
        )
        unexplained = found.causes[0].code == "unexplained"
        if owner and unexplained:
            return _of_code("signature-of-another", owner.describe(event_id))
        if record.anomaly == DOUBTFUL and _blames_body(found.causes):
            return doubt(record)
        detail = self._told(found.detail) if unexplained and self.verified else found.detail
        return Explanation(found.causes, detail, found.brief)

    def _begin(self) -> "StreamDiagnosis":
        from maileroo_cli.webhook.diagnosis.history import SearchHistory
        from maileroo_cli.webhook.diagnosis.stream import StreamDiagnosis

        return StreamDiagnosis(self._secrets, self._known, (self._history or SearchHistory)())

    @staticmethod
    def _told(hints: str) -> str:
        """Return ``hints`` without blaming a secret with which others verify."""
        from maileroo_cli.webhook.diagnosis.evidence import NOTHING_ODD, OTHERS_VERIFY

        return hints.replace(NOTHING_ODD, OTHERS_VERIFY)

    def _find_owner(
        self, signature: str, expected: Sequence[str], where: str, event_id: str, *, everywhere: bool
    ) -> "Owner | None":
        """Return another request of the input that ``signature`` belongs to; the one at hand may own another's.

        Unless ``everywhere``, only those that are known are asked. ``expected`` are the signatures of the one at hand.
        """
        for place, record in self._others.take_ahead():
            self._remember_ahead(record, place)
        owner = self._others.find_owner(signature, self._verify, searched=everywhere)
        for one in expected:
            self._others.remember(one, where, event_id)
            if everywhere:
                owner = owner or self._others.find_swapped(signature, one, self._verify)
        self._any_owner = self._any_owner or owner is not None
        return owner

    def _remember_ahead(self, record: CaptureRecord, place: str) -> None:
        body = record.content
        if record.anomaly == OPEN_END:
            from maileroo_cli.capture.check.readings import likely_body

            body = likely_body(body)
        event_id, value = peek_event(body)[1], record.header(SIGNATURE_HEADER)
        for sign_body in self._sign:
            signature = sign_body(body)
            self._others.remember(signature, place, event_id)
            self.verified = self.verified or signature == value


def _of_code(code: str, detail: str = "") -> Explanation:
    from maileroo_cli.webhook.diagnosis.causes.catalogue import CAUSES

    return Explanation((CAUSES[code],), detail)


def _blames_body(causes: Sequence[Any]) -> bool:
    from maileroo_cli.webhook.diagnosis.causes.catalogue import CauseGroup

    return any(cause.group in (CauseGroup.BODY, CauseGroup.NONE) for cause in causes)


def doubt(record: CaptureRecord) -> Explanation:
    """Return what a record leaves open as the only thing to be said of it."""
    reservation = record.reservation
    return Explanation((), reservation.sentence if reservation is not None else "")

"""What scripts make their requests with: events that carry the marker of the run, signed well or badly on purpose.

Everything comes from the secret, the time and the source of randomness that are handed in; nothing is sent from here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, NamedTuple

from maileroo_cli.delivery.attempt.outcome import Attempt
from maileroo_cli.webhook.catalogue.event import EventType
from maileroo_cli.webhook.generation.payload import Mail, PayloadFactory, Recipe
from maileroo_cli.webhook.generation.vocabulary import Vocabulary
from maileroo_cli.webhook.signing.body_style import Style, encode
from maileroo_cli.webhook.signing.request import METHOD, Headers, Request, webhook_headers
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import Signer
from maileroo_cli.webhook.signing.tamper import BadSignature, tamper

REFERENCE_DIGITS = 24
"""How many hex digits a reference id has (official: it is the id that the sending API returns)."""

_REFERENCE = b'"message_reference_id":"'

Payload = dict[str, Any]


class ProbeEvent(NamedTuple):
    """One event of a run: its body is what is signed and sent."""

    type: str
    event_id: str
    body: bytes


@dataclass(frozen=True, slots=True)
class ProbeSettings:
    """What every probe of a run shares.

    ``now`` is Unix seconds, ``marker`` the hex digits that every reference id begins with, ``headers`` are added to
    each request. ``budget`` is the latency in seconds that ``quantile`` of the answers have to keep. ``effect_types``
    are the types that have an effect for certain. ``per_event`` tells that effects are counted event by event: then
    several can be watched at the same time. ``settle`` is how many seconds work may take after its answer.
    """

    url: str
    secret: Secret
    marker: str
    now: float
    vocabulary: Vocabulary
    headers: Headers = ()
    budget: float | None = None
    quantile: float = 0.95
    effect_types: tuple[str, ...] = ()
    per_event: bool = True
    settle: float = 0.0


@dataclass(slots=True)
class Probe:
    """Makes the requests of one rule: the same ``settings`` and ``rng`` make the same ones again.

    ``refused`` is what became of a valid event where that was not accepted, for the rules that ask why.
    """

    settings: ProbeSettings
    rng: Random
    refused: Attempt | None = None
    _factory: PayloadFactory = field(init=False)
    _sign: Callable[[bytes], str] = field(init=False)

    def __post_init__(self) -> None:
        self._factory = PayloadFactory(self.settings.vocabulary, self.rng, Recipe(tags=()))
        self._sign = Signer(self.settings.secret).sign

    @property
    def secret(self) -> Secret:
        """The secret that the receiver is said to know."""
        return self.settings.secret

    def mail(self, recipients: int = 1, *, at: float | None = None) -> Mail:
        """Draw one mail, submitted a moment ago, or a moment before ``at``."""
        now = self.settings.now if at is None else at
        return self._factory.mail(int(now) - 2, recipients)

    def payload(
        self, event_type: str = EventType.DELIVERED, *, mail: Mail | None = None, at: float | None = None
    ) -> Payload:
        """Draw one payload that carries the marker; events of one ``mail`` share their ids.

        Its tags are null, as in every official sample: what a rule finds is no matter of what was drawn.
        """
        now = int(self.settings.now if at is None else at)
        payload = self._factory.payload(event_type, mail or self.mail(at=now), now)
        drawn: str = payload["message_reference_id"]
        payload["message_reference_id"] = f"{self.settings.marker}{drawn[len(self.settings.marker) :]}"
        return payload

    def event(
        self,
        event_type: str = EventType.DELIVERED,
        *,
        mail: Mail | None = None,
        at: float | None = None,
        style: Style = Style.GO,
    ) -> ProbeEvent:
        """Draw one event; ``style`` says how its JSON is written."""
        if style is Style.GO:  # as the factory writes it: the same bytes, without reading and writing them again
            now = int(self.settings.now if at is None else at)
            event_id, body = self._factory.event(event_type, mail or self.mail(at=now), now)
            return ProbeEvent(str(event_type), event_id, self._marked(body))
        return self.encoded(self.payload(event_type, mail=mail, at=at), style)

    def _marked(self, body: bytes) -> bytes:
        head, key, rest = body.rpartition(_REFERENCE)
        marker = self.settings.marker.encode()
        return b"".join((head, key, marker, rest[len(marker) :]))

    def encoded(self, payload: Payload, style: Style = Style.GO) -> ProbeEvent:
        """Return the event of a payload that was changed."""
        return ProbeEvent(_text(payload, "event_type"), _text(payload, "event_id"), encode(payload, style))

    def raw(self, event: ProbeEvent, body: bytes) -> ProbeEvent:
        """Return an event with another body."""
        return event._replace(body=body)

    def sign(self, body: bytes) -> str:
        """Return the valid signature of ``body``."""
        return self._sign(body)

    def request(
        self,
        event: ProbeEvent | bytes,
        *,
        signatures: Sequence[str] | None = None,
        method: str = METHOD,
        headers: Headers = (),
        url: str | None = None,
        without: str = "",
    ) -> Request:
        """Return the request for an event, or for a body of any kind, with a valid signature unless others are given.

        A header in ``headers`` replaces one of the usual ones; the one that is named ``without`` is left out. ``url``
        is another path of the same receiver: only a single request can be sent there.
        """
        body = event if isinstance(event, bytes) else event.body
        values = (self.sign(body),) if signatures is None else tuple(signatures)
        named = {name.lower() for name, _ in headers}
        extra = (*(pair for pair in self.settings.headers if pair[0].lower() not in named), *headers)
        sent = tuple(pair for pair in webhook_headers(values, extra) if pair[0].lower() != without.lower())
        return Request(method, url or self.settings.url, sent, body)

    def forged(self, kind: BadSignature, event: ProbeEvent | bytes | None = None) -> Request:
        """Return the request for an event with a bad signature of this kind."""
        chosen = self.event() if event is None else event
        body = chosen if isinstance(chosen, bytes) else chosen.body
        return self.request(chosen, signatures=tamper(kind, body, self.secret))


def _text(payload: Payload, key: str) -> str:
    value = payload.get(key)
    return value if isinstance(value, str) else ""

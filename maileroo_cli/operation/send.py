"""Sending requests once each: every attempt as it is made, and judged. Their sum is in ``send_summary``."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from maileroo_cli.delivery.attempt.expected_outcome import ExpectedOutcome
from maileroo_cli.delivery.attempt.judgement import Judgement, Success, judge, judge_forged
from maileroo_cli.delivery.attempt.outcome import Attempt
from maileroo_cli.delivery.attempt.requests import OutgoingRequest
from maileroo_cli.delivery.attempt.sending import deliver
from maileroo_cli.operation.attempts.summary import JudgedAttempt, SendSummary
from maileroo_cli.operation.attempts.under_way import UnderWay
from maileroo_cli.transport.client.request_head import encode_head
from maileroo_cli.transport.client.sender import DEFAULT_TIMEOUT, Sender
from maileroo_cli.transport.client.target import Target
from maileroo_cli.transport.client.tls import Trust
from maileroo_cli.webhook.signing.hiding import Hiding
from maileroo_cli.webhook.signing.request import Request
from maileroo_cli.webhook.signing.secret import MASK, Secret
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER
from maileroo_cli.webhook.signing.tamper import BadSignature

if TYPE_CHECKING:
    from maileroo_cli.transport.app.interface.application import Application
    from maileroo_cli.transport.client.contract import ReceiverSender

MOMENT = 0.25
"""So many seconds the work after an answer is followed."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where requests go: ``timeout`` is the total time for one in seconds, ``trust`` says who is believed over TLS.

    With an ``application`` they go into that, which runs in this process, and ``target`` only says what they look like;
    what it raises is told without the secret that is ``hidden``.
    """

    target: Target
    timeout: float = DEFAULT_TIMEOUT
    trust: Trust = field(default_factory=Trust)
    application: "Application | None" = None
    hidden: Secret | None = None

    @property
    def place(self) -> str:
        """How attempts name it: ``host:port``, or the application."""
        return self.target.place if self.application is None else self.application.name

    def open(self) -> "ReceiverSender":
        """Return a sender to it."""
        if self.application is not None:
            from maileroo_cli.transport.app.sender import AppSender

            return AppSender(self.application, self.target, timeout=self.timeout, hidden=self.hidden)
        return Sender(self.target, timeout=self.timeout, trust=self.trust)


@dataclass(frozen=True, slots=True)
class SendPace:
    """How many attempts are made at a time, how many begin in a second, and the pause between two, in seconds."""

    concurrency: int = 1
    rate: float | None = None
    interval: float | None = None


@dataclass(frozen=True, slots=True)
class SendTerms:
    """What counts as success: the provider's rule, or what the user expects."""

    success: Success = Success.STRICT
    expected: ExpectedOutcome | None = None

    def judge(self, attempt: Attempt, bad_signature: BadSignature | None = None, *, is_open: bool = False) -> Judgement:
        """Say whether ``attempt`` is good: where its signature was a bad one, only a refusal is.

        ``is_open`` says that the receiver has accepted what anybody can make.
        """
        if bad_signature is not None:
            return judge_forged(attempt, bad_signature, self.expected, is_open=is_open)
        return judge(attempt, self.success, self.expected)


class SendRun(Iterator[JudgedAttempt]):
    """The attempts of one ``send``, made as they are iterated; ``summary`` adds up those that were taken.

    Close it where an exception ends the loop over it: what is under way is then broken off.
    """

    def __init__(self, attempts: Generator[JudgedAttempt, None, None], summary: SendSummary) -> None:
        self._attempts = attempts
        self.summary = summary

    def __next__(self) -> JudgedAttempt:
        return next(self._attempts)

    def close(self) -> None:
        """Stop without waiting for answers."""
        self._attempts.close()


def send(
    requests: Iterable[OutgoingRequest],
    endpoint: Endpoint,
    terms: SendTerms | None = None,
    pace: SendPace | None = None,
    *,
    hidden: Secret | Sequence[Secret] | None = None,
    summary: SendSummary | None = None,
    aims: bool = False,
    follow: float = MOMENT,
) -> SendRun:
    """Send every request once; nothing that a peer does raises.

    ``hidden`` are secrets that an answer may repeat, such as one that was sent: they are masked there. A ``summary``
    that is handed in is added to. With ``aims`` each request goes to the path of its own URL, not to the endpoint's.
    ``follow`` is how many seconds an application in this process may work after its answer, to see whether it fails.
    Attempts come in order with a concurrency of 1, else as they finish.
    """
    masked = (hidden,) if isinstance(hidden, Secret) else hidden or ()
    terms, pace, total = terms or SendTerms(), pace or SendPace(), summary or SendSummary()
    total.expected_by_user = terms.expected is not None
    opened = total.under_way = UnderWay(endpoint.open, aims=aims, follow=follow)
    results = deliver(requests, opened.open, concurrency=pace.concurrency, rate=pace.rate, interval=pace.interval)

    def judge_each() -> Generator[JudgedAttempt, None, None]:
        with closing(results):
            for one in results:
                attempt = mask_answer(one.attempt, masked)
                judgement = terms.judge(attempt, one.item.bad_signature, is_open=total.is_open)
                judged = JudgedAttempt(one.item, attempt, one.began, judgement)
                total.add(judged)
                yield judged

    return SendRun(judge_each(), total)


class PreparedRequest(NamedTuple):
    """A request that is not sent: what it is, the bytes that would go over the wire, and what its signature has."""

    request: Request
    wire: bytes
    bad_signature: BadSignature | None = None


def prepare(requests: Iterable[OutgoingRequest], target: Target) -> Iterator[PreparedRequest]:
    """Yield the exact requests that would be sent; where the secret itself stands for the signature, it is masked."""
    for one in requests:
        request = _unsigned(one.request) if one.bad_signature is BadSignature.SECRET_ITSELF else one.request
        yield PreparedRequest(request, encode_head(request, target) + request.body, one.bad_signature)


def mask_answer(attempt: Attempt, secrets: Iterable[Secret]) -> Attempt:
    """Return the attempt without what its answer repeats of the secrets."""
    for secret in secrets:
        key = secret.reveal()
        text, hiding = key.decode("latin-1"), Hiding(secret)
        attempt = replace(
            attempt,
            headers=tuple((name, value.replace(text, MASK)) for name, value in attempt.headers),
            body=attempt.body.replace(key, MASK.encode()),
            location=None if attempt.location is None else attempt.location.replace(text, MASK),
            traceback=hiding.text(attempt.traceback),
            raised=hiding.text(attempt.raised),
        )
    return attempt


def _unsigned(request: Request) -> Request:
    headers = tuple((name, MASK if name == SIGNATURE_HEADER else value) for name, value in request.headers)
    return Request(request.method, request.url, headers, request.body)

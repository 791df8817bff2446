"""Sending in Python: one event or request, or many. Nothing that a receiver answers raises.

Whole schedules of retries are in ``replaying``, the rules of a correct receiver in ``checking``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

from maileroo_cli.library.headers import HeadersLike
from maileroo_cli.library.receiver.outgoing import Packing, Sendable, make_packing
from maileroo_cli.library.receiver.target import open_receiver
from maileroo_cli.operation.send import SendPace
from maileroo_cli.operation.send import send as send_requests
from maileroo_cli.transport.client.target import parse_target

if TYPE_CHECKING:
    from maileroo_cli.delivery.attempt.outcome import Attempt
    from maileroo_cli.delivery.attempt.requests import OutgoingRequest
    from maileroo_cli.library.receiver.running import AppKindName, ReceiverLike
    from maileroo_cli.webhook.signing.signature import SecretLike

DEFAULT_TIMEOUT = 30.0
_SERVER_ERROR = 500


def send(
    what: Sendable,
    *,
    to: ReceiverLike,
    secret: SecretLike | None = None,
    path: str | None = None,
    timeout: float = DEFAULT_TIMEOUT,
    headers: HeadersLike = (),
    kind: AppKindName | None = None,
    same_thread: bool = True,
    raise_exceptions: bool = True,
) -> Attempt:
    """Send an event or a request, and return what came of it, such as its ``.status`` and its ``.text``.

    ``to`` is a URL, an ASGI or WSGI application, or a reference to one like ``"shop.main:app"``, which is called in
    this process. An event is signed with ``secret`` and goes to ``path``, which is ``/webhook``; a request goes as it
    is, to its own path. ``timeout`` is the total time in seconds. ``headers`` are added, or replace those of the same
    name. ``kind`` says ``"asgi"`` or ``"wsgi"`` where an application cannot be recognised.

    A WSGI application is called in this thread, and so sees the test's own database transaction; then nothing can end
    a request that takes too long. ``same_thread=False`` gives it a thread of its own. Work that the application leaves
    behind is done when this returns.

    As with the test clients of Flask, Django and Starlette, an exception of the application is raised here; with
    ``raise_exceptions=False`` it is the answer 500, as Maileroo would see it, and ``.traceback`` tells it.
    """
    with open_receiver(to, path=path, timeout=timeout, kind=kind, same_thread=same_thread) as receiver:
        request = make_packing(receiver, secret, headers, path).pack(what).request
        with receiver.endpoint.open() as sender:
            if not receiver.is_remote:
                sender.aim(parse_target(request.url))
            attempt = sender.send(request)
        receiver.finish_background()
        error: BaseException | None = getattr(sender, "error", None)  # none where a socket leads to the receiver
        if raise_exceptions and error is not None and _crashed(attempt):
            raise error
    return attempt


def _crashed(attempt: Attempt) -> bool:
    """Tell whether an exception is what ended a request, and not one that the application dealt with."""
    return attempt.status is None or attempt.status >= _SERVER_ERROR


class EventAttempt(NamedTuple):
    """One of many things that were sent, and what came of it.

    It is ``ok`` where the answer was 200; ``explanation`` says in a sentence what the answer means.
    """

    what: Sendable
    attempt: Attempt
    ok: bool
    explanation: str


class DeliverSummary:
    """What many attempts add up to, as far as they were made."""

    def __init__(self) -> None:
        self.answers: Counter[str] = Counter()
        """How many attempts ended with which status or, without one, with which outcome."""

        self.failed: list[EventAttempt] = []
        """Those that were not answered 200."""

    def add(self, one: EventAttempt) -> None:
        """Count one attempt."""
        self.answers[one.attempt.word] += 1
        if not one.ok:
            self.failed.append(one)

    @property
    def sent(self) -> int:
        """How many there were."""
        return self.answers.total()

    @property
    def ok(self) -> bool:
        """Whether each one was answered 200."""
        return not self.failed


class DeliverRun(Iterator[EventAttempt]):
    """The attempts of one :func:`deliver`, made as they are iterated; ``summary`` adds up those that were made."""

    def __init__(self, attempts: Generator[EventAttempt, None, None], summary: DeliverSummary) -> None:
        self._attempts = attempts
        self.summary = summary

    def __next__(self) -> EventAttempt:
        return next(self._attempts)

    def finish(self) -> DeliverSummary:
        """Make all attempts that are left, and return the summary."""
        for _ in self:
            pass
        return self.summary

    def close(self) -> None:
        """Stop without waiting for answers."""
        self._attempts.close()


def deliver(
    many: Iterable[Sendable],
    *,
    to: ReceiverLike,
    secret: SecretLike | None = None,
    concurrency: int = 1,
    rate: float | None = None,
    path: str | None = None,
    timeout: float = DEFAULT_TIMEOUT,
    headers: HeadersLike = (),
    kind: AppKindName | None = None,
    same_thread: bool | None = None,
) -> DeliverRun:
    """Send many events or requests once each, as :func:`send` does; iterate over the attempts, or call ``finish()``.

    ``concurrency`` is how many are under way at a time, ``rate`` how many begin in a second at most. In order and in
    this thread they are sent with a concurrency of 1 alone. An exception of the application is not raised here: it is
    the answer 500. A WSGI application is called in this thread where the concurrency is 1.
    """
    total = DeliverSummary()

    def attempts() -> Generator[EventAttempt, None, None]:
        in_caller = concurrency == 1 if same_thread is None else same_thread
        with open_receiver(to, path=path, timeout=timeout, kind=kind, same_thread=in_caller) as receiver:
            packing = make_packing(receiver, secret, headers, path)
            requests = _Remembered(packing, many)
            run = send_requests(
                requests,
                receiver.endpoint,
                pace=SendPace(concurrency, rate),
                aims=not receiver.is_remote,
            )
            with closing(run):
                for judged in run:
                    if concurrency == 1:
                        receiver.finish_background()
                    one = EventAttempt(
                        requests.what(judged.request), judged.attempt, judged.judgement.ok, judged.judgement.sentence
                    )
                    total.add(one)
                    yield one
            receiver.finish_background()

    return DeliverRun(attempts(), total)


class _Remembered(Iterator["OutgoingRequest"]):
    """Packs things one by one, and remembers each until its attempt was made."""

    def __init__(self, packing: Packing, many: Iterable[Sendable]) -> None:
        self._packing = packing
        self._many = iter(many)
        self._packed: dict[int, tuple[OutgoingRequest, Sendable]] = {}

    def __next__(self) -> OutgoingRequest:
        what = next(self._many)
        packed = self._packing.pack(what)
        self._packed[id(packed)] = packed, what
        return packed

    def what(self, packed: OutgoingRequest) -> Sendable:
        """Return what was packed, and forget it."""
        return self._packed.pop(id(packed))[1]

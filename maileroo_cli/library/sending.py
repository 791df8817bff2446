"""Sending in Python: one event or request, or many. Nothing that a receiver answers raises.

Whole schedules of retries are in ``replaying``, the rules of a correct receiver in ``checking``.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from typing import TYPE_CHECKING

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.errors import UsageError
from maileroo_cli.library.argument.checking import as_count, as_rate
from maileroo_cli.library.argument.wording import in_python, python_wording
from maileroo_cli.library.headers import HeadersLike, held
from maileroo_cli.library.receiver.outgoing import Packing, Sendable, make_packing
from maileroo_cli.library.receiver.target import finish_background, want_receiver
from maileroo_cli.library.result.attempts import DeliverRun, DeliverSummary, EventAttempt
from maileroo_cli.operation.send import MOMENT, SendPace
from maileroo_cli.operation.send import send as send_requests
from maileroo_cli.transport.client.sender import DEFAULT_TIMEOUT
from maileroo_cli.transport.client.target import parse_target

if TYPE_CHECKING:
    from maileroo_cli.delivery.attempt.outcome import Attempt
    from maileroo_cli.delivery.attempt.requests import OutgoingRequest
    from maileroo_cli.library.receiver.running import AppKindName, ReceiverLike
    from maileroo_cli.webhook.signing.signature import SecretLike

_SERVER_ERROR = 500


def send(
    what: Sendable,
    *,
    to: ReceiverLike,
    secret: SecretLike | None = None,
    path: str | None = None,
    timeout: float = DEFAULT_TIMEOUT,
    headers: HeadersLike = (),
    verify: bool | str = True,
    kind: AppKindName | None = None,
    same_thread: bool = True,
    raise_exceptions: bool = True,
) -> Attempt:
    """Send an event or a request, and return what came of it, such as its ``.status`` and its ``.text``.

    >>> from maileroo_cli import make_event
    >>> def app(environ, start_response):
    ...     start_response("200 OK", [])
    ...     return [b"thanks"]
    >>> attempt = send(make_event("clicked", seed=1), to=app, secret="secret")
    >>> attempt.ok, attempt.status, attempt.text
    (True, 200, 'thanks')

    ``to`` is a URL, an ASGI or WSGI application, or a reference to one like ``"shop.main:app"``, which is called in
    this process. An event is signed with ``secret`` and goes to ``path``, which is ``/webhook``; a request goes as it
    is, to its own path. ``timeout`` is the total time in seconds. ``headers`` are added, or replace those of the same
    name. ``verify`` is ``False`` for any TLS certificate, or a file of authorities. ``kind`` says ``"asgi"`` or
    ``"wsgi"`` where an application cannot be recognised.

    A WSGI application is called in this thread, and so sees the test's own database transaction; then nothing can end
    a request that takes too long: it is a time-out once it ends. ``same_thread=False`` gives it a thread of its own.
    Work that the application leaves behind is done when this returns.

    As with the test clients of Flask, Django and Starlette, an exception of the application is raised here, also one
    that ended its work after the answer, such as a background task of Starlette; with ``raise_exceptions=False`` it is
    the answer 500, unless another one had been given, as Maileroo would see it, and ``.traceback`` tells it. Whatever a
    receiver answers raises nothing; what cannot be sent raises :class:`UsageError`.
    """
    __tracebackhide__ = True
    with python_wording():
        secret = held(secret)
        receiver = want_receiver(to, path=path, timeout=timeout, verify=verify, kind=kind)
        packing = make_packing(receiver, secret, headers)
        request = packing.pack(what).request
        with (
            receiver.open(same_thread=same_thread, hidden=packing.secret) as endpoint,
            endpoint.open() as sender,
        ):
            if not receiver.is_remote and request.url != receiver.url:
                sender.aim(parse_target(request.url))
            attempt = sender.send(request)
            finish_background(endpoint)
            attempt = sender.follow(attempt, 0.0)
    error: BaseException | None = getattr(sender, "error", None)  # none where a socket leads to the receiver
    if raise_exceptions and error is not None and _crashed(attempt):
        raise error
    return attempt


def _crashed(attempt: Attempt) -> bool:
    """Tell whether an exception is what ended a request, and not one that the application dealt with, or the time.

    Frameworks answer 500 for what they catch; with any other status, an application has chosen its answer itself.
    """
    if attempt.outcome is Outcome.TIMEOUT:
        return False
    ended = attempt.status in (None, _SERVER_ERROR) or attempt.outcome is not Outcome.ANSWERED
    return attempt.failed_afterwards or ended


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
    verify: bool | str = True,
    kind: AppKindName | None = None,
    same_thread: bool | None = None,
) -> DeliverRun:
    """Send many events or requests once each, as :func:`send` does.

    >>> from maileroo_cli import make_lifecycle
    >>> def app(environ, start_response):
    ...     start_response("200 OK", [])
    ...     return []
    >>> deliver(make_lifecycle("bounced", seed=1), to=app, secret="secret").summary
    DeliverSummary(ok=True, sent=2, answers={'200': 2})

    Iterate over the attempts, or take the ``summary``. ``concurrency`` is how many are under way at a time, ``rate``
    how many begin in a second at most. With a concurrency of 1 they come in order, and a WSGI application is called in
    this thread. An exception of the application is not raised here: it is the answer 500, or, where it came after
    the answer, told in the explanation of its attempt. What cannot be sent raises
    :class:`UsageError`.
    """
    __tracebackhide__ = True
    with python_wording():
        secret = held(secret)
        concurrency = as_count("concurrency", concurrency)
        rate = None if rate is None else as_rate("rate", rate)
        if same_thread and concurrency > 1:
            raise UsageError("several requests at a time need several threads", "let same_thread or concurrency be")
        receiver = want_receiver(to, path=path, timeout=timeout, verify=verify, kind=kind)
        packing = make_packing(receiver, secret, headers)
        packed = _Packed(packing, many)
    so_far = DeliverSummary()

    def attempts() -> Generator[EventAttempt, None, None]:
        in_caller = concurrency == 1 if same_thread is None else same_thread
        with receiver.open(same_thread=in_caller, hidden=packing.secret) as endpoint:
            pace = SendPace(concurrency, rate)
            follow = timeout if concurrency == 1 else MOMENT
            sending = send_requests(packed, endpoint, pace=pace, aims=not receiver.is_remote, follow=follow)
            with closing(sending) as run:
                for judged in run:
                    if concurrency == 1:
                        finish_background(endpoint)
                    judgement = judged.judgement
                    told = in_python(judgement.risk or judgement.sentence)
                    one = EventAttempt(
                        packed.what(judged.request),
                        judged.request.event_type,
                        judged.request.event_id,
                        judged.attempt,
                        judgement.ok,
                        told,
                    )
                    so_far.add(one)
                    yield one
            finish_background(endpoint)

    return DeliverRun(attempts(), so_far)


class _Packed(Iterator["OutgoingRequest"]):
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

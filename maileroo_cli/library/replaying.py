"""The schedule of retries in Python: events, faults and a clock, against a URL or an application in this process."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from maileroo_cli.delivery.fault.kind import FaultKind
from maileroo_cli.delivery.fault.text import format_faults, parse_faults
from maileroo_cli.delivery.replay.clock import parse_clock
from maileroo_cli.delivery.replay.records import Delivery
from maileroo_cli.errors import UsageError
from maileroo_cli.library.argument.checking import as_count, as_number, as_rate, as_text, as_texts
from maileroo_cli.library.argument.wording import in_python, python_wording
from maileroo_cli.library.event import Event
from maileroo_cli.library.headers import HeadersLike, held
from maileroo_cli.library.receiver.looking import CallableObserver
from maileroo_cli.library.receiver.outgoing import make_packing, request_of
from maileroo_cli.library.receiver.target import want_receiver
from maileroo_cli.library.result.page import PageConsole
from maileroo_cli.library.result.replays import ReplayAttempt, ReplayRun, ReplaySummary, make_attempt, make_summary
from maileroo_cli.operation.replay.plan import WantedReplay, plan_replay
from maileroo_cli.operation.replay.play import play_new
from maileroo_cli.operation.replay.results import ReplayedAttempt, ReplayEnded
from maileroo_cli.report.replay.report import ReplayReport
from maileroo_cli.transport.client.sender import DEFAULT_TIMEOUT

if TYPE_CHECKING:
    from maileroo_cli.delivery.replay.journal import RunPlan
    from maileroo_cli.library.receiver.looking import Effects
    from maileroo_cli.library.receiver.outgoing import Sendable
    from maileroo_cli.library.receiver.running import AppKindName, ReceiverLike
    from maileroo_cli.library.receiver.target import WantedReceiver
    from maileroo_cli.webhook.signing.secret import Secret
    from maileroo_cli.webhook.signing.signature import SecretLike

Faults: TypeAlias = str | Iterable[str] | Mapping[int, str]
_MOST = 1_000_000
_FAULTS = 'write them like ["503*2", "lost", "ok"], or {1: "503", 3: "lost"}'


def replay(
    events: Sendable | Iterable[Sendable],
    *,
    to: ReceiverLike,
    secret: SecretLike | None = None,
    faults: Faults = (),
    fault_rate: float = 0.0,
    fault_seed: int = 0,
    schedule: str = "maileroo",
    attempts: int | None = None,
    clock: str = "virtual",
    effects: Effects | None = None,
    settle: float = 0.0,
    allow_no_effect: str | Iterable[str] = (),
    together: bool = False,
    concurrency: int = 1,
    path: str | None = None,
    timeout: float = DEFAULT_TIMEOUT,
    headers: HeadersLike = (),
    verify: bool | str = True,
    kind: AppKindName | None = None,
    same_thread: bool | None = None,
) -> ReplayRun:
    """Deliver events as Maileroo does, again and again until each is accepted or given up.

    >>> from maileroo_cli import make_event
    >>> orders = []
    >>> def app(environ, start_response):
    ...     orders.append(environ["wsgi.input"].read())
    ...     start_response("200 OK", [])
    ...     return []
    >>> run = replay(make_event("delivered", seed=1), to=app, secret="secret", faults=["503", "lost"])
    >>> [(one.number, one.fault, one.attempt.word, one.reached) for one in run]
    [(1, 'status:503', '503', 'nothing'), (2, 'lost', 'timeout', 'whole'), (3, None, '200', 'whole')]
    >>> run.summary.ok, len(orders)
    (True, 2)

    Iterate over the attempts, or take the ``summary``. ``to``, ``secret``, ``path``, ``timeout``, ``headers``,
    ``verify`` and ``kind`` are those of :func:`send`. ``faults`` are those of the attempts in order, or by number, like
    ``{2: "lost"}``: ``refuse``, ``dns``, ``tls``, ``connect-timeout``, a status, ``truncate``, ``drip:2s``,
    ``corrupt``, ``reset``, ``lost``, ``late``, ``gateway:502``, ``reset-after``, ``duplicate``, ``reorder`` or ``ok``;
    ``fault_rate`` draws others from ``fault_seed``. ``schedule`` is a provider's name, offsets like ``"0s,5m,30m"`` or
    a TOML file, cut to so many ``attempts``. With the ``clock`` ``"virtual"`` nothing is waited for; others are
    ``"real"`` and ``"scaled:60"``.

    ``effects(event_id)`` returns how often the receiver has acted on an event, as a number or a list, and without an
    argument how often at all; it is called before and after each attempt, and ``settle`` seconds after the last.
    ``allow_no_effect`` names event types that need none. First attempts are due when the events happened, or all
    ``together``.

    A WSGI application is called in this thread, where one attempt is made at a time and none of the ``faults`` is
    ``duplicate``, for which it takes two. What cannot be replayed raises :class:`UsageError`, ``effects`` that fail
    :class:`InputError`; what the receiver does raises nothing.
    """
    __tracebackhide__ = True
    with python_wording():
        secret = held(secret)
        concurrency = as_count("concurrency", concurrency)
        attempts = None if attempts is None else as_count("attempts", attempts)
        clock = as_text("clock", clock, "give virtual, real or one like scaled:60")
        schedule = as_text("schedule", schedule, 'name a provider, or write offsets like "0s,5m,30m"')
        fault_rate, settle = as_rate("fault_rate", fault_rate), as_rate("settle", settle)
        fault_seed = as_number("fault_seed", fault_seed)
        receiver = want_receiver(to, path=path, timeout=timeout, verify=verify, kind=kind)
        texts = _fault_texts(faults)
        single = concurrency == 1 or parse_clock(clock).speed is None
        if same_thread and not single:
            raise UsageError("several attempts at a time need several threads", "let same_thread or concurrency be")
        deliveries = _deliveries(events, receiver, secret, headers, together=together)
        observer = None if effects is None else CallableObserver(effects, secret)
        wanted = WantedReplay(
            url=deliveries[0].request.url if deliveries else receiver.url,
            schedule=schedule,
            attempts=attempts,
            clock=clock,
            timeout=timeout,
            cacert=receiver.trust.cacert,
            insecure=receiver.trust.insecure,
            faults=texts,
            fault_rate=fault_rate,
            fault_seed=fault_seed,
            settle=settle,
            allow_no_effect=as_texts("allow_no_effect", allow_no_effect, "name event types, or all"),
            is_observed=observer is not None,
        )
        plan = plan_replay(wanted, _ignore)
    twice = any(str(FaultKind.DUPLICATE) in text for text in texts)
    in_caller = single and not twice if same_thread is None else same_thread
    return ReplayRun(_play(plan, deliveries, receiver, observer, secret, concurrency, same_thread=in_caller))


def _play(
    plan: RunPlan,
    deliveries: list[Delivery],
    receiver: WantedReceiver,
    observer: CallableObserver | None,
    secret: Secret | None,
    concurrency: int,
    *,
    same_thread: bool,
) -> Generator[ReplayAttempt, None, ReplaySummary]:
    page, ended = PageConsole(), None
    with receiver.open(same_thread=same_thread, hidden=secret) as endpoint, ReplayReport(page) as report:
        if endpoint.application is not None:
            plan = replace(plan, app=endpoint.application.name)
        events = play_new(
            plan,
            deliveries,
            concurrency=concurrency,
            application=endpoint.application,
            observer=observer,
            hidden=secret,
        )
        with closing(events):
            for event in events:
                report.take(event)
                if isinstance(event, ReplayEnded):
                    ended = event
                elif isinstance(event, ReplayedAttempt) and (one := make_attempt(event)) is not None:
                    yield one
    assert ended is not None  # noqa: S101  (what a replay yields last, unless it raises)
    return make_summary(ended, in_python(page.content))


def _ignore(_note: str) -> None:
    """Nothing is told beside the results."""


def _fault_texts(faults: Faults) -> tuple[str, ...]:
    """Return faults as they are written one by one, each with its attempts."""
    if isinstance(faults, Mapping):
        return tuple(f"{number}={fault}" for number, fault in faults.items())
    listed = ",".join(as_texts("faults", faults, _FAULTS))
    return format_faults(parse_faults((), listed, attempts=_MOST)) if listed else ()


def _deliveries(
    events: Sendable | Iterable[Sendable],
    receiver: WantedReceiver,
    secret: Secret | None,
    headers: HeadersLike,
    *,
    together: bool,
) -> list[Delivery]:
    """Return a delivery for each event; first attempts are due when events happened, requests at once."""
    packing = make_packing(receiver, secret, headers)
    is_one = request_of(events) is not None or not isinstance(events, Iterable)
    many: list[Sendable] = [events] if is_one else list(events)  # type: ignore[list-item, arg-type]
    moments = [one.at.timestamp() for one in many if isinstance(one, Event)]
    start = min(moments, default=0.0)
    found: list[Delivery] = []
    for index, one in enumerate(many):
        packed = packing.pack(one)
        offset = one.at.timestamp() - start if isinstance(one, Event) and not together else 0.0
        found.append(Delivery(index, packed.event_type, packed.event_id, packed.request, offset))
    if not receiver.is_remote and len(urls := {one.request.url for one in found}) > 1:
        both = " and ".join(sorted(urls)[:2])
        raise UsageError(f"the requests go to different paths, such as {both}", "give one path, or replay them apart")
    return found

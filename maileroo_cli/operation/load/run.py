"""A load on one machine: the probe, the window, and what the receiver did after it."""

from collections.abc import Callable, Generator
from contextlib import closing, nullcontext
from dataclasses import dataclass, field
from typing import TypeAlias

from maileroo_cli.delivery.attempt.clock import Clock, SystemClock
from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.delivery.load.reconciliation import count_unknown, find_discrepancies
from maileroo_cli.delivery.load.result import EffectsResult, LoadResult, ProbeResult, ProbeWanted
from maileroo_cli.delivery.load.tally import LoadTally
from maileroo_cli.errors import MhookError
from maileroo_cli.operation.load.effects import DrainWatch, look_after_probe, look_before
from maileroo_cli.operation.load.probe import probe_endpoint
from maileroo_cli.operation.load.results import LoadEnded, LoadEvent, LoadProbed
from maileroo_cli.operation.load.window import LoadWindow, SendingWindow
from maileroo_cli.transport.load.maker import ready_requests
from maileroo_cli.transport.load.worker.file_limit import check_connections
from maileroo_cli.transport.observer.look import Observer
from maileroo_cli.webhook.signing.secret import Secret

DEFAULT_SETTLE = 3.0
"""So many seconds the observer's number has to stay as it is."""

LoadEvents: TypeAlias = Generator[LoadEvent, None, None]
OpenWindow: TypeAlias = Callable[[LoadPlan, Secret, bool], SendingWindow]
"""Makes another window of a plan; the last argument is whether bodies of accepted events are wanted."""


@dataclass(frozen=True, slots=True)
class LoadTerms:
    """How a load is run: which probes are sent before it, and from how many processes it comes.

    An ``observer`` is looked with before and after it, until its number has stayed for ``settle`` seconds. Where it
    comes from other machines, ``open_window`` makes what speaks to them.
    """

    probe: ProbeWanted = ProbeWanted.FULL
    observer: Observer | None = None
    settle: float = DEFAULT_SETTLE
    processes: int = 1
    clock: Clock = field(default_factory=SystemClock)
    open_window: OpenWindow | None = None


def run_load(
    plan: LoadPlan,
    secret: Secret,
    *,
    probe: ProbeWanted = ProbeWanted.FULL,
    observer: Observer | None = None,
    settle: float = DEFAULT_SETTLE,
    processes: int = 1,
    clock: Clock | None = None,
    open_window: OpenWindow | None = None,
) -> LoadEvents:
    """Return what happens, as it happens; :class:`LoadEnded` comes last.

    A plan that cannot be made, and more connections than this system allows, raise ``UsageError`` at once. A receiver
    that cannot be reached raises ``UnreachableError``, and an observer that cannot look raises before anything of the
    plan is sent. Where the probe fails there is no window. Ctrl-C, and an observer that cannot look afterwards, are
    raised after :class:`LoadEnded`.
    """
    if open_window is None:
        check_connections(-(-plan.connections // max(1, processes)) + plan.slow_clients)
    ready_requests(plan, secret)
    terms = LoadTerms(probe, observer, settle, processes, clock or SystemClock(), open_window)
    return _run(plan, secret, terms)


def _run(plan: LoadPlan, secret: Secret, terms: LoadTerms) -> LoadEvents:
    observer = terms.observer
    with observer or nullcontext():
        before = 0.0 if observer is None else look_before(observer)
        probed = probe_endpoint(plan, secret, terms.probe)
        yield LoadProbed(plan, probed)
        if not (probed.takes_events and probed.refuses_forged):
            yield LoadEnded(LoadResult(plan, 0, LoadTally(plan.interval_s, any_2xx=plan.any_2xx), probed, 0.0))
            return
        if observer is not None and probed.valid is not None:
            before = look_after_probe(observer, terms.clock, before, terms.settle)
        sampled = observer is not None and observer.per_event
        window = _make_window(plan, secret, terms, sampled=sampled)
        try:
            with closing(window.run()) as events:
                yield from events
        except KeyboardInterrupt:
            if window.has_begun:
                yield LoadEnded(_result(window, probed))
            raise
        yield from _look_afterwards(window, probed, terms, before)


def _make_window(plan: LoadPlan, secret: Secret, terms: LoadTerms, *, sampled: bool) -> SendingWindow:
    if terms.open_window is not None:
        return terms.open_window(plan, secret, sampled)
    return LoadWindow(plan, secret, terms.clock, processes=terms.processes, sampled=sampled)


def _look_afterwards(window: SendingWindow, probed: ProbeResult, terms: LoadTerms, before: float) -> LoadEvents:
    effects = None
    if terms.observer is not None:
        slow = window.slow()
        accepted = window.tally().accepted_events + (0 if slow is None else slow.accepted)
        watch = DrainWatch(terms.observer, terms.clock, before=before, accepted=accepted, sampled=window.samples)
        try:
            effects = yield from watch.wait(terms.settle)
        except (KeyboardInterrupt, MhookError) as stop:
            window.interrupted = isinstance(stop, KeyboardInterrupt)
            yield LoadEnded(_result(window, probed, watch.so_far))
            raise
    yield LoadEnded(_result(window, probed, effects))


def _result(window: SendingWindow, probed: ProbeResult, effects: EffectsResult | None = None) -> LoadResult:
    plan, tally = window.plan, window.tally()
    workers = window.results()
    discrepancies = find_discrepancies(plan, tally, workers, complete=window.is_complete)
    unknown = count_unknown(plan, workers)
    return LoadResult(
        plan,
        planned=tally.started + unknown if plan.users else plan.count,
        tally=tally,
        probe=probed,
        seconds=window.seconds,
        effects=effects,
        slow=window.slow(),
        workers=workers,
        discrepancies=(*window.failures, *discrepancies),
        interrupted=window.interrupted,
        at_limit=window.at_limit,
        unknown=unknown,
    )

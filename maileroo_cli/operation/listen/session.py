"""A session of listening: it is served while its results are iterated, and ends with the sum.

::

    with listen(ListenSettings(Path("captures.db"))) as session:
        for result in session:
            print(result)

Whoever takes a result holds up the clients until the next one is asked for.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Sequence
from contextlib import ExitStack, closing, nullcontext
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeAlias

from maileroo_cli.capture.answer.responder import Responder
from maileroo_cli.capture.store.writer import Store
from maileroo_cli.errors import UsageError
from maileroo_cli.operation.listen.count import ArrivalCounts
from maileroo_cli.operation.listen.ending import ListenEnd
from maileroo_cli.operation.listen.results import (
    Arrivals,
    DelegatedWrites,
    Exposed,
    ListenResult,
    Ready,
    StoreChange,
    StoreTrouble,
)
from maileroo_cli.operation.listen.settings import ListenSettings
from maileroo_cli.transport.file.ready import ReadyFile
from maileroo_cli.transport.server.address import bind, leads_back
from maileroo_cli.transport.server.config import ListenConfig
from maileroo_cli.transport.server.interruption import ended_by_signals

if TYPE_CHECKING:
    from maileroo_cli.capture.expectation.clauses import Expectation
    from maileroo_cli.capture.store.lock import Holder
    from maileroo_cli.transport.server.arrival import Arrival
    from maileroo_cli.transport.server.forward import Forwarder
    from maileroo_cli.transport.server.listener import ListenServer

Told: TypeAlias = Ready | Arrivals | StoreTrouble | DelegatedWrites
_SETTLING = 0.5
"""For so many seconds after all that was awaited has come, more may still show that it was too much."""


def listen(settings: ListenSettings) -> ListenSession:
    """Return a session, which begins with the first result that is asked for.

    That raises ``UsageError`` or ``InputError`` where something that it is to use cannot be had; no new store is then
    left behind.
    """
    return ListenSession(settings)


class ListenSession:
    """Iterate it once; :meth:`close`, or the end of its ``with`` block, ends it cleanly before its last result."""

    def __init__(self, settings: ListenSettings) -> None:
        self._end = ListenEnd()
        self._results = _serve(settings, self._end)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> ListenResult:
        self._end.come_back()
        try:
            return next(self._results)
        finally:
            self._end.hand_out()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def stop(self) -> None:
        """Wish for the end, from any thread: what has been taken is still answered, and the last results come."""
        self._end.wish()

    def close(self) -> None:
        """End it: what has been taken is answered and stored, but no more results come."""
        self._end.come_back()
        self._results.close()


class _Collector:
    """Keeps what the listener tells, and has it pause so that it is passed on."""

    def __init__(self, store: Store, *, tells_all: bool) -> None:
        self._tells_all = tells_all
        self.listener: ListenServer | None = None
        self._store = store.name
        self.before = store.count()
        self._arrivals: list[Arrival] = []
        self._told: list[Told] = []

    def ready(self, url: str) -> None:
        others = self.listener.urls[1:] if self.listener is not None and self._tells_all else ()
        self._add(Ready(url, self._store, self.before, os.getpid(), others))

    def arrived(self, arrivals: Sequence[Arrival]) -> None:
        self._arrivals += arrivals
        if self.listener is not None:
            self.listener.pause()

    def trouble(self, sentence: str) -> None:
        self._add(StoreTrouble(sentence))

    def wrote(self, client: Holder, added: int, deleted: int) -> None:
        if added or deleted:
            self._add(DelegatedWrites(client.doing, client.pid, added, deleted))

    def take(self) -> list[Told]:
        """Return what was told since the last time, in order."""
        self._gather()
        told, self._told = self._told, []
        return told

    def _add(self, result: Ready | StoreTrouble | DelegatedWrites) -> None:
        self._gather()
        self._told.append(result)
        if self.listener is not None:
            self.listener.pause()

    def _gather(self) -> None:
        if self._arrivals:
            self._told.append(Arrivals(self._arrivals))
            self._arrivals = []


def _serve(settings: ListenSettings, end: ListenEnd) -> Generator[ListenResult, None, None]:
    """Yield all results. The store comes last of what can be refused, so that no new one is left behind."""
    from maileroo_cli.transport.channel.server import bind_endpoint
    from maileroo_cli.transport.server.listener import ListenServer, url_of

    config = ListenConfig(
        settings.secrets,
        Responder(settings.script),
        _open_forwarder(settings),
        settings.verify_first,
        settings.keep,
        settings.prune_existing,
    )
    ready_file = None if settings.ready_file is None else ReadyFile(settings.ready_file, settings.store)
    if ready_file is not None:
        ready_file.claim()
    with ExitStack() as stack:
        bound = [stack.enter_context(one) for one in bind(settings.address)]
        if (opened := bind_endpoint()) is not None:
            stack.enter_context(opened.bound)
        endpoint = None if opened is None else opened.endpoint
        store = stack.enter_context(
            Store(
                settings.store,
                durability=settings.durability,
                doing=settings.doing,
                url=url_of(bound[0]),
                endpoint=endpoint,
            )
        )
        yield from map(Exposed, settings.address.exposed)
        collector = _Collector(store, tells_all=bool(settings.address.hosts))
        listener = collector.listener = ListenServer(
            bound,
            store,
            config,
            collector,
            frame_limits=settings.frame_limits,
            deadlines=settings.deadlines,
            max_connections=settings.max_connections,
            endpoint=opened,
        )
        end.attach(listener)
        progress = _Progress(listener, settings.expectation, ready_file)
        with ended_by_signals(listener.stop_soon, end.handed_out) if settings.ends_at_signals else nullcontext():
            try:
                with closing(listener.rounds()) as rounds:
                    for _ in rounds:
                        yield from map(progress.follow, collector.take())
            finally:
                progress.end()
            change = StoreChange(collector.before, *listener.pipeline.stored)
            yield progress.counts.summary(listener.turned_away)._replace(store=change)


class _Progress:
    """Acts on what a session yields: counts it, ends the session once all is decided, and keeps the ready file."""

    def __init__(self, listener: ListenServer, expectation: Expectation | None, ready_file: ReadyFile | None) -> None:
        self.counts = ArrivalCounts(expectation)
        self._listener = listener
        self._within = None if expectation is None else expectation.within
        self._ready_file = ready_file
        self._settling = False

    def follow(self, result: Told) -> Told:
        """Act on one result before it is yielded, and return it."""
        if isinstance(result, Arrivals):
            self.counts.add(result.arrivals)
            self._decide(self.counts.met)
        elif isinstance(result, Ready):
            if self._within is not None:
                self._listener.stop_in(self._within)
            if self._ready_file is not None:
                self._ready_file.write(result.url)
        return result

    def end(self) -> None:
        """Take the ready file away: no more connections are accepted."""
        if self._ready_file is not None:
            self._ready_file.remove()

    def _decide(self, met: bool | None) -> None:
        if met is False:
            self._listener.stop()
        elif met and not self._settling:
            self._settling = True
            self._listener.stop_in(_SETTLING)


def _open_forwarder(settings: ListenSettings) -> Forwarder | None:
    application = settings.application
    if application is None:
        return None
    from maileroo_cli.transport.server.forward import Forwarder

    if leads_back(application.target.host, application.target.port, settings.address):
        raise UsageError(
            f"--forward-to is the address of mhook listen itself, port {settings.address.port}",
            "give your receiver's URL, or use another --port",
        )
    return Forwarder(application)

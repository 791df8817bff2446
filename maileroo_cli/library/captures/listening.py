"""A receiver for the tests of whatever sends Maileroo's events: it answers as it is told, and keeps what it gets."""

from __future__ import annotations

import errno
import time
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

from maileroo_cli.capture.answer.responder import Responder
from maileroo_cli.errors import UsageError
from maileroo_cli.library.argument.checking import wrong
from maileroo_cli.library.captures.answers import AnswersLike, parse_answers
from maileroo_cli.library.captures.awaiting import Awaited, AwaitedLike, as_timeout
from maileroo_cli.library.captures.captured import CapturedRequest
from maileroo_cli.webhook.signing.signature import SecretLike, as_secrets

if TYPE_CHECKING:
    import socket

    from maileroo_cli.capture.entry import Capture
    from maileroo_cli.transport.server.memory import MemoryStore
    from maileroo_cli.transport.server.thread import ServingThread
    from maileroo_cli.webhook.signing.secret import Secret

_PATH = "/webhook"
_MOST_CONNECTIONS = 400
"""No more than most systems let a program have open, so that its limit can stay as it is."""

_GRACE = 0.0
"""Nobody waits any more for an answer that is delayed beyond the end of the test."""


class Listener:
    """A receiver on 127.0.0.1 that keeps what it gets, for the tests of a program that sends events.

    It serves in a thread of its own from the beginning of its ``with`` block to the end, and leaves nothing behind:
    no thread, no socket, no file. Several may run at the same time. In the block, give :attr:`url` to the sender; every
    path and method is taken. What came stays in :attr:`captures` after the block.

    ``secret`` is the sender's secret, or several of them; without one, signatures are not judged.

    ``answers`` says what is answered: a status, or a list for the first attempt of an event, the second, and so on, of
    which the last one holds for ever after. Attempts are of one event where their event ids are equal. A mapping has
    the answers of each event type; ``any`` is for all others. Beside a status, an answer may be ``"reset"``,
    ``"close"``, ``"hang"`` or ``"drip"``, and have a delay, a body or headers: ``"503+delay:2s"``,
    ``"200+body:done"``, ``"503+header:Retry-After:120"``.

    ``port`` is any that is free unless it is named.

    >>> from urllib.request import Request, urlopen
    >>> from maileroo_cli import Listener, make_event
    >>> request = make_event("delivered", seed=1).request("secret")
    >>> with Listener("secret", answers=["200"]) as listener:
    ...     sent = Request(listener.url, request.body, request.headers)
    ...     with urlopen(sent) as response:
    ...         status = response.status
    ...     [capture] = listener.wait_for("delivered")
    >>> status, capture.event_type, capture.valid, capture.status
    (200, 'delivered', True, 200)

    In an asynchronous test the same block does: what waits can be given to a thread, as in
    ``await asyncio.to_thread(listener.wait_for, "delivered")``.
    """

    def __init__(
        self,
        secret: SecretLike | Iterable[SecretLike] | None = None,
        answers: AnswersLike = 200,
        port: int = 0,
    ) -> None:
        """Raise ``UsageError`` where the secret is empty, or the answers are none."""
        __tracebackhide__ = True
        self._running: _Running | None = None
        secret = () if secret is None else tuple(as_secrets(secret))
        self._secrets = secret
        self._responder = Responder(parse_answers(answers))
        self._port = port

    def __enter__(self) -> Self:
        if self._running is not None:
            raise UsageError("a Listener can be entered once", "make another one")
        self._running = _Running(self._secrets, self._responder, self._port)
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        thread = self._entered.thread
        thread.stop()
        if thread.failure is not None and error is None:
            raise thread.failure

    @property
    def url(self) -> str:
        """The URL to send to."""
        return self._entered.origin + _PATH

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._entered.origin.rpartition(":")[2])

    @property
    def captures(self) -> list[CapturedRequest]:
        """All requests so far, in the order in which they came, each as soon as its sender has the answer."""
        return [self._captured(one) for one in self._entered.store.captures()]

    def clear(self) -> None:
        """Forget what came so far; the answers go on where they are."""
        self._entered.store.clear()

    def wait_for(self, what: AwaitedLike = "any", count: int = 1, timeout: float = 5.0) -> list[CapturedRequest]:
        """Wait until ``count`` requests have come since the beginning or the last :meth:`clear`; return the first ones.

        ``what`` is an event type, ``any`` for all, or ``other`` for unknown ones: each request counts, also a second
        attempt of the same event, but none whose signature is judged and does not verify. Or it is a function that is
        given each captured request, whatever its signature, and tells whether it counts.

        What has not come within ``timeout`` seconds raises ``NotReceivedError``, an ``AssertionError`` that tells what
        came instead, and why signatures do not verify.
        """
        __tracebackhide__ = True
        awaited = Awaited(what, count)
        running, end, seen = self._entered, time.monotonic() + as_timeout(timeout), 0
        found: list[CapturedRequest] = []
        while len(found) < count:
            new, newest = running.wait_behind(seen, end - time.monotonic())
            if newest == seen:
                when = "before the listener ended" if running.over else f"within {timeout:g} s"
                raise awaited.missed(self.captures, len(found), when)
            found += filter(awaited.fits, map(self._captured, new))
            seen = newest
        return found[:count]

    def __repr__(self) -> str:
        if self._running is None:
            return "Listener(not entered)"
        return f"Listener({self.url}, {self._running.store.count()} captures)"

    @property
    def _entered(self) -> _Running:
        if self._running is None:
            raise UsageError("the Listener does not run yet", "use it in a block: with Listener() as listener")
        return self._running

    def _captured(self, capture: Capture) -> CapturedRequest:
        entry = capture.entry._replace(milliseconds=None)  # which is known later, and would make another of it
        return CapturedRequest(capture._replace(entry=entry), entry.id, self._entered.origin, self._secrets)


class _Running:
    """The thread that serves, and what came."""

    origin: str
    store: MemoryStore
    thread: ServingThread

    def __init__(self, secrets: Sequence[Secret], responder: Responder, port: int) -> None:
        from maileroo_cli.transport.server.arrival import SilentReporter
        from maileroo_cli.transport.server.config import ListenConfig
        from maileroo_cli.transport.server.listener import ListenServer
        from maileroo_cli.transport.server.memory import MemoryStore
        from maileroo_cli.transport.server.thread import ServingThread

        self.store = MemoryStore()
        self.over = False
        config = ListenConfig(secrets, responder, diagnoses=False)
        with ExitStack() as stack:
            bound = stack.enter_context(_bind(port))
            server = ListenServer(
                [bound], self.store, config, SilentReporter(), max_connections=_MOST_CONNECTIONS, grace=_GRACE
            )
            self.origin = server.url
            self.thread = ServingThread(server, "maileroo-listener", self._end)
            self.thread.start()
            stack.pop_all()  # from now on the server closes it

    def wait_behind(self, row: int, seconds: float) -> tuple[list[Capture], int]:
        """Wait for captures behind ``row``; return them and the newest row, which is ``row`` where none has come."""
        store = self.store
        with store.changed:
            store.changed.wait_for(lambda: store.last > row or self.over, max(seconds, 0.0))
            if self.thread.failure is not None:
                raise self.thread.failure
            return store.captures(after=row), store.last

    def _end(self) -> None:
        with self.store.changed:
            self.over = True
            self.store.changed.notify_all()


def _bind(port: int) -> socket.socket:
    from maileroo_cli.transport.server.address import LOOPBACK, bind_one

    try:
        return bind_one(LOOPBACK, port)
    except (OverflowError, TypeError):
        raise wrong("port", port, "give a number up to 65535, or 0 for any port that is free") from None
    except OSError as error:
        what = f"cannot listen on port {port} of {LOOPBACK}"
        if error.errno == errno.EADDRINUSE:
            raise UsageError(
                f"{what}: another program has it", "leave port out, and any that is free is taken"
            ) from None
        raise UsageError(
            f"{what} ({error.strerror or error})", "leave port out, and any that is free is taken"
        ) from None

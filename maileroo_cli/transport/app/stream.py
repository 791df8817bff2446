"""Where the bytes of a request are written to that goes into an application: read as a server reads them.

So whatever can be sent over a socket comes to the application as it would through a server: in chunks, cut off, slowly.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import h11

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.transport.app.body import RequestBody
from maileroo_cli.transport.app.interface.application import AppRequest
from maileroo_cli.transport.client.stream import PeerError

if TYPE_CHECKING:
    from maileroo_cli.transport.app.exchange import AppExchange
    from maileroo_cli.transport.app.interface.application import Application
    from maileroo_cli.transport.client.target import Target

_HEAD_LIMIT = 65_536
_REFUSED = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]


class AppStream:
    """Reads one request and calls the application as soon as its head is whole.

    Where the application runs in the thread that sends, it is called when the request is whole, or cut off.
    """

    def __init__(self, application: Application, target: Target, exchange: AppExchange, deadline: float) -> None:
        self.deadline = deadline
        self._application = application
        self._target = target
        self._exchange = exchange
        self._protocol = h11.Connection(h11.SERVER, max_incomplete_event_size=_HEAD_LIMIT)
        self._body = RequestBody(exchange.want_body)
        self._request: AppRequest | None = None
        self._waits_to_run = False
        self.is_whole = False
        exchange.on_over = self._body.release
        exchange.deadline = deadline

    def write(self, data: bytes) -> None:
        """Take a part of the request; raise ``TimeoutError`` where the application does not take it in time."""
        self._protocol.receive_data(data)
        self._read()

    def wait_for_answer(self, until: float) -> bool:
        """Wait until the application wants the body, for which a server gives leave, or has answered."""
        if self._application.runs_in_caller:
            return True
        return self._exchange.wait_for_want(until) or self._exchange.is_over

    def takes_more(self) -> bool:
        """Return whether the application may still read."""
        return not self._exchange.is_over and time.monotonic() < self.deadline

    def end_sending(self) -> None:
        """Tell that no more bytes come: a request that lacks some is cut off; without its head it comes to nothing."""
        if self._request is None and not self._exchange.is_over:
            raise PeerError(Outcome.RESET)
        if not self.is_whole:
            self._body.cut()
        self._run_here()

    def reset_at_close(self) -> None:
        """Do nothing: an application does not see how a connection ends, but that it does."""

    def close(self) -> None:
        """End the connection, whether or not all has come."""
        self._exchange.leave()
        self._body.cut()
        self._run_here()

    def _read(self) -> None:
        while True:
            try:
                event = self._protocol.next_event()
            except h11.RemoteProtocolError as error:
                self._refuse(error)
                return
            match event:
                case h11.Request():
                    self._begin(event)
                case h11.Data():
                    self._body.put(event.data, None if self._application.runs_in_caller else self.deadline)
                case h11.EndOfMessage():
                    self.is_whole = True
                    self._body.finish()
                    self._run_here()
                    if self._exchange.is_late:
                        raise TimeoutError
                    return
                case _:
                    return

    def _begin(self, event: h11.Request) -> None:
        fields = [(bytes(name), bytes(value)) for name, value in event.headers]
        self._request = AppRequest(event.method.decode("ascii"), bytes(event.target), fields, self._target)
        if self._application.runs_in_caller:
            self._waits_to_run = True
        else:
            self._application.begin(self._request, self._body, self._exchange)

    def _run_here(self) -> None:
        if self._waits_to_run and self._request is not None:
            self._waits_to_run = False
            self._application.begin(self._request, self._body, self._exchange)

    def _refuse(self, error: h11.RemoteProtocolError) -> None:
        """Answer as a server does that cannot read a request."""
        exchange = self._exchange
        if self._request is None and exchange.status is None:
            exchange.start(error.error_status_hint, [*_REFUSED])
            exchange.write(b"the request cannot be read")
            exchange.complete()
        else:
            self._body.cut()

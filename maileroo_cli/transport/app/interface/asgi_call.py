"""One request of an ASGI application: what it receives, what it sends, and how its call ends."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from maileroo_cli.transport.app.interface.application import UnreadAnswerError

if TYPE_CHECKING:
    from maileroo_cli.transport.app.body import RequestBody
    from maileroo_cli.transport.app.exchange import AppExchange
    from maileroo_cli.transport.app.interface.loop import LoopThread
    from maileroo_cli.transport.app.kind import Callee

_MOST_UNREAD, _MESSAGE = 1_048_576, 1024
"""So many bytes of an answer may come when the client has gone, of which each message takes some for itself."""
_WITHOUT = {True: "without an answer", False: "before its answer was complete"}


class AsgiCall:
    """One call of the application; all of it runs in the loop."""

    def __init__(self, loop: LoopThread, body: RequestBody, exchange: AppExchange) -> None:
        self._body = body
        self.exchange = self._exchange = exchange
        self._news = asyncio.Event()
        self._is_taken = False
        self._unread = 0
        body.on_change = lambda: loop.call(self._news.set)

    async def run(self, app: Callee, scope: dict[str, Any]) -> None:
        """Call ``app`` and tell the exchange how that ended."""
        exchange = self._exchange
        try:
            await app(scope, self._receive, self._send)
            if not (exchange.is_answered or exchange.is_left or exchange.error):
                exchange.note_failure(RuntimeError(f"the application returned {_WITHOUT[exchange.status is None]}"))
        except UnreadAnswerError:
            pass
        except asyncio.CancelledError as error:
            if not exchange.is_left:  # else it is cancelled because all has ended
                self._fail(error)
        except BaseException as error:  # noqa: BLE001  (an application may raise whatever it likes)
            self._fail(error)
        finally:
            self._body.on_change = lambda: None
            self._body.abandon()
            exchange.end()

    def _fail(self, error: BaseException) -> None:
        if not self._is_broken_off:
            self._exchange.fail(error)

    async def _receive(self) -> dict[str, Any]:
        body = self._body
        while not (self._has_gone or (body.has_news and not self._is_taken)):
            body.want()
            await self._news.wait()
            self._news.clear()
        if self._has_gone:
            await asyncio.sleep(0)
            return {"type": "http.disconnect"}
        data = body.take()
        self._is_taken = body.is_taken
        return {"type": "http.request", "body": data, "more_body": not self._is_taken}

    @property
    def _has_gone(self) -> bool:
        return self._exchange.is_complete or (self._body.is_cut and not self._body.has_pieces)

    @property
    def _is_broken_off(self) -> bool:
        """Whether the loop was ended under it, and what came of it is known already."""
        return self._exchange.is_broken and not self._exchange.is_complete

    async def _send(self, message: dict[str, Any]) -> None:
        exchange, kind = self._exchange, message["type"]
        if message.get("more_body", False):
            await self._give_way(message)
        if self._is_broken_off or (
            exchange.is_left and not exchange.is_answered
        ):  # nobody hears it, and a server says nothing of that
            return
        if exchange.is_complete:
            raise RuntimeError(f"{kind} was sent after the answer was complete")
        if kind == "http.response.start" and exchange.status is None:
            fields = [(bytes(name), bytes(value)) for name, value in message.get("headers", ())]
            exchange.start(int(message["status"]), fields)
        elif kind == "http.response.body" and exchange.status is not None:
            self._send_body(bytes(message.get("body", b"")), is_last=not message.get("more_body", False))
        else:
            raise RuntimeError(
                f"{kind} was sent {'before' if exchange.status is None else 'after'} http.response.start"
            )

    async def _give_way(self, message: dict[str, Any]) -> None:
        """Let others go on, as a server does that waits for its client; end an answer that goes on without one."""
        await asyncio.sleep(0)
        if self._exchange.is_left:
            self._unread += _MESSAGE + len(message.get("body", b""))
            if self._unread > _MOST_UNREAD:
                raise UnreadAnswerError

    def _send_body(self, data: bytes, *, is_last: bool) -> None:
        exchange = self._exchange
        room = exchange.room()
        if room is not None and len(data) > room:
            raise RuntimeError("the answer is longer than its Content-Length")
        exchange.write(data)
        if is_last:
            exchange.complete()
            self._news.set()
            if exchange.is_broken:
                raise RuntimeError("the answer is shorter than its Content-Length")

"""Writing to a listener's store for other programs: one client at a time, each order between two commits.

It listens on a port of this machine whose key this user alone can read: see ``capture.store.lock``.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

import msgspec

from maileroo_cli.capture.store.failure import StoreError
from maileroo_cli.capture.store.lock import Holder, WriteEndpoint
from maileroo_cli.transport.channel.message import (
    CLIENT,
    HELLO,
    LENGTH_BYTES,
    LONGEST,
    LONGEST_HELLO,
    ORDER,
    SERVER,
    AddCaptures,
    DeleteRows,
    Denied,
    Done,
    Order,
    Reply,
    Welcome,
    encode,
    prove,
)

if TYPE_CHECKING:
    from maileroo_cli.capture.entry import Capture

_BACKLOG = 8
_PATIENCE = 5.0
"""So many seconds a client may take to say who it is."""

_TURN = 0.5
"""So many seconds a client waits for another to go."""

_LAST_WAIT = 5.0
_BUFFER = 1 << 18
_TURNS = 10
"""So many turns of the loop are more than asyncio takes to make a connection of what it accepted."""
Message = TypeVar("Message")


class OrderedStore(Protocol):
    """What others can order to be done to a store."""

    def add(self, captures: Sequence[Capture], *, received: bool = True) -> int:
        """Keep captures; those that were not ``received`` are imported."""
        ...

    def delete_rows(self, rows: Sequence[tuple[int, str]]) -> int:
        """Delete the captures in these rows whose ids are these; return how many there were."""
        ...


Job = Callable[[OrderedStore], int]
"""What is done to the store, in a thread; it returns how many captures were added or deleted."""


class BoundEndpoint(NamedTuple):
    """Where clients connect, and the socket of it: they may connect before the server has begun."""

    endpoint: WriteEndpoint
    bound: socket.socket


def bind_endpoint() -> BoundEndpoint | None:
    """Return a new endpoint; ``None`` where the system has no port of this machine left."""
    try:
        bound = socket.create_server(("127.0.0.1", 0), backlog=_BACKLOG)
    except OSError:
        return None
    return BoundEndpoint(WriteEndpoint(bound.getsockname()[1], os.urandom(32).hex()), bound)


class WriteServer:
    """Serves clients from :meth:`open` until :meth:`close`; ``submit`` has jobs done.

    ``left`` is told who has gone, and how many captures that one has added and deleted.
    """

    def __init__(
        self,
        opened: BoundEndpoint,
        submit: Callable[[Job], asyncio.Future[int]],
        left: Callable[[Holder, int, int], None],
    ) -> None:
        self._opened = opened
        self._submit = submit
        self._left = left
        self._client: Holder | None = None
        self._free = asyncio.Event()
        self._free.set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._at_work: asyncio.Task[None] | None = None
        self._closing = False
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Begin to serve."""
        self._server = await asyncio.start_server(self._receive, sock=self._opened.bound, limit=_BUFFER)

    async def close(self) -> None:
        """Serve nobody any more; an order that is being carried out is still answered."""
        self._closing = True
        if self._server is not None:
            await self._stop_accepting()
            self._server.close()
        for task in self._tasks - {self._at_work}:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_LAST_WAIT)

    async def _stop_accepting(self) -> None:
        """Accept no more, and let what is just being accepted become a connection: a closed server can have none."""
        with suppress(NotImplementedError):  # Windows accepts in one go
            asyncio.get_running_loop().remove_reader(self._opened.bound)
        for _ in range(_TURNS):
            await asyncio.sleep(0)

    async def _receive(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None or self._closing or len(self._tasks) >= _BACKLOG:
            writer.close()
            return
        self._tasks.add(task)
        try:
            await self._welcome(task, reader, writer)
        except (OSError, EOFError, TimeoutError, msgspec.MsgspecError, asyncio.CancelledError):
            pass  # it has gone, says nothing, is no client at all, or the listener ends
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _welcome(
        self, task: asyncio.Task[None], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Serve a client that knows the key, unless another is there."""
        async with asyncio.timeout(_PATIENCE):
            hello = await _read(reader, HELLO, LONGEST_HELLO)
        key = self._opened.endpoint.key
        if not _is_same(hello.proof, prove(key, CLIENT)):
            return
        with suppress(TimeoutError):  # it may have gone, and what it ordered last is still being done
            await asyncio.wait_for(self._free.wait(), _TURN)
        if self._client is not None:
            writer.write(encode(Denied(self._client.doing, self._client.pid)))
            return
        self._client = Holder(hello.pid, hello.doing)
        self._free.clear()
        writer.write(encode(Welcome(prove(key, SERVER))))
        added = deleted = 0
        try:
            while not self._closing:
                order = await _read(reader, ORDER, LONGEST)
                self._at_work = task
                reply = await self._carry_out(order)
                self._at_work = None
                if isinstance(reply, Done) and isinstance(order, AddCaptures):
                    added += reply.count
                elif isinstance(reply, Done):
                    deleted += reply.count
                writer.write(encode(reply))
                await writer.drain()
        finally:
            self._left(self._client, added, deleted)
            self._client = self._at_work = None
            self._free.set()

    async def _carry_out(self, order: Order) -> Reply:
        try:
            return Done(await self._submit(_job(order)))
        except StoreError as error:
            return Denied(str(error), hint=error.hint)


def _job(order: Order) -> Job:
    if isinstance(order, DeleteRows):
        return lambda store: store.delete_rows(order.rows)

    def add(store: OrderedStore) -> int:
        store.add(order.captures, received=False)
        return len(order.captures)

    return add


async def _read(reader: asyncio.StreamReader, decoder: msgspec.msgpack.Decoder[Message], longest: int) -> Message:
    size = int.from_bytes(await reader.readexactly(LENGTH_BYTES))
    if size > longest:
        raise EOFError
    return decoder.decode(await reader.readexactly(size))


def _is_same(one: bytes, other: bytes) -> bool:
    """Compare two proofs so that the time tells nothing of them: what is compared are digests."""
    return blake2b(one).digest() == blake2b(other).digest()

"""Having captures added and deleted by the listener that has their store."""

import os
import socket
from collections.abc import Sequence
from typing import TypeVar

import msgspec

from maileroo_cli.capture.entry import Capture
from maileroo_cli.capture.store.lock import Holder
from maileroo_cli.capture.store.writer import StoreError
from maileroo_cli.transport.channel.message import (
    CLIENT,
    LENGTH_BYTES,
    LONGEST,
    REPLY,
    SERVER,
    WELCOME,
    AddCaptures,
    DeleteRows,
    Denied,
    Hello,
    Order,
    Reply,
    encode,
    prove,
)

_PATIENCE = 60.0
"""So many seconds a listener may take for one order; it takes milliseconds, but may be stopped."""

Message = TypeVar("Message")


class ListenerGoneError(Exception):
    """The listener has ended, or does not answer: what was ordered last may have been done, or not."""


class WriteClient:
    """A connection to the listener, the ``holder``. What the disk refuses raises ``StoreError``."""

    def __init__(self, holder: Holder, doing: str) -> None:
        """Connect.

        :class:`ListenerGoneError` is raised where nobody is there, ``ServerTakenError`` where another client is.
        """
        if holder.endpoint is None:
            raise ListenerGoneError
        port, key = holder.endpoint
        self.holder = holder
        try:
            self._socket = socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE)
        except (OSError, OverflowError):  # the latter where the lock file holds no port
            raise ListenerGoneError from None
        try:
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            welcome = self._ask(encode(Hello(prove(key, CLIENT), os.getpid(), doing)), WELCOME)
        except BaseException:
            self.close()
            raise
        if isinstance(welcome, Denied):
            self.close()
            raise ServerTakenError(Holder(welcome.pid, welcome.reason))
        if welcome.proof != prove(key, SERVER):  # another program has the port by now
            self.close()
            raise ListenerGoneError

    def add(self, captures: Sequence[Capture]) -> int:
        """Have captures stored, all or none."""
        return self._order(AddCaptures(list(captures)))

    def delete_rows(self, rows: Sequence[tuple[int, str]]) -> int:
        """Have captures deleted, by row and id; return how many there were."""
        return self._order(DeleteRows(list(rows)))

    def close(self) -> None:
        """End the connection."""
        self._socket.close()

    def _order(self, order: Order) -> int:
        reply: Reply = self._ask(encode(order), REPLY)
        if isinstance(reply, Denied):
            raise StoreError(reply.reason)
        return reply.count

    def _ask(self, data: bytes, decoder: msgspec.msgpack.Decoder[Message]) -> Message:
        try:
            self._socket.sendall(data)
            size = int.from_bytes(self._take(LENGTH_BYTES))
            if size > LONGEST:
                raise ListenerGoneError
            return decoder.decode(self._take(size))
        except (OSError, msgspec.MsgspecError):
            raise ListenerGoneError from None

    def _take(self, size: int) -> bytes:
        parts = []
        while size:
            part = self._socket.recv(min(size, 1 << 20))
            if not part:
                raise ListenerGoneError
            parts.append(part)
            size -= len(part)
        return b"".join(parts)


class ServerTakenError(Exception):
    """Another client is there."""

    def __init__(self, client: Holder) -> None:
        super().__init__()
        self.client = client

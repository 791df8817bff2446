"""Having captures added and deleted by the listener that has their store."""

import os
import socket
from collections.abc import Sequence
from typing import TypeVar

import msgspec

from maileroo_cli.capture.entry import Capture
from maileroo_cli.capture.store.failure import StoreError
from maileroo_cli.capture.store.lock import Holder
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
from maileroo_cli.transport.channel.patience import Patience, Wait

Message = TypeVar("Message")


class ListenerGoneError(Exception):
    """The listener has ended: what was ordered last may have been done, or not."""


class WriteClient:
    """A connection to the listener, the ``holder``. What the disk refuses raises ``StoreError``.

    Where it answers nothing for as long as ``patience`` has it, ``ListenerSilentError`` is raised.
    """

    def __init__(self, holder: Holder, doing: str, patience: Patience | None = None) -> None:
        """Connect.

        :class:`ListenerGoneError` is raised where nobody is there, ``ServerTakenError`` where another client is.
        """
        if holder.endpoint is None:
            raise ListenerGoneError
        port, key = holder.endpoint
        self.holder = holder
        self._patience = patience or Patience()
        self._socket = _connect(port, self._patience.begin(holder))
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
            raise StoreError(reply.reason, reply.hint)
        return reply.count

    def _ask(self, data: bytes, decoder: msgspec.msgpack.Decoder[Message]) -> Message:
        wait = self._patience.begin(self.holder)
        try:
            self._give(data, wait)
            size = int.from_bytes(self._take(LENGTH_BYTES, wait))
            if size > LONGEST:
                raise ListenerGoneError
            return decoder.decode(self._take(size, wait))
        except (OSError, msgspec.MsgspecError):
            raise ListenerGoneError from None

    def _give(self, data: bytes, wait: Wait) -> None:
        rest = memoryview(data)
        while rest:
            self._socket.settimeout(wait.seconds)
            try:
                rest = rest[self._socket.send(rest) :]
            except TimeoutError:
                wait.go_on()

    def _take(self, size: int, wait: Wait) -> bytes:
        parts = []
        while size:
            self._socket.settimeout(wait.seconds)
            try:
                part = self._socket.recv(min(size, 1 << 20))
            except TimeoutError:
                wait.go_on()
                continue
            if not part:
                raise ListenerGoneError
            parts.append(part)
            size -= len(part)
        return b"".join(parts)


def _connect(port: int, wait: Wait) -> socket.socket:
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=wait.seconds)
        except TimeoutError:  # it accepts nobody, and as many are waiting as the system lets wait
            wait.go_on()
        except (OSError, OverflowError):  # the latter where the lock file holds no port
            raise ListenerGoneError from None


class ServerTakenError(Exception):
    """Another client is there."""

    def __init__(self, client: Holder) -> None:
        super().__init__()
        self.client = client

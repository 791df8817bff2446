"""Receivers in a process of their own: the other end of the benchmarks.

One answers 200 as fast as Python can, one does that and checks signatures, one is correct in every way and slower.
"""

import asyncio
import hashlib
import hmac
import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

from tests.receivers import correct

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
REFUSAL = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"
SECRET = correct.SECRET
_SIGNATURE = b"x-maileroo-signature:"


class FastReceiver(asyncio.Protocol):
    """Answers 200 as soon as a request is whole."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the connection."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._data = b""

    def data_received(self, data: bytes) -> None:
        """Answer each whole request."""
        self._data += data
        while (end := self._data.find(b"\r\n\r\n")) >= 0:
            head = self._data[:end].lower()
            length = int(head.partition(b"content-length:")[2].split(b"\r\n")[0] or 0)
            if len(self._data) < end + 4 + length:
                return
            body, self._data = self._data[end + 4 : end + 4 + length], self._data[end + 4 + length :]
            self._transport.write(self.answer(head, body))

    def answer(self, head: bytes, body: bytes) -> bytes:
        """Return the answer to a request whose head is in lower case."""
        return ANSWER


class StrictReceiver(FastReceiver):
    """Answers 200 to what is signed, and 401 to all else."""

    def answer(self, head: bytes, body: bytes) -> bytes:
        """Compare the signature."""
        given = head.partition(_SIGNATURE)[2].split(b"\r\n")[0].strip()
        signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest().encode()
        return ANSWER if hmac.compare_digest(given, signature) else REFUSAL


def receive(pipe: Connection, protocol: type[FastReceiver] = FastReceiver) -> None:
    """Run a receiver, and tell its port."""

    async def serve() -> None:
        server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


def receive_correctly(pipe: Connection) -> None:
    """Run the correct receiver of the tests, and tell its port."""
    with correct.CorrectReceiver() as receiver:
        pipe.send(receiver.port)
        pipe.poll(None)


@contextmanager
def fast_receiver() -> Iterator[str]:
    """Yield the URL of a running receiver."""
    with _running(receive) as url:
        yield url


@contextmanager
def strict_receiver() -> Iterator[str]:
    """Yield the URL of a running receiver that checks signatures."""
    with _running(receive, StrictReceiver) as url:
        yield url


@contextmanager
def correct_receiver() -> Iterator[str]:
    """Yield the URL of a running receiver that does everything right."""
    with _running(receive_correctly) as url:
        yield url


@contextmanager
def _running(target: Callable[..., None], *arguments: object) -> Iterator[str]:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=target, args=(theirs, *arguments), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}/webhook"
    finally:
        process.terminate()
        process.join()

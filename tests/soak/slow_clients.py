"""Slow clients by the thousand beside honest ones, at the default limits: who is refused, and what is left behind."""

import os
import selectors
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

from tests.listening import PATIENCE, Client, ListenProcess
from tests.soak.part import Effort, SoakRow

SLOW, CONNECTIONS, HONEST = 2000, 1000, 4
LEAST = 100
"""Among fewer connections than these, one burst of slow clients is all of them."""

MOST_MEMORY = 128
"""So many MiB more than at rest."""

HEAD = b"POST /webhook HTTP/1.1\r\nHost: x\r\n"
BLOCK = b"x" * 16_384


def whole(body: bytes, *lines: bytes) -> bytes:
    """Return a whole request."""
    return HEAD + b"".join(line + b"\r\n" for line in lines) + b"Content-Length: %d\r\n\r\n" % len(body) + body


KINDS = {
    "half head": (HEAD + b"a: ", b"b"),
    "half body": (HEAD + b"Content-Length: 5000000\r\n\r\n" + BLOCK * 4, BLOCK),
    "chunks": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    "unread answers": (whole(b'{"event_type":"clicked"}') * 40, b""),
    "end that lingers": (whole(b"{}", b"Connection: close"), b"x"),
    "reset": (HEAD + b"Content-Length: 5000000\r\n\r\n" + BLOCK * 40, b""),
    "silent": (b"", b""),
}
"""What each kind of slow client sends at first, and now and then."""


class HonestClient(threading.Thread):
    """Posts one request after the other, each over a connection of its own, and counts those that are refused."""

    def __init__(self, port: int, stopped: threading.Event) -> None:
        super().__init__(daemon=True)
        self._port = port
        self._stopped = stopped
        self.posted = self.refused = 0

    def run(self) -> None:
        """Post until it is to stop."""
        while not self._stopped.is_set():
            self.posted += 1
            try:
                with Client(self._port) as client:
                    self.refused += client.send(whole(b"honest")).answer().status != 200
            except OSError:
                self.refused += 1


class SlowClients:
    """So many slow clients, of all kinds: those that were ended are replaced until all have been there."""

    def __init__(self, port: int, random: Random) -> None:
        self._port = port
        self._random = random
        self._open: dict[Client, bytes] = {}
        self._selector = selectors.DefaultSelector()

    def add(self) -> None:
        """Let one more come."""
        kind = self._random.choice(list(KINDS))
        beginning, drip = KINDS[kind]
        client = Client(self._port, room=16_384)
        client.socket.setblocking(False)
        with suppress(OSError):
            client.socket.send(beginning)
        if kind == "reset":
            client.reset()
            return
        self._open[client] = drip
        if kind != "unread answers":
            self._selector.register(client.socket, selectors.EVENT_READ, client)

    def drip(self) -> None:
        """Let each send a little more, and close those that were ended."""
        for key, _ in self._selector.select(0):
            client = key.data
            with suppress(BlockingIOError):
                try:
                    ended = not client.socket.recv(65_536)
                except ConnectionResetError:
                    ended = True
                if ended:
                    self._close(client)
        for client, drip in list(self._open.items()):
            try:
                if drip:
                    client.socket.send(drip)
            except BlockingIOError:
                continue
            except OSError:
                self._close(client)

    def close(self) -> None:
        """Let all go."""
        for client in list(self._open):
            self._close(client)
        self._selector.close()

    def _close(self, client: Client) -> None:
        del self._open[client]
        with suppress(KeyError):
            self._selector.unregister(client.socket)
        client.socket.close()


def soak(effort: Effort) -> Iterator[SoakRow]:
    """Let slow clients fill all connections again and again beside honest ones."""
    raise_file_limit()
    with tempfile.TemporaryDirectory() as folder:
        options = ["--quiet", "--max-connections", str(max(effort.of(CONNECTIONS), LEAST)), "--respond", "200"]
        options += ["--respond", f"clicked=200+body:{'x' * 100_000}"]
        with ListenProcess(Path(folder), *options) as listen:
            yield measure(listen, effort)
            listen.stop()


def measure(listen: ListenProcess, effort: Effort) -> SoakRow:
    """Let the slow clients come and go, and tell what became of the honest ones and of the listener."""
    with Client(listen.port) as client:
        client.send(whole(b"first")).answer()
    rest, files, stopped = memory(listen), descriptors(listen), threading.Event()
    honest = [HonestClient(listen.port, stopped) for _ in range(HONEST)]
    slow, count = SlowClients(listen.port, effort.random), max(effort.of(SLOW), 2 * LEAST)
    for one in honest:
        one.start()
    for number in range(count):
        slow.add()
        if number % 20 == 19:
            slow.drip()
    while sum(one.posted for one in honest) < count:
        slow.drip()
        stopped.wait(0.05)
    stopped.set()
    for one in honest:
        one.join(PATIENCE)
    slow.close()
    posted, refused = sum(one.posted for one in honest), sum(one.refused for one in honest)
    left = left_open(listen, files)
    grown = (listen.peak_memory - rest) // (1 << 20) if rest else 0
    detail = f"{posted:,} honest requests, {refused} refused; {grown} MiB more at the peak, {left} files left open"
    return SoakRow("slow clients at the limit", count, refused + left + (grown > MOST_MEMORY), detail)


def left_open(listen: ListenProcess, before: int) -> int:
    """Return how many more files are open than before, once all has been let go, or time is up."""
    end = time.monotonic() + PATIENCE
    while (more := descriptors(listen) - before) > 0 and time.monotonic() < end:
        time.sleep(0.1)
    return max(more, 0)


def memory(listen: ListenProcess) -> int:
    """Return the most memory so far; 0 where the system does not tell."""
    return listen.peak_memory if Path("/proc/self/status").exists() else 0


def descriptors(listen: ListenProcess) -> int:
    """Return how many files and sockets the listener has open; 0 where the system does not tell.

    Its pipes are those of the process that searches for causes, which stays.
    """
    folder = Path(f"/proc/{listen.pid}/fd")
    count = 0
    for one in folder.iterdir() if folder.exists() else ():
        with suppress(OSError):  # closed meanwhile
            count += not os.readlink(one).startswith("pipe:")
    return count


def raise_file_limit() -> None:
    """Let this process have a connection for each client."""
    if sys.platform != "win32":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))

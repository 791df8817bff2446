"""Running `mhook listen` in tests, as a process of its own or in a thread, and speaking to it on raw sockets.

Nothing here sleeps: a listener says when it is ready, and a socket when there is something to read.
"""

import json
import os
import signal
import socket
import struct
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryFile
from types import TracebackType
from typing import Any, NamedTuple, Self

from maileroo_cli.capture.answer.language import parse_script
from maileroo_cli.capture.answer.responder import Responder
from maileroo_cli.capture.entry import Capture
from maileroo_cli.capture.http.framing import FrameLimits
from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.store.lock import Holder
from maileroo_cli.capture.store.writer import Store
from maileroo_cli.transport.channel.server import bind_endpoint
from maileroo_cli.transport.server.address import Address, bind
from maileroo_cli.transport.server.arrival import Arrival
from maileroo_cli.transport.server.config import Deadlines, ListenConfig
from maileroo_cli.transport.server.listener import ListenServer
from tests.cli.calling import Ran, check, command, environment

PATIENCE = 60.0
"""Seconds after which a test that waits for something has failed; nothing is expected to take so long."""


class ListenProcess:
    """``mhook listen`` as a user runs it, on any free port: ready when the ``with`` block begins, ended after it.

    ``arguments`` are further options. Its store is ``folder/captures.db``, and its ready file ``folder/url.txt``,
    unless they are named. With ``form`` ``text`` it prints lines for people instead of objects.
    """

    def __init__(
        self,
        folder: Path,
        *arguments: str | os.PathLike[str],
        form: str = "json",
        env: Mapping[str, str] | None = None,
        port: int = 0,
    ) -> None:
        self.store = folder / "captures.db"
        self.ready_file = folder / "url.txt"
        own: dict[str, str | os.PathLike[str]] = {
            "--port": str(port),
            "--store": self.store,
            "--ready-file": self.ready_file,
            "--format": form,
        }
        told = [word for name, value in own.items() if name not in arguments for word in (name, value)]
        self._arguments: list[str | os.PathLike[str]] = ["listen", *told, *arguments]
        self._env = env
        self._lines: SimpleQueue[bytes] = SimpleQueue()
        self._seen: list[bytes] = []
        self._ended = False
        self._ran: Ran | None = None
        self.url = ""

    def __enter__(self) -> Self:
        self._err = TemporaryFile()
        self.process = subprocess.Popen(
            command(self._arguments), stdout=subprocess.PIPE, stderr=self._err, env=environment(self._env)
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        first = self.next_line()
        if not first:
            ran = self.stop()
            raise AssertionError(f"mhook listen did not start: {ran.code}, {ran.err}")
        word = first.split()[2].decode() if not first.startswith(b"{") else json.loads(first)["url"]
        self.url = word
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.url.rpartition(":")[2])

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self.process.pid

    def next_line(self) -> bytes:
        """Wait for the next line on stdout and return it; empty at the end of all output."""
        if self._ended:
            return b""
        line = self._lines.get(timeout=PATIENCE)
        self._ended = not line
        if line:
            self._seen.append(line)
        return line

    def next_object(self) -> dict[str, Any]:
        """Wait for the next JSON object on stdout and return it."""
        found: dict[str, Any] = json.loads(self.next_line())
        return found

    def wait(self) -> Ran:
        """Wait until it ends by itself; return the exit code and all output, which is checked as that of any call."""
        return self._finish()

    def stop(self, number: int = signal.SIGINT) -> Ran:
        """End it as Ctrl-C does, or with another signal; return the same as :meth:`wait`. A second call does nothing.

        Where it was killed the code is negative.
        """
        if self._ran is None and self.process.poll() is None:
            self.process.send_signal(number)
        return self._finish()

    def kill(self) -> Ran:
        """End it with SIGKILL, in the middle of whatever it is doing."""
        return self.stop(signal.SIGKILL)

    def captures(self) -> list[Capture]:
        """Read what its store holds, oldest first; it may still be running."""
        return read_captures(self.store)

    @property
    def peak_memory(self) -> int:
        """The most bytes of memory that it has had so far; where the system tells."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
        raise AssertionError("no VmHWM")

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put(b"")

    def _finish(self) -> Ran:
        if self._ran is not None:
            return self._ran
        try:
            code = self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        while self.next_line():
            pass
        self._reader.join(PATIENCE)
        assert self.process.stdout is not None
        self.process.stdout.close()
        self._err.seek(0)
        self._ran = Ran(code, b"".join(self._seen), self._err.read().decode())
        self._err.close()
        check(self._ran)
        return self._ran


class Heard:
    """A reporter that keeps what it is told, and lets tests wait for it."""

    def __init__(self) -> None:
        self.arrivals: list[Arrival] = []
        self.troubles: list[str] = []
        self.writes: list[tuple[Holder, int, int]] = []
        self._changed = threading.Condition()
        self._ready = threading.Event()

    def ready(self, url: str) -> None:
        """Take note that connections are accepted."""
        self._ready.set()

    def arrived(self, arrivals: Sequence[Arrival]) -> None:
        """Keep what arrived."""
        with self._changed:
            self.arrivals += arrivals
            self._changed.notify_all()

    def trouble(self, sentence: str) -> None:
        """Keep what was said."""
        self.troubles.append(sentence)

    def wrote(self, client: Holder, added: int, deleted: int) -> None:
        """Keep who came."""
        self.writes.append((client, added, deleted))

    def wait_ready(self) -> None:
        """Wait until connections are accepted."""
        assert self._ready.wait(PATIENCE)

    def wait_for(self, count: int, peer: str = "") -> list[Arrival]:
        """Wait until ``count`` requests were reported, of ``peer`` or of all; return them."""

        def found() -> list[Arrival]:
            return [one for one in self.arrivals if not peer or one.entry.peer == peer]

        with self._changed:
            assert self._changed.wait_for(lambda: len(found()) >= count, PATIENCE), found()
            return found()

    def forget(self) -> None:
        """Forget what was reported so far."""
        with self._changed:
            self.arrivals.clear()


class ListenThread:
    """A :class:`ListenServer` in a thread of this process; whatever ends it is raised at the end of the ``with`` block.

    ``respond`` is a script of answers; ``config`` takes its place where more than that is to be set.
    ``bind`` may take the address in another way. With an ``endpoint`` it writes to its store for others.
    """

    def __init__(
        self,
        folder: Path,
        *,
        respond: Sequence[str] = (),
        config: ListenConfig | None = None,
        frame_limits: FrameLimits | None = None,
        deadlines: Deadlines | None = None,
        max_connections: int = 1000,
        bind: Callable[[Address], list[socket.socket]] = bind,
        endpoint: bool = False,
    ) -> None:
        self._opened = bind_endpoint() if endpoint else None
        self.path = folder / "captures.db"
        self._config = config or ListenConfig([], Responder(parse_script(list(respond))))
        self._bounds: dict[str, Any] = {
            "frame_limits": frame_limits,
            "deadlines": deadlines,
            "max_connections": max_connections,
        }
        self.heard = Heard()
        self._bind = bind
        self._failure: BaseException | None = None

    def __enter__(self) -> Self:
        made: SimpleQueue[ListenServer | BaseException] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, args=(made.put,), daemon=True)
        self._thread.start()
        listener = made.get(timeout=PATIENCE)
        if isinstance(listener, BaseException):
            raise listener
        self.listener = listener
        self.heard.wait_ready()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """Where it listens."""
        return self.listener.url

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.url.rpartition(":")[2])

    def stop(self) -> None:
        """End it, and wait until all it took has been stored."""
        self.listener.stop_soon()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        if self._failure is not None:
            failure, self._failure = self._failure, None
            raise failure

    def captures(self) -> list[Capture]:
        """Read what its store holds, oldest first; it may still be running."""
        return read_captures(self.path)

    def _run(self, tell: Callable[[ListenServer | BaseException], None]) -> None:
        try:
            opened = self._opened
            with Store(self.path, doing="a test", endpoint=None if opened is None else opened.endpoint) as store:
                address = self._bind(Address())
                listener = ListenServer(address, store, self._config, self.heard, **self._bounds, endpoint=opened)
                tell(listener)
                listener.run()
        except BaseException as error:  # noqa: BLE001  (raised in the thread of the test)
            self._failure = error
            tell(error)


def read_captures(store: Path) -> list[Capture]:
    """Read all captures of a store, oldest first; others may be writing to it."""
    with Archive(store) as archive:
        return list(archive.captures())


class Answer(NamedTuple):
    """One answer as it came, without the body's framing; ``status`` 0 where the connection ended instead."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def keeps(self) -> bool:
        """Whether the server says that the connection stays."""
        return self.status != 0 and self.headers.get("connection", "").lower() != "close"


NO_ANSWER = Answer(0, {}, b"")


class Client:
    """One raw connection to a listener; ``room`` sets how many bytes of answers the system takes before it reads."""

    def __init__(self, port: int, *, room: int = 0) -> None:
        self.socket = socket.socket()
        if room:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
        self.socket.settimeout(PATIENCE)
        try:
            self.socket.connect(("127.0.0.1", port))
        except OSError:
            self.socket.close()
            raise
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._data = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.socket.close()

    @property
    def name(self) -> str:
        """Its address, as captures have it as their peer."""
        host, port = self.socket.getsockname()
        return f"{host}:{port}"

    def send(self, *pieces: bytes) -> Self:
        """Send each piece for itself; a connection that the listener has ended takes no more, silently."""
        try:
            for piece in pieces:
                self.socket.sendall(piece)
        except (BrokenPipeError, ConnectionResetError):
            return self
        return self

    def half_close(self) -> Self:
        """Say that no more will be sent."""
        try:
            self.socket.shutdown(socket.SHUT_WR)
        except OSError:  # the listener was faster
            return self
        return self

    def reset(self) -> None:
        """End the connection with a TCP reset."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def final(self, *, to_head: bool = False) -> Answer:
        """Read the next answer that is not 100 Continue."""
        while (answer := self.answer(to_head=to_head)).status == 100:
            pass
        return answer

    def answer(self, *, to_head: bool = False) -> Answer:
        """Read the next answer; one to a HEAD request has no body."""
        while b"\r\n\r\n" not in self._data:
            if not self._more():
                assert not self._data, self._data
                return NO_ANSWER
        head, _, self._data = self._data.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        status = int(first.split()[1])
        size = 0 if to_head or status < 200 else int(headers.get("content-length", "0"))
        while len(self._data) < size:
            assert self._more(), "the answer is cut off"
        body, self._data = self._data[:size], self._data[size:]
        return Answer(status, headers, body)

    def answers(self) -> list[Answer]:
        """Read answers until the connection ends."""
        return list(iter(self.answer, NO_ANSWER))

    @property
    def ended(self) -> bool:
        """Wait until the listener ends the connection; false where it sends something instead."""
        return not self._data and not self._more()

    def _more(self) -> bool:
        try:
            data = self.socket.recv(262_144)
        except ConnectionResetError:
            return False
        self._data += data
        return bool(data)

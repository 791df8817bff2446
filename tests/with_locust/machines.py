"""Machines of a load in tests: masters and workers as a user starts them, a receiver that counts, and a relay.

Each is a process of ``mhook``. Nothing sleeps: whoever waits does so for a line, a request or an end.
"""

import hashlib
import hmac
import json
import os
import re
import signal
import socket
import subprocess
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Self

from tests.cli.calling import SECRET, command, environment
from tests.receivers.raw import OK, Peer, Receiver

PATIENCE = 60.0
"""Seconds after which a test that waits for something has failed; nothing is expected to take so long."""

REFUSAL = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"
_SIGNATURE = re.compile(rb"^x-maileroo-signature: *([0-9a-f]{64})\r$", re.IGNORECASE | re.MULTILINE)
_PLACE = re.compile(r"--worker (\S+:\d+)")
_NOTE = "mhook: note: "


class CountingReceiver(Receiver):
    """Answers 200 to what is signed and 401 to all else; ``reached`` is set by the ``awaited``-th request."""

    def __init__(self, awaited: int = 0) -> None:
        super().__init__(self._behave)
        self._awaited = awaited
        self.reached = threading.Event()

    @property
    def bodies(self) -> list[bytes]:
        """The body of each request, as it came."""
        return [request.partition(b"\r\n\r\n")[2] for request in self.requests]

    def _behave(self, peer: Peer) -> None:
        with suppress(OSError):  # whoever sends may be killed in the middle
            while (request := peer.read()) is not None:
                if len(self.requests) >= self._awaited:
                    self.reached.set()
                head, _, body = request.partition(b"\r\n\r\n")
                found = _SIGNATURE.search(head + b"\r\n")
                signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest().encode()
                peer.send(OK if found is not None and hmac.compare_digest(found[1], signature) else REFUSAL)


class Machine:
    """``mhook load`` in a process of its own, which is killed after the ``with`` block if it has not ended."""

    def __init__(
        self, *arguments: str, env: Mapping[str, str] | None = None, line: Sequence[str] | None = None
    ) -> None:
        self.process = subprocess.Popen(
            [*line, "load", *arguments] if line is not None else command(["load", *arguments]),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(env),
        )
        self.said: list[str] = []
        self.shown = ""
        self._lines: SimpleQueue[str] = SimpleQueue()
        self._readers = [threading.Thread(target=one, daemon=True) for one in (self._read_talk, self._read_output)]
        for one in self._readers:
            one.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.kill()
        self.wait()

    def wait_for(self, words: str) -> str:
        """Wait until a line with these words is said, and return it."""
        while line := self._lines.get(timeout=PATIENCE):
            if words in line:
                return line
        raise AssertionError(f"{words!r} was not said, but {self.said}")

    def wait(self, patience: float = PATIENCE) -> int:
        """Wait for the end, and return the exit code."""
        code = self.process.wait(patience)
        for one in self._readers:
            one.join(PATIENCE)
        for pipe in (self.process.stdout, self.process.stderr):
            if pipe is not None:
                pipe.close()
        return code

    def interrupt(self) -> None:
        """Do what Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)

    @property
    def place(self) -> str:
        """Where a master listens, as it says."""
        found = _PLACE.search(self.wait_for("--worker"))
        assert found is not None
        return found[1]

    @property
    def errors(self) -> list[str]:
        """What was said besides notes."""
        return [line for line in self.said if not (line.startswith(_NOTE) or '"mhook.note/1"' in line)]

    @property
    def result(self) -> dict[str, Any]:
        """The object that tells what the load came to."""
        (found,) = [one for one in map(json.loads, self.shown.splitlines()) if one["schema"].startswith("mhook.load/")]
        return dict(found)

    def _read_talk(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said.append(line.rstrip("\n"))
            self._lines.put(line)
        self._lines.put("")

    def _read_output(self) -> None:
        assert self.process.stdout is not None
        self.shown = self.process.stdout.read()


def start_master(url: str, *arguments: str, workers: int = 2) -> Machine:
    """Start a master on any free port, which tells its result as JSON."""
    more = ("--master", "--expect-workers", str(workers), "--bind", "127.0.0.1:0", "--format", "json")
    return Machine(url, "--seed", "7", *more, *arguments)


class Relay:
    """Hands all on between whoever connects and ``place``, and keeps every byte."""

    def __init__(self, place: str) -> None:
        host, _, port = place.rpartition(":")
        self._there = (host, int(port))
        self.seen = bytearray()
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def place(self) -> str:
        """Where it listens."""
        return f"127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for one in (self._listener, *self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self) -> None:
        with suppress(OSError):  # the end
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(self._there)
                self._open += [near, far]
                for ends in ((near, far), (far, near)):
                    threading.Thread(target=self._hand_on, args=ends, daemon=True).start()

    def _hand_on(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                self.seen += data
                sink.sendall(data)
        for one in (source, sink):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


def pid_is_there(pid: int) -> bool:
    """Tell whether a process is still there."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True

"""Running ``mhook inspect`` as a user does: a process of its own, which prints the address to open."""

import json
import os
import re
import signal
import subprocess
import threading
from collections.abc import Mapping
from http.client import HTTPConnection
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryFile
from types import TracebackType
from typing import Any, Self

from tests.cli.calling import Ran, check, command, environment
from tests.listening import PATIENCE

_ADDRESS = re.compile(r"(http://[^\s/]+)/\S*#\S*?([0-9A-Za-z_-]{40,})")


class InspectProcess:
    """``mhook inspect`` over a store, on any free port: ready when the ``with`` block begins, ended after it."""

    def __init__(
        self,
        store: Path,
        *arguments: str | os.PathLike[str],
        port: int = 0,
        env: Mapping[str, str] | None = None,
    ) -> None:
        self._arguments: list[str | os.PathLike[str]] = ["inspect", "--store", store, "--port", str(port), "--no-open"]
        self._arguments += arguments
        self._env = env
        self._lines: SimpleQueue[bytes] = SimpleQueue()
        self._out = b""
        self._ran: Ran | None = None
        self.url = self.origin = self.token = ""

    def __enter__(self) -> Self:
        self._err = TemporaryFile()
        self.process = subprocess.Popen(
            command(self._arguments), stdout=subprocess.PIPE, stderr=self._err, env=environment(self._env)
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        while not (found := _ADDRESS.search(self._out.decode())):
            if not (line := self._lines.get(timeout=PATIENCE)):
                self._lines.put(line)
                ran = self.stop()
                raise AssertionError(f"mhook inspect did not start: {ran.code}, {ran.out.decode()}, {ran.err}")
            self._out += line
        self.url, self.origin, self.token = found[0], found[1], found[2]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.origin.rpartition(":")[2])

    def url_of(self, search: str) -> str:
        """Return the address to open, with a query such as ``verdict=invalid`` before the token."""
        base, _, fragment = self.url.partition("#")
        return f"{base}{'?' if search else ''}{search}#{fragment}"

    def ask(self, path: str, body: dict[str, Any] | None = None) -> tuple[int, dict[str, Any]]:
        """Ask its API as a script does; return the status and the object."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            headers = {"Authorization": f"Bearer {self.token}"}
            if body is not None:
                headers["Content-Type"] = "application/json"
            data = None if body is None else json.dumps(body).encode()
            connection.request("GET" if body is None else "POST", path, data, headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def stop(self, number: int = signal.SIGINT) -> Ran:
        """End it as Ctrl-C does, or with another signal; a second call does nothing."""
        if self._ran is not None:
            return self._ran
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            code = self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        while line := self._lines.get(timeout=PATIENCE):
            self._out += line
        self._reader.join(PATIENCE)
        assert self.process.stdout is not None
        self.process.stdout.close()
        self._err.seek(0)
        self._ran = Ran(code, self._out, self._err.read().decode())
        self._err.close()
        check(self._ran)
        return self._ran

    def kill(self) -> Ran:
        """End it with SIGKILL."""
        return self.stop(signal.SIGKILL)

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put(b"")

"""A relay before an inspector, on the same port of ``::1``: its connections can be cut while the inspector goes on."""

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self


class Relay:
    """Passes bytes on to a port of 127.0.0.1 during a ``with`` block; while it ``refuses`` it accepts nothing."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._listener = socket.create_server(("::1", port), family=socket.AF_INET6)
        self._open: list[socket.socket] = []
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self.refuses = False

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Closing alone would not wake the thread that waits in accept().
        self.refuses = True
        with suppress(OSError), socket.create_connection(("::1", self._port)):
            self._listener.close()
        self._thread.join(10)
        self.cut()

    @property
    def origin(self) -> str:
        """The origin of what comes through here."""
        return f"http://[::1]:{self._port}"

    def cut(self) -> None:
        """End all connections."""
        with self._lock:
            for one in self._open:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
                one.close()
            self._open.clear()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                with self._lock:
                    self._open.append(near)
                if self.refuses:
                    self.cut()
                    continue
                far = socket.create_connection(("127.0.0.1", self._port))
                with self._lock:
                    self._open.append(far)
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=_pass_on, args=(one, other), daemon=True).start()


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while data := one.recv(65_536):
            other.sendall(data)
        other.shutdown(socket.SHUT_WR)

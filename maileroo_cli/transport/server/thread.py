"""A listener that serves in a thread of this process, beside whatever else it does."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from maileroo_cli.transport.server.listener import ListenServer

_LAST_WAIT = 5.0


class ServingThread:
    """Runs a listener from :meth:`start` to :meth:`stop`. Its sockets accept connections before that already.

    ``failure`` is what ended it before. ``over`` is called in its thread at the end.
    """

    def __init__(self, server: ListenServer, name: str, over: Callable[[], None] = lambda: None) -> None:
        self.failure: BaseException | None = None
        self._server = server
        self._over = over
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin to serve."""
        self._thread.start()

    def stop(self) -> None:
        """End it, and wait until its last answer is out; an interruption does not hurry it."""
        self._server.stop_soon()
        try:
            while self._thread.is_alive():
                self._thread.join()
        finally:
            self._thread.join(_LAST_WAIT)

    def _run(self) -> None:
        try:
            self._server.run()
        except BaseException as error:  # noqa: BLE001 - it is raised in the thread that stops it
            self.failure = error
        finally:
            self._over()

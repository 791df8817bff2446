"""How a session of listening comes to its end: by the wish of somebody, at any time and from any thread."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from maileroo_cli.transport.server.listener import ListenServer


class ListenEnd:
    """The wish for the end, which may come before there is a listener, and who keeps it from being heeded."""

    def __init__(self) -> None:
        self._wished = False
        self._listener: ListenServer | None = None
        self._handed_out: float | None = None

    def wish(self) -> None:
        """Wish for the end."""
        self._wished = True
        if self._listener is not None:
            self._listener.stop_soon()

    def attach(self, listener: ListenServer) -> None:
        """Let the wish reach a listener."""
        self._listener = listener
        if self._wished:
            listener.stop()

    def hand_out(self) -> None:
        """Take note that whoever iterates has a result, so that the session stands still."""
        self._handed_out = time.monotonic()

    def come_back(self) -> None:
        """Take note that the session goes on."""
        self._handed_out = None

    def handed_out(self) -> float | None:
        """Return since when it stands still, on the monotonic clock; ``None`` where it goes on."""
        return self._handed_out

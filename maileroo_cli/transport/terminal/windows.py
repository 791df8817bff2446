"""A session on the console of Windows, which passes each key on at once without a change of its mode."""

from __future__ import annotations

import os
import sys
import threading
from typing import TYPE_CHECKING

from maileroo_cli.transport.terminal.decoding import KeyDecoder

if TYPE_CHECKING:
    from maileroo_cli.transport.terminal.user import TerminalUser

_LOOK = 0.05
_ENDING = 1.0
_PREFIXES = "\x00\xe0"
"""What comes before the code of a key that is no character."""


class WindowsSession:
    """Hears the keys of the console."""

    def __init__(self, user: TerminalUser) -> None:
        self._user = user
        self._decoder = KeyDecoder()
        self._woken, self._closing = threading.Event(), False
        self._thread = threading.Thread(target=self._hear, name="mhook-keys", daemon=True)

    def begin(self) -> None:
        """Begin to hear keys."""
        os.system("")  # noqa: S605, S607  (an older console begins to understand sequences with the first child)
        self._thread.start()

    def wake(self) -> None:
        """Have the thread look around."""
        self._woken.set()

    def close(self) -> None:
        """Hear no more keys; a second call does nothing."""
        if self._closing or not self._thread.ident:
            return
        self._closing = True
        self._woken.set()
        self._thread.join(_ENDING)
        self._user.leave()

    def _hear(self) -> None:
        self._user.arrive()
        while not self._closing:
            if keys := self._typed():
                self._user.press(keys)
            due = self._user.look()
            self._woken.wait(_LOOK if due is None else min(due, _LOOK))
            self._woken.clear()

    def _typed(self) -> list[str]:
        """Return the keys that were typed meanwhile; a lone Esc comes as itself here."""
        keys: list[str] = []
        if sys.platform == "win32":
            import msvcrt

            while msvcrt.kbhit():
                char = msvcrt.getwch()
                if char in _PREFIXES:
                    msvcrt.getwch()
                    continue
                keys += self._decoder.feed(char.encode("utf-8", "replace")) or self._decoder.settle()
        return keys

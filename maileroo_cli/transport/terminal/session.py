"""Hearing the keys of a terminal in a thread of its own, while the program does something else.

The terminal is given back at the end, at an unexpected one too, and while the program is stopped.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from maileroo_cli.transport.terminal.user import TerminalUser


class TerminalSession(Protocol):
    """A terminal that is in use from :meth:`begin` until :meth:`close`."""

    def begin(self) -> None:
        """Begin to hear keys."""
        ...

    def wake(self) -> None:
        """Have :meth:`TerminalUser.look` called soon, from any thread."""
        ...

    def close(self) -> None:
        """Hear no more keys, and give the terminal back; a second call does nothing."""
        ...


def open_session(user: TerminalUser) -> TerminalSession:
    """Return a session on the terminal that is the standard input."""
    if sys.platform == "win32":
        from maileroo_cli.transport.terminal.windows import WindowsSession

        return WindowsSession(user)
    from maileroo_cli.transport.terminal.posix import PosixSession

    return PosixSession(user, sys.stdin.fileno())

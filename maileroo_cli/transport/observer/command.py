"""Counting effects with a command of the user's: ``--observe-cmd``. What event it is about is in its environment."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from maileroo_cli.transport.observer.look import SIZE_LIMIT, TIME_LIMIT, LookStopped, Stopped, make_turn, never
from maileroo_cli.transport.observer.number import read_number
from maileroo_cli.transport.process.output import CommandStopped, output_of
from maileroo_cli.transport.process.start import ShellLine

if TYPE_CHECKING:
    from typing import Self

    from maileroo_cli.webhook.text.path import Path

EVENT_ID, EVENT_TYPE = "MHOOK_EVENT_ID", "MHOOK_EVENT_TYPE"
_OPTION = "--observe-cmd"
_SCRIPT_LIMIT = 256 << 10


class CommandObserver:
    """Runs a command at each look.

    Its number is that of one event where the line, or a script of the line, names ``MHOOK_EVENT_ID``.
    """

    def __init__(self, command: str, path: Path | None, *, time_limit: float = TIME_LIMIT) -> None:
        self.per_event = EVENT_ID in command or any(map(_names_event, command.split()))
        self.turn = make_turn(per_event=self.per_event)
        self._command = command
        self._path = path
        self._time_limit = time_limit

    def look(self, event_type: str, event_id: str, stopped: Stopped = never, body: bytes = b"") -> float:
        """Run the command, and return the number that it prints."""
        line = ShellLine(_OPTION, self._command, {EVENT_ID: event_id, EVENT_TYPE: event_type})
        try:
            return read_number(output_of(line, self._time_limit, SIZE_LIMIT, stopped), self._path, _OPTION)
        except CommandStopped:
            raise LookStopped from None

    def interrupt(self) -> None:
        """Do nothing: a look notices by itself that it was stopped."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Nothing is kept open."""


def _names_event(word: str) -> bool:
    """Tell whether a word of the line is a file, such as a script, that asks for the event."""
    path = word.strip("'\";")
    try:
        if not os.path.isfile(path):
            return False
        with open(path, "rb") as script:
            return EVENT_ID.encode() in script.read(_SCRIPT_LIMIT)
    except (OSError, ValueError):
        return False

"""How long the work of an event may still come: after the answer over a socket, or until an application has done it."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from maileroo_cli.transport.app.interface.application import Application

DEFAULT_SETTLE = 1.0
_LONGEST = 5.0
"""Seconds in which an application has to finish what requests have left behind; once in vain, the usual time."""


class Settling:
    """Knows until when effects of the requests so far may come.

    Work may take ``seconds`` after its answer, or as long as is usual where nobody says. Of an ``application`` in this
    process it is known when all of its work is done: then nothing more is waited for, unless the user says how long it
    takes, or an effect was seen to come after that, from another process. What is missing is waited for all the same.
    """

    def __init__(self, seconds: float | None, application: Application | None = None) -> None:
        self._application = application
        self._is_given = seconds is not None
        self.seconds = DEFAULT_SETTLE if seconds is None else seconds
        self._patience = _LONGEST
        self._until = -math.inf
        self._is_done = self._comes_late = False

    def note_request(self) -> None:
        """Tell that something was sent just now."""
        self._until = time.monotonic() + self.seconds
        self._is_done = False

    def finish(self, stopped: Callable[[], bool]) -> None:
        """Wait until an application has done what requests have left behind."""
        if self._application is None or self._is_done:
            return
        self._is_done = self._application.finish_background(self._patience, stopped)
        if not self._is_done:
            self._patience = self.seconds

    def note_late(self) -> None:
        """Tell that an effect came after all work seemed to be done."""
        self._comes_late = True

    @property
    def is_over(self) -> bool:
        """Whether it is known that all that may come has come, without waiting any more."""
        return self._is_done and not (self._is_given or self._comes_late)

    @property
    def rest(self) -> float:
        """How many seconds a number of effects has to stay the same until it is believed."""
        return 0.0 if self.is_over else self.seconds

    def end(self, patience: int = 1) -> float:
        """Return until when what is missing may come, on the monotonic clock, if it has ``patience`` times as long."""
        return self._until + (patience - 1) * self.seconds

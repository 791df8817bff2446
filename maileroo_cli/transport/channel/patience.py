"""How long a listener that does not answer is waited for, and when that is told."""

import time
from collections.abc import Callable

from maileroo_cli.capture.store.lock import Holder
from maileroo_cli.errors import InputError

NOTE_AFTER, GIVE_UP_AFTER = 2.0, 30.0
"""So many seconds without an answer are told of, and so many are enough; a busy listener takes milliseconds."""


class ListenerSilentError(InputError):
    """The listener is there and answers nothing: it is stopped, or hangs."""


class Patience:
    """What a client may wait for each answer. ``waiting`` is told in a sentence whom it waits for, once.

    ``then`` is what to do after the listener was ended or goes on, for the error where nothing is answered.
    """

    def __init__(self, waiting: Callable[[str], None] | None = None, then: str = "try again") -> None:
        self.note_after, self.give_up_after = NOTE_AFTER, GIVE_UP_AFTER
        self._waiting = waiting
        self._then = then

    def begin(self, holder: Holder) -> "Wait":
        """Begin to wait for one answer."""
        return Wait(self, holder)

    def tell(self, holder: Holder) -> None:
        """Tell who is waited for, unless that was told."""
        if self._waiting is not None:
            self._waiting(f"waiting for {holder}, which has the store open")
        self._waiting = None

    def error(self, holder: Holder) -> ListenerSilentError:
        """Return the error of a listener that answered nothing for too long."""
        return ListenerSilentError(
            f"{holder} has the store and has not answered for {self.give_up_after:g} seconds",
            f"end it or let it continue, then {self._then}",
        )


class Wait:
    """One wait, from now on."""

    def __init__(self, patience: Patience, holder: Holder) -> None:
        self._patience = patience
        self._holder = holder
        began = time.monotonic()
        self._told, self._over = began + patience.note_after, began + patience.give_up_after

    @property
    def seconds(self) -> float:
        """How long to wait now, before :meth:`go_on`."""
        now = time.monotonic()
        return max((self._told if now < self._told else self._over) - now, 0.001)

    def go_on(self) -> None:
        """Tell that it takes long where it is time, or raise :class:`ListenerSilentError`."""
        now = time.monotonic()
        if now >= self._told:
            self._patience.tell(self._holder)
        if now >= self._over:
            raise self._patience.error(self._holder)

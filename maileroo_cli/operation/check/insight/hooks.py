"""Running the user's own commands that change the receiver, and undoing what they did: a check leaves it as it was."""

import threading
from collections.abc import Callable, Mapping
from typing import Protocol

from maileroo_cli.errors import InputError, UnreachableError
from maileroo_cli.rules.step import Hook
from maileroo_cli.transport.client.sender import wait_for
from maileroo_cli.transport.client.target import Target
from maileroo_cli.webhook.signing.secret import Secret

SECRETS = "MHOOK_SECRETS"
_PATIENCE = 10.0
_PATIENCE_WITHOUT_SECRET = 2.0
"""Seconds in which the receiver has to listen again. One that does not without a secret is right."""


class NotRestoredError(InputError):
    """The receiver could not be left as it was found: what comes after it would not be about the receiver itself."""


class ReceiverHook(Protocol):
    """One of the user's commands."""

    def run(
        self,
        environment: Mapping[str, str],
        hidden: tuple[str, ...] = (),
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        """Run it to its end; raise ``InputError`` where it failed, without any of the texts that are hidden.

        One that is ``stopped`` raises ``CommandStopped``.
        """
        ...


class ReceiverHooks:
    """Runs hooks, each followed by a wait until the receiver listens; ``secret`` is the one that it is to be left with.

    Where there is no ``target``, nothing has to listen again. What a hook did that has to be undone is remembered
    before it runs: one that fails may have done half of it.
    """

    def __init__(self, commands: Mapping[Hook, ReceiverHook], secret: Secret, target: Target | None) -> None:
        self._commands = commands
        self._own = secret.reveal().decode("utf-8", "surrogateescape")
        self._target = target
        self._to_undo: dict[Hook, str] = {}
        self._stop = threading.Event()

    @property
    def has_to_undo(self) -> bool:
        """Whether something is not undone yet."""
        return bool(self._to_undo)

    def stop(self) -> None:
        """Make a hook under way end soon, from any thread; what undoes one is never stopped."""
        self._stop.set()

    def run(self, hook: Hook, value: str = "") -> None:
        """Run a hook; ``value`` is what ``Hook.SECRET`` gives to the command: secrets, one a line."""
        match hook:
            case Hook.BREAK:
                self._to_undo[Hook.MEND] = ""
            case Hook.SECRET:
                self._to_undo[Hook.SECRET] = self._own
            case _:
                pass
        self._call(hook, value, self._stop.is_set)
        if value == self._to_undo.get(hook):
            del self._to_undo[hook]

    def restore(self) -> None:
        """Undo what is not undone yet; where that fails, ``NotRestoredError`` says that it is left to the user."""
        while self._to_undo:
            hook, value = self._to_undo.popitem()
            try:
                self._call(hook, value)
            except InputError as error:
                hint = f"the receiver is not as it was, so undo by hand what the check did; {error.hint}"
                raise NotRestoredError(error.message, hint) from None

    def _call(self, hook: Hook, value: str, stopped: Callable[[], bool] = lambda: False) -> None:
        hidden = tuple({line for text in (value, self._own) for line in text.split("\n") if line})
        self._commands[hook].run({SECRETS: value} if hook is Hook.SECRET else {}, hidden, stopped)
        if self._target is None or hook is Hook.BREAK or stopped():
            return
        try:
            wait_for(self._target, _PATIENCE_WITHOUT_SECRET if hook is Hook.SECRET and not value else _PATIENCE)
        except UnreachableError:
            return  # what is sent next tells it

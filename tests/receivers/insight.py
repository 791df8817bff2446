"""Looking into a receiver of the tests, and breaking, mending and restarting it, as users' commands do."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Protocol, Self

from maileroo_cli.rules.step import Hook
from tests.receivers.correct import CorrectReceiver


class OpenReceiver(Protocol):
    """What tells what a receiver has done."""

    def count(self, event_id: str | None = None) -> int:
        """Return how many effects an event has had, or all of them."""

    def state(self, recipient: str, reference_id: str) -> str:
        """Return whether a recipient gets mail."""


class ReceiverObserver:
    """Counts the effects of an event, or of all where it is not ``per_event``."""

    def __init__(self, receiver: OpenReceiver, *, per_event: bool = True) -> None:
        self.per_event = per_event
        self.turn: AbstractContextManager[Any] = nullcontext()
        self._receiver = receiver

    def look(
        self, event_type: str, event_id: str, stopped: Callable[[], bool] = lambda: False, body: bytes = b""
    ) -> float:
        """Return the number."""
        return float(self._receiver.count(event_id if self.per_event else None))

    def interrupt(self) -> None:
        """Nothing is waited for."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Nothing is open."""


class RecipientState:
    """Tells the state of a recipient."""

    def __init__(self, receiver: OpenReceiver) -> None:
        self._receiver = receiver

    def ask(self, recipient: str, reference_id: str, stopped: Callable[[], bool] = lambda: False) -> str:
        """Return it."""
        return self._receiver.state(recipient, reference_id)

    def interrupt(self) -> None:
        """Nothing is waited for."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Nothing is open."""


class CalledHook:
    """Calls a function where a user's command would run."""

    def __init__(self, function: Callable[[Mapping[str, str]], None]) -> None:
        self._function = function

    def run(
        self,
        environment: Mapping[str, str],
        hidden: tuple[str, ...] = (),
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        """Call it with the variables that the command would have."""
        self._function(environment)


def hooks_of(receiver: CorrectReceiver) -> dict[Hook, CalledHook]:
    """Return what takes a receiver's store away and gives it back, restarts it in a crash, and changes its secrets."""

    def set_store(down: bool) -> None:
        receiver.store_down = down

    def give_secrets(environment: Mapping[str, str]) -> None:
        receiver.take_secrets([line.encode() for line in environment["MHOOK_SECRETS"].split("\n") if line])

    return {
        Hook.BREAK: CalledHook(lambda _: set_store(True)),
        Hook.MEND: CalledHook(lambda _: set_store(False)),
        Hook.RESTART: CalledHook(lambda _: receiver.restart()),
        Hook.SECRET: CalledHook(give_secrets),
    }

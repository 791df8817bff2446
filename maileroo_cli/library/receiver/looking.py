"""Callables of a test that look at what a receiver did, or change it, as replays and checks take them."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping, Sequence, Sized
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, TypeAlias

from maileroo_cli.errors import InputError, UsageError
from maileroo_cli.library.argument.checking import wrong
from maileroo_cli.operation.check.insight.hooks import SECRETS
from maileroo_cli.transport.app.failure import place_of, text_of
from maileroo_cli.transport.app.hiding import one_line
from maileroo_cli.transport.observer.look import LookStopped, Stopped, make_turn, never
from maileroo_cli.webhook.signing.hiding import Hiding

if TYPE_CHECKING:
    from typing import Self

    from maileroo_cli.webhook.signing.secret import Secret

_LONGEST = 300

EffectCount: TypeAlias = float | bool | Sized | None
Effects: TypeAlias = Callable[[str], EffectCount] | Callable[[], EffectCount]
"""Counts the effects of the event with an id, or, without an argument, those of all events."""

State: TypeAlias = Callable[[str, str], object] | Callable[[str], object]
"""Tells the state of a recipient; with a second argument, of the mail with that reference id."""


class CallableObserver:
    """Counts effects by calling ``effects``. No error that this tells of has the ``secret``."""

    def __init__(self, effects: Effects, secret: Secret | None = None) -> None:
        """Raise ``UsageError`` for what cannot be called so."""
        self._calls = _Calls("effects", secret)
        self.per_event = _takes("effects", effects, (1, 0)) == 1
        self.turn: AbstractContextManager[Any] = make_turn(per_event=self.per_event)
        self._effects: Callable[..., EffectCount] = effects

    def look(self, event_type: str, event_id: str, stopped: Stopped = never, body: bytes = b"") -> float:
        """Call it, and return the number."""
        if stopped():
            raise LookStopped
        return self._calls.number(self._effects, *(event_id,) if self.per_event else ())

    def interrupt(self) -> None:
        """Do nothing: a call that has begun comes to its end."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Nothing is kept open."""


class CallableState:
    """Tells the state of recipients by calling ``state``. No error that this tells of has the ``secret``."""

    def __init__(self, state: State, secret: Secret | None = None) -> None:
        """Raise ``UsageError`` for what cannot be called so."""
        self._calls = _Calls("state", secret)
        self._takes = _takes("state", state, (2, 1))
        self._state: Callable[..., object] = state

    def ask(self, recipient: str, reference_id: str, stopped: Stopped = never) -> str:
        """Call it, and return what it returned as a text, which is only compared."""
        if stopped():
            raise LookStopped
        arguments = (recipient, reference_id)[: self._takes]
        return str(self._calls.call(lambda: str(self._state(*arguments))))

    def interrupt(self) -> None:
        """Do nothing: a call that has begun comes to its end."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Nothing is kept open."""


class CallableHook:
    """Changes the receiver by calling something of the test's; ``name`` is the argument that it was given as.

    No error that this tells of has the ``secret``, nor those that it was called with.
    """

    def __init__(self, name: str, change: Callable[..., object], secret: Secret | None = None) -> None:
        self._calls = _Calls(name, secret)
        self._change = change

    def run(
        self, environment: Mapping[str, str], hidden: tuple[str, ...] = (), stopped: Callable[[], bool] = never
    ) -> None:
        """Call it, with the secrets where it is about these."""
        if SECRETS in environment:
            secrets: Sequence[str] = [one for one in environment[SECRETS].split("\n") if one]
            self._calls.call(self._change, secrets)
        else:
            self._calls.call(self._change)


def _takes(name: str, function: object, numbers: Sequence[int]) -> int:
    """Return how many arguments a callable takes, the first of ``numbers`` that it can."""
    if not callable(function):
        raise wrong(name, function, "give a function")
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return numbers[0]
    for number in numbers:
        try:
            signature.bind(*[None] * number)
        except TypeError:
            continue
        return number
    wanted = " or ".join(str(number) if number else "none" for number in numbers)
    raise UsageError(f"{name} takes other arguments", f"let it take {wanted}")


class _Calls:
    """Calls what was given as the argument ``name``, and tells what it raises or returns without the secret."""

    def __init__(self, name: str, secret: Secret | None) -> None:
        self._name = name
        self._hiding = Hiding() if secret is None else Hiding(secret)

    def call(self, function: Callable[..., Any], *arguments: object) -> Any:
        try:
            return function(*arguments)
        except Exception as error:
            said = self._told(f"{type(error).__name__}: {text_of(error)}").removesuffix(":")
            where = one_line(place_of(error), _LONGEST)
            raise InputError(f"{self._name} raised {said}" + (f" ({where})" if where else "")) from error

    def number(self, function: Callable[..., Any], *arguments: object) -> float:
        value = self.call(function, *arguments)
        number = self.call(_number, value)
        if not math.isfinite(number):
            shown = self._told(self.call(repr, value), 100)
            raise InputError(f"{self._name} returned {shown}, not a number", "let it return how many there are")
        return float(number)

    def _told(self, text: str, longest: int = _LONGEST) -> str:
        return one_line(self._hiding.text(text), longest)


def _number(value: object) -> float:
    """Return the number that a value is or has; one that is none is not finite."""
    if value is None:
        return 0.0
    if isinstance(value, str | bytes):
        return math.nan
    if isinstance(value, Sized) and not isinstance(value, Mapping):
        return float(len(value))
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return math.nan

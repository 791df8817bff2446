"""Callables of a test that look at what a receiver did, or change it, as replays and checks take them."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping, Sequence, Sized
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, TypeAlias

from maileroo_cli.errors import InputError, UsageError
from maileroo_cli.operation.check.insight.hooks import SECRETS
from maileroo_cli.transport.app.failure import place_of
from maileroo_cli.transport.observer.look import LookStopped, Stopped, make_turn, never

if TYPE_CHECKING:
    from typing import Self

EffectCount: TypeAlias = float | bool | Sized | None
Effects: TypeAlias = Callable[[str], EffectCount] | Callable[[], EffectCount]
"""Counts the effects of the event with an id, or, without an argument, those of all events."""

State: TypeAlias = Callable[[str, str], object] | Callable[[str], object]
"""Tells the state of a recipient; with a second argument, of the mail with that reference id."""


class CallableObserver:
    """Counts effects by calling ``effects``."""

    def __init__(self, effects: Effects) -> None:
        """Raise ``UsageError`` for what cannot be called so."""
        self.per_event = _takes("effects", effects, (1, 0)) == 1
        self.turn: AbstractContextManager[Any] = make_turn(per_event=self.per_event)
        self._effects: Callable[..., EffectCount] = effects

    def look(self, event_type: str, event_id: str, stopped: Stopped = never, body: bytes = b"") -> float:
        """Call it, and return the number."""
        if stopped():
            raise LookStopped
        return _number(_call("effects", self._effects, event_id) if self.per_event else _call("effects", self._effects))

    def interrupt(self) -> None:
        """Do nothing: a call that has begun comes to its end."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Nothing is kept open."""


class CallableState:
    """Tells the state of recipients by calling ``state``."""

    def __init__(self, state: State) -> None:
        """Raise ``UsageError`` for what cannot be called so."""
        self._takes = _takes("state", state, (2, 1))
        self._state: Callable[..., object] = state

    def ask(self, recipient: str, reference_id: str, stopped: Stopped = never) -> str:
        """Call it, and return what it returned as a text, which is only compared."""
        if stopped():
            raise LookStopped
        return str(_call("state", self._state, *(recipient, reference_id)[: self._takes]))

    def interrupt(self) -> None:
        """Do nothing: a call that has begun comes to its end."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Nothing is kept open."""


class CallableHook:
    """Changes the receiver by calling something of the test's; ``name`` is the argument that it was given as."""

    def __init__(self, name: str, change: Callable[..., object]) -> None:
        self._name = name
        self._change = change

    def run(
        self, environment: Mapping[str, str], hidden: tuple[str, ...] = (), stopped: Callable[[], bool] = never
    ) -> None:
        """Call it, with the secrets where it is about these."""
        if SECRETS in environment:
            secrets: Sequence[str] = [one for one in environment[SECRETS].split("\n") if one]
            _call(self._name, self._change, secrets)
        else:
            _call(self._name, self._change)


def _takes(name: str, function: object, numbers: Sequence[int]) -> int:
    """Return how many arguments a callable takes, the first of ``numbers`` that it can."""
    if not callable(function):
        raise UsageError(f"{name} is a {type(function).__name__}, which cannot be called", "give a function")
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


def _call(name: str, function: Callable[..., Any], *arguments: object) -> Any:
    try:
        return function(*arguments)
    except Exception as error:
        said = " ".join(f"{type(error).__name__}: {error}".split()).removesuffix(":")
        where = place_of(error)
        raise InputError(f"{name} raised {said}" + (f" ({where})" if where else "")) from error


def _number(value: object) -> float:
    if value is None:
        return 0.0
    if isinstance(value, Sized) and not isinstance(value, str | bytes | Mapping):
        return float(len(value))
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if isinstance(value, str | bytes) or not math.isfinite(number):
        raise InputError(f"effects returned {value!r:.100}, not a number", "let it return how many there are")
    return number

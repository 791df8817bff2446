"""What the user wants changed in payloads: ``PATH=VALUE`` (a string), ``PATH:=JSON`` (typed), or a removal.

How a path is written is in ``text.path``, what may stand where in ``field_validation``, how a payload is changed in
``patch``.

Without ``force`` an override must fit at least one of the event types that are made, and it is applied to
those alone that it fits: with ``delivered`` and ``deferred``, ``event_data.to=x`` changes ``deferred``, whose
``to`` is a string, and ``event_data.to[0]=x`` changes ``delivered``. With ``force`` every one is applied to
every event.
"""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from maileroo_cli.errors import OverrideError
from maileroo_cli.webhook.override.error import override_error
from maileroo_cli.webhook.override.field_validation import find_field_error
from maileroo_cli.webhook.override.patch import MISSING, put, take
from maileroo_cli.webhook.override.syntax import COMMAND_LINE, Syntax
from maileroo_cli.webhook.text.path import MAX_DEPTH, Path, parse_path, split_assignment
from maileroo_cli.webhook.text.shown import show

_MOST_BITS = 14_000
"""Python writes no whole number of more than 4,300 digits."""


@dataclass(frozen=True, slots=True)
class Override:
    """One change: ``value`` goes to ``path``, or with ``remove`` what is there goes away.

    ``text`` is what the user wrote.
    """

    path: Path
    value: Any
    remove: bool
    text: str


def parse_set(text: str) -> Override:
    """Read ``PATH=VALUE`` or ``PATH:=JSON``; ``OverrideError`` says what is wrong with it."""
    parts = split_assignment(text)
    if parts is None:
        raise OverrideError(
            f"{show(text)} does not set anything",
            "write PATH=VALUE for a string, PATH:=JSON for anything else; --unset PATH removes a field",
        )
    path, sign, value = parts
    return Override(parse_path(path), value if sign == "=" else _parse_json(path, value), False, text)


def parse_unset(text: str) -> Override:
    """Read the path of a field that is to be removed, as it is given to ``--unset``."""
    if split_assignment(text) is not None:
        raise OverrideError(f"--unset {show(text)} has a value", "give only the path; write = in a name as \\=")
    return Override(parse_path(text), None, True, text)


def make_removal(path: str) -> Override:
    """Return the override that removes what is at ``path``."""
    return Override(parse_path(path), None, True, path)


def make_override(path: str, value: Any) -> Override:
    """Return the override that sets ``path`` to a ``value`` that is at hand; what JSON cannot hold is refused."""
    _check_value(path, value)
    return Override(parse_path(path), value, False, path)


def validate_overrides(
    overrides: Iterable[Override], types: Sequence[str], *, force: bool, syntax: Syntax = COMMAND_LINE
) -> None:
    """Check every override against the catalogue of fields for the event types that will be made.

    One that fits none of ``types`` raises ``OverrideError``, naming the nearest path or the type that belongs
    there in the words of ``syntax``. ``force`` allows everything.
    """
    if force:
        return
    names = list(dict.fromkeys(str(name) for name in types))
    for override in overrides:
        path, value = override.path, MISSING if override.remove else override.value
        field_errors = []
        for name in names:
            field_error = find_field_error(path, value, name)
            if field_error is None:
                break
            field_errors.append(field_error)
        else:
            if field_errors:
                raise override_error(path, field_errors, syntax)


class Overrides:
    """The overrides of one event type, ready to be applied to a million payloads."""

    __slots__ = ("_force", "_overrides", "_syntax")

    def __init__(self, overrides: Iterable[Override], *, force: bool, syntax: Syntax) -> None:
        self._overrides = tuple((str(one.path[0]), one.path, one.value, one.remove) for one in overrides)
        self._force, self._syntax = force, syntax

    def __len__(self) -> int:
        return len(self._overrides)

    def apply(self, payload: dict[str, Any]) -> None:
        """Change ``payload`` in the order of the overrides; what is within it is replaced, never changed.

        Removing what is not there does nothing. An index beyond the end of an array raises ``OverrideError``.
        """
        force, syntax = self._force, self._syntax
        for key, path, value, remove in self._overrides:
            if len(path) == 1:
                if remove:
                    payload.pop(key, None)
                else:
                    payload[key] = value
            elif not remove:
                payload[key] = put(payload.get(key, MISSING), path, 1, value, force=force, syntax=syntax)
            elif key in payload:
                payload[key] = take(payload[key], path, 1)


def compile_overrides(
    overrides: Iterable[Override], event_type: str, *, force: bool, syntax: Syntax = COMMAND_LINE
) -> Overrides:
    """Return those of ``overrides`` that fit ``event_type``, in their order; with ``force`` all of them."""
    fitting = (
        one
        for one in overrides
        if force or find_field_error(one.path, MISSING if one.remove else one.value, str(event_type)) is None
    )
    return Overrides(fitting, force=force, syntax=syntax)


def _parse_json(path: str, text: str) -> Any:
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except RecursionError:
        raise _too_deep(path) from None
    except json.JSONDecodeError as error:
        raise OverrideError(
            f"{show(path)}:={show(text)} is not valid JSON ({error.msg} at character {error.pos + 1})",
            f"for a string, write {show(path)}={show(text)}",
        ) from None
    except ValueError as error:
        # Python's own limit on digits says nothing that a user could act on.
        reason = str(error) if isinstance(error, _ConstantError) else "an integer has too many digits"
        raise OverrideError(f"the value of {show(path)} cannot be read: {reason}", "write plain JSON") from None
    _check_value(path, value)
    return value


class _ConstantError(ValueError):
    """NaN or Infinity, which Python reads although JSON has no such thing."""


def _refuse_constant(name: str) -> Any:
    raise _ConstantError(f"JSON has no {name}")


def _check_value(path: str, value: Any) -> None:
    """Refuse what no JSON text can hold, and what nests too deeply to be written."""
    level, depth = [value], 0
    while level:
        if depth > MAX_DEPTH:
            raise _too_deep(path)
        deeper: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                deeper += item.values()
            elif isinstance(item, list):
                deeper += item
            if (problem := _not_json(item)) is not None:
                raise OverrideError(f"the value of {show(path)} {problem[0]}", problem[1])
        level, depth = deeper, depth + 1


def _too_deep(path: str) -> OverrideError:
    return OverrideError(f"the value of {show(path)} is nested too deeply", f"at most {MAX_DEPTH} levels are allowed")


def _not_json(item: object) -> tuple[str, str] | None:
    """Return what is wrong with a value, whatever is within it, and what to do; ``None`` for what JSON can hold."""
    match item:
        case dict() if not all(isinstance(key, str) for key in item):
            return "has a key that is no text", "write each key as a text"
        case int() if item.bit_length() > _MOST_BITS:
            return "has too many digits", "write it as a text"
        case float() if not math.isfinite(item):
            return "is not finite", "JSON has neither NaN nor Infinity"
        case dict() | list() | str() | int() | float() | None:
            return None
        case _:
            return "is not a JSON value", "write it as a string"

"""What a parameter of the parser is called for people: its value, its bounds and its default."""

from collections.abc import Sequence
from typing import Any

_LONGEST_CHOICE = 30


def value_name(param: Any) -> str:
    """Return the name of an option's value, or its choices where they are short; empty for a switch."""
    if param.is_flag:
        return ""
    choices = "|".join(choices_of(param))
    if choices and len(choices) <= _LONGEST_CHOICE:
        return choices
    if param.metavar is not None:
        return str(param.metavar)
    return "CHOICE" if choices else "NUMBER" if is_number(param) else "TEXT"


def meaning(param: Any) -> str:
    """Return what a parameter does, as a text without line breaks, with the choices that its value does not show."""
    text = " ".join(str(param.help).split())
    choices = choices_of(param)
    if not choices or value_name(param) == "|".join(choices):
        return text
    return f"{text} One of {', '.join(choices)}."


def limits(param: Any) -> str:
    """Return what a value has to be, and what it is where none is given: ``from 1 to 256; default 1``."""
    return "; ".join(filter(None, (bounds(param.type), f"default {default}" if (default := default_of(param)) else "")))


def bounds(kind: Any) -> str:
    """Return the range of a number in words; empty where it has none."""
    least, most = getattr(kind, "min", None), getattr(kind, "max", None)
    if least is None:
        return ""
    return f"at least {number(least)}" if most is None else f"from {number(least)} to {number(most)}"


def default_of(param: Any) -> str:
    """Return what a parameter is where nothing is given, as one would type it; empty where that says nothing."""
    default = param.default
    if default in (None, False, []) or callable(default) or not param.show_default:
        return ""
    return number(default) if isinstance(default, float) else str(getattr(default, "value", default))


def choices_of(param: Any) -> Sequence[str]:
    """Return the words that a parameter has to be one of; none where it may be anything."""
    return [str(getattr(one, "value", one)) for one in getattr(param.type, "choices", ())]


def is_number(param: Any) -> bool:
    """Whether a parameter takes a number."""
    return bool(param.type.name.startswith(("int", "float")))


def number(value: float) -> str:
    """Return a number without digits that say nothing: 30, not 30.0."""
    return str(int(value)) if value == int(value) else str(value)

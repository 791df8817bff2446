"""A run's plan as the JSON text that its file holds, and back."""

import json
from collections.abc import Callable
from dataclasses import MISSING, asdict, fields
from typing import Any

from maileroo_cli.capture.database.row import check_moment, check_span, wrong_value
from maileroo_cli.delivery.attempt.judgement import Success
from maileroo_cli.delivery.replay.journal import RunPlan
from maileroo_cli.delivery.schedule.definition import Basis, Fact, Schedule
from maileroo_cli.webhook.catalogue.event import Grade

_LONGEST_WAIT = 1e9
"""More seconds than this no socket can be told to wait."""


def write_plan(plan: RunPlan) -> str:
    """Return the plan as one line of JSON in ASCII; numbers keep every bit."""
    return json.dumps(asdict(plan), separators=(",", ":"))


def read_plan(text: object) -> RunPlan:
    """Return the plan that :func:`write_plan` wrote; anything else raises ``ValueError`` or ``RecursionError``.

    What a plan did not have yet when it was written has its default.
    """
    data = _object(json.loads(text, parse_constant=_refuse_constant) if isinstance(text, str) else None, "plan")
    values: dict[str, Any] = {}
    for field in fields(RunPlan):
        if field.name in data:
            values[field.name] = _KINDS[field.name](data[field.name], field.name)
        elif field.default is MISSING:
            raise ValueError(f"it has no {field.name}")
    return RunPlan(**values)


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number")


def _object(value: object, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise wrong_value(name, value, "an object")
    return value


def _text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise wrong_value(name, value, "a text")
    return value


def _argument(value: object, name: str) -> str:
    """Take what a user typed: no program can be given an argument with a NUL, or with half a surrogate pair."""
    text = _text(value, name)
    if "\0" in text:
        raise ValueError(f"{name} has a NUL")
    try:
        text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raise ValueError(f"{name} has half of a surrogate pair") from None
    return text


def _argument_or_nothing(value: object, name: str) -> str | None:
    return None if value is None else _argument(value, name)


def _texts(value: object, name: str) -> tuple[str, ...]:
    return tuple(_argument(one, name) for one in _list(value, name))


def _list(value: object, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise wrong_value(name, value, "a list")
    return value


def _flag(value: object, name: str) -> bool:
    if not isinstance(value, bool):
        raise wrong_value(name, value, "true or false")
    return value


def _whole(value: object, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise wrong_value(name, value, "a whole number")
    return value


def _moment(value: object, name: str) -> float:
    seconds = _span(value, name)
    check_moment(name, seconds)
    return seconds


def _span(value: object, name: str) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise wrong_value(name, value, "a number")
    check_span(name, value)
    return float(value)


def _timeout(value: object, name: str) -> float:
    if not 0 < (seconds := _span(value, name)) <= _LONGEST_WAIT:
        raise wrong_value(name, value)
    return seconds


def _rate(value: object, name: str) -> float:
    if (rate := _span(value, name)) > 1:
        raise wrong_value(name, value)
    return rate


def _schedule(value: object, name: str) -> Schedule:
    data = _object(value, name)
    return Schedule(
        _text(data.get("name"), "a schedule's name"),
        _text(data.get("meaning"), "a schedule's meaning"),
        tuple(_span(one, "a wait") for one in _list(data.get("waits"), "waits")),
        _text(data.get("source"), "a schedule's source"),
        _facts(data.get("facts")),
        _facts(data.get("ends")),
        tuple(map(_reading, _list(data.get("readings"), "readings"))),
        _flag(data.get("any_2xx", False), "any_2xx"),
        tuple(_whole(one, "a refusal") for one in _list(data.get("refusals", []), "refusals")),
    )


def _facts(value: object) -> tuple[Fact, ...]:
    return tuple(map(_fact, _list(value, "facts")))


def _reading(value: object) -> tuple[int, Fact]:
    number, fact = _list(value, "a reading")
    return _whole(number, "a reading"), _fact(fact)


def _fact(value: object) -> Fact:
    data = _object(value, "a fact")
    grade = _text(data.get("grade"), "a grade")
    about, text = _text(data.get("about"), "a fact"), _text(data.get("text"), "a fact")
    return Fact(about, text, Basis(grade) if grade in set(Basis) else Grade(grade))


_KINDS: dict[str, Callable[[object, str], object]] = {
    **dict.fromkeys(("url", "against", "clock", "app", "app_kind"), _argument),
    **dict.fromkeys(("cacert", "fault_list", "observe_cmd", "observe_url", "observe_path"), _argument_or_nothing),
    **dict.fromkeys(("faults", "allow_no_effect"), _texts),
    "schedule": _schedule,
    "success": lambda value, name: Success(_text(value, name)),
    "start": _moment,
    "timeout": _timeout,
    "settle": _span,
    "insecure": _flag,
    "fault_rate": _rate,
    "fault_seed": _whole,
}
"""What reads each field of a plan; each raises ``ValueError`` for what it never is."""

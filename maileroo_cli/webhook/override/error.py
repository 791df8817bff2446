"""The words for an override that does not fit: what stands there, how it is written, which path is nearest.

Whether an override fits is found in ``field_validation``.
"""

import json
from collections.abc import Sequence
from functools import partial
from typing import Any, assert_never

from maileroo_cli.errors import OverrideError
from maileroo_cli.webhook.catalogue.event import CATALOGUE
from maileroo_cli.webhook.catalogue.lookalike import meant_type
from maileroo_cli.webhook.override.field_validation import (
    FieldError,
    FieldProblem,
    Shape,
    field_paths,
    find_field_error,
)
from maileroo_cli.webhook.override.patch import MISSING
from maileroo_cli.webhook.override.syntax import Syntax
from maileroo_cli.webhook.text.nearest import did_you_mean, find_nearest
from maileroo_cli.webhook.text.path import Path, format_path
from maileroo_cli.webhook.text.shown import show

_MEANT = {
    "event": ("event_type",),
    "type": ("event_type",),
    "status": ("event_type",),
    "data": ("event_data",),
    "payload": ("event_data",),
    "email": ("event_data.to",),
    "recipient": ("event_data.to",),
    "recipients": ("event_data.to",),
    "rcpt": ("event_data.to",),
    "address": ("event_data.to",),
    "sender": ("event_data.from",),
    "url": ("event_data.original_url",),
    "link": ("event_data.original_url",),
    "agent": ("event_data.user_agent",),
    "useragent": ("event_data.user_agent",),
    "ip_address": ("event_data.ip",),
    "client_ip": ("event_data.ip",),
    "reason": ("event_data.reason", "event_data.reject_reason"),
    "reject_reason": ("event_data.reject_reason", "event_data.reason"),
    "error": ("event_data.reason", "event_data.reject_reason"),
    "response": ("event_data.reason",),
    "bounce_type": ("event_data.reason",),
    "time": ("event_time",),
    "timestamp": ("event_time",),
    "date": ("inserted_at",),
    "created_at": ("inserted_at",),
    "id": ("event_id",),
    "reference_id": ("message_reference_id",),
    "domain": ("domain_id",),
    "user": ("user_id",),
    "account_id": ("user_id",),
    "tag": ("tags",),
}
"""What receivers wait for, or users of other services know, and the paths that come nearest."""


def override_error(path: Path, field_errors: Sequence[FieldError], syntax: Syntax) -> OverrideError:
    """Return the error for an override at ``path`` to which every event type objects, in the words of ``syntax``."""
    error = max(field_errors, key=lambda one: one.problem)
    match error.problem:
        case FieldProblem.NO_FIELD:
            return _no_field(path, error, [one.event_type for one in field_errors], syntax)
        case FieldProblem.OTHER_SHAPE:
            return _other_shape(error, syntax)
        case FieldProblem.OTHER_EVENT:
            return _other_event(error, syntax)
        case _:
            assert_never(error.problem)


def _no_field(path: Path, error: FieldError, types: Sequence[str], syntax: Syntax) -> OverrideError:
    # A wrong field within a value is named itself; a wrong path as it was written.
    wrong = error.path if len(error.path) > len(path) else path
    name = show(format_path(wrong))
    if error.shape is Shape.TAG:
        return OverrideError(f"there is no {name}: a tag has name and value", f"write {format_path(wrong[:2])}.name")
    elsewhere = [known for known in CATALOGUE if find_field_error(wrong, MISSING, known) is None]
    hint = _nearest(wrong, types, syntax)
    if elsewhere:
        here = ", ".join(types) if len(types) <= 3 else "these events"
        return OverrideError(f"{name} exists for {', '.join(elsewhere)}, not for {here}", hint)
    return OverrideError(f"no event has a field {name}", hint)


def _other_shape(error: FieldError, syntax: Syntax) -> OverrideError:
    place = f" in {error.event_type}" if error.path[0] == "event_data" else ""
    return OverrideError(f"{show(format_path(error.path))} is {error.shape}{place}", _how_to_write(error, syntax))


def _other_event(error: FieldError, syntax: Syntax) -> OverrideError:
    wanted = error.value
    if wanted in CATALOGUE:
        problem = f"event_type={wanted} would leave the other fields those of {error.event_type}"
        return OverrideError(problem, f"name {wanted} as the event that you want; {syntax.force}")
    meant = meant_type(wanted)
    hint = f"Maileroo calls it {meant}; {syntax.force}" if meant else syntax.force
    return OverrideError(f"there is no event type {show(wanted)}", hint)


def _how_to_write(error: FieldError, syntax: Syntax) -> str:
    """Say how a value for the place is written, with the user's own value where that would be right."""
    path, value = show(format_path(error.path)), error.value
    if value is MISSING:
        return "it has no parts that you could remove"
    return f"write {_form(error.shape, path, value, syntax)}; {syntax.force}"


def _form(shape: Shape, path: str, value: Any, syntax: Syntax) -> str:
    text, json_form = partial(syntax.text.format, path=path), partial(syntax.json.format, path=path)
    match shape:
        case Shape.INTEGER:
            return _as_integer(path, value, syntax)
        case Shape.STRING:
            return text(value=show(value if isinstance(value, str) else _json(value)))
        case Shape.STRINGS:
            item = value if isinstance(value, str) else "name@example.com"
            return f"{text(path=f'{path}[0]', value=show(item))} or {json_form(value=f'[{show(_json(item))}]')}"
        case Shape.OBJECT:
            return f"one of its fields, or {json_form(value='{…}')}"
        case Shape.TAGS:
            tag = json_form(value=f"[{syntax.tag.format(name='…', value='…')}]")
            return f"{_parts(f'{path}[0]', syntax)}, or {tag}"
        case Shape.TAG:
            return _parts(path, syntax)
        case _:
            assert_never(shape)


def _parts(path: str, syntax: Syntax) -> str:
    """Return how the two parts of a tag are written."""
    return " and ".join(syntax.text.format(path=f"{path}.{part}", value="…") for part in ("name", "value"))


def _as_integer(path: str, value: Any, syntax: Syntax) -> str:
    text = str(value).strip() if isinstance(value, str | float) else ""
    digits = text.removesuffix(".0").removeprefix("-")
    if digits.isascii() and digits.isdigit():
        return syntax.json.format(path=path, value=show(text.removesuffix(".0")))
    return f"a whole number, as in {syntax.json.format(path=path, value=1)}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _nearest(path: Path, types: Sequence[str], syntax: Syntax) -> str:
    """Return a hint that names the paths most like ``path`` among those of the event types, or of others."""
    names = [step.lower().replace("-", "_") for step in path if isinstance(step, str)]
    near = _like(names, types)
    if near:
        return f"{did_you_mean(near)} {syntax.force}"
    for event_type in CATALOGUE:
        near = _like(names, [event_type])
        if near:
            return f"{event_type} has {near[0]}; {syntax.force}"
    return f"{syntax.fields.format(types[0])}; {syntax.force}"


def _like(names: Sequence[str], types: Sequence[str]) -> list[str]:
    """Return the paths of the event types nearest to ``names``: by meaning, by last name, by spelling."""
    known = list(dict.fromkeys(full for event_type in types for full in field_paths(event_type)))
    last = names[-1]
    by_last = {full.rpartition(".")[2]: full for full in known}
    near = [full for full in _MEANT.get(last, ()) if full in known][:1]
    near = near or [by_last[name] for name in (last,) if name in by_last]
    near = near or find_nearest(".".join(names), known, most=1, likeness=0.75)
    return near or [by_last[name] for name in find_nearest(last, by_last, most=2)]

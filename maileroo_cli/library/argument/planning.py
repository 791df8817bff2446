"""From the arguments of a call to the plan of the events that are made. How events look is decided in ``webhook``."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from maileroo_cli.library.argument.checking import as_member, as_pairs, as_seconds, as_seed, as_text, as_texts, wrong
from maileroo_cli.library.argument.syntax import PYTHON
from maileroo_cli.webhook.generation.lifecycle import Lifecycle
from maileroo_cli.webhook.generation.payload import Recipe
from maileroo_cli.webhook.generation.plan import Plan
from maileroo_cli.webhook.generation.recipe_text import parse_address
from maileroo_cli.webhook.generation.traffic import Mix
from maileroo_cli.webhook.override.assignment import Override, make_override, make_removal
from maileroo_cli.webhook.signing.body_style import Style, StyleName

Tags: TypeAlias = Mapping[str, str] | Iterable[tuple[str, str]]

_ADDRESS = "write it like ada@example.com or 'Ada <ada@example.com>'"
_TAGS = 'write them like {"campaign": "spring"}, or {} for none'
_SET = 'write it like {"event_data.to[0]": "ada@example.com"}'
_UNSET = 'write it like ["event_data.to[0]", "tags"]'


def plan_events(
    *,
    types: tuple[str, ...] = (),
    lifecycle: Lifecycle | None = None,
    mix: Mix | None = None,
    count: int = 1,
    seed: int | None,
    at: datetime | float | None,
    to: str | Sequence[str] | None,
    sender: str | None,
    tags: Tags | None,
    reference_id: str | None,
    set: Mapping[str, Any] | None,
    unset: str | Iterable[str],
    style: Style | StyleName,
    force: bool,
) -> Plan:
    """Return the plan of what is asked for; what cannot be raises ``UsageError``."""
    return Plan(
        types=types,
        lifecycle=lifecycle,
        mix=mix,
        count=count,
        seed=as_seed(seed),
        at=as_seconds("at", at),
        style=as_member("style", style, Style),
        recipe=Recipe(
            sender=None if sender is None else parse_address(as_text("sender", sender, _ADDRESS), "sender"),
            recipients=_recipients(to),
            tags=None if tags is None else as_pairs("tags", tags, _TAGS),
            reference_id=None if reference_id is None else as_text("reference_id", reference_id, "give a text"),
        ),
        overrides=_overrides(set, unset),
        force=force,
        syntax=PYTHON,
    )


def _recipients(to: str | Sequence[str] | None) -> tuple[str, ...]:
    if to is None:
        return ()
    addresses = as_texts("to", to, _ADDRESS)
    if not addresses:
        raise wrong("to", to, "give at least one address, or None for a drawn one")
    return tuple(parse_address(one, "to") for one in addresses)


def _overrides(set: Mapping[str, Any] | None, unset: str | Iterable[str]) -> tuple[Override, ...]:
    if set is not None and not isinstance(set, Mapping):
        raise wrong("set", set, _SET)
    wanted = (make_override(as_text("a path in set", path, _SET), value) for path, value in (set or {}).items())
    return (*wanted, *map(make_removal, as_texts("unset", unset, _UNSET)))

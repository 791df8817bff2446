"""From the arguments of a call to the plan of the events that are made."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Literal, TypeAlias

from maileroo_cli.errors import UsageError
from maileroo_cli.library.event import Event, finish_event
from maileroo_cli.webhook.generation.lifecycle import Lifecycle
from maileroo_cli.webhook.generation.payload import Recipe
from maileroo_cli.webhook.generation.plan import Plan
from maileroo_cli.webhook.generation.stream import stream
from maileroo_cli.webhook.generation.vocabulary import Vocabulary
from maileroo_cli.webhook.override.assignment import Override, make_override, parse_unset
from maileroo_cli.webhook.signing.body_style import Style

Tags: TypeAlias = Mapping[str, str] | Iterable[tuple[str, str]]
StyleName: TypeAlias = Literal["go", "compact", "pretty", "python", "php"]


def plan_events(
    *,
    types: tuple[str, ...] = (),
    lifecycle: Lifecycle | None = None,
    seed: int | None,
    at: datetime | float | None,
    to: str | Sequence[str] | None,
    sender: str | None,
    tags: Tags | None,
    reference_id: str | None,
    set: Mapping[str, Any] | None,
    unset: Iterable[str],
    style: Style | StyleName,
    force: bool,
) -> Plan:
    """Return the plan of what is asked for; what cannot be raises ``UsageError``."""
    return Plan(
        types=types,
        lifecycle=lifecycle,
        seed=seed,
        at=_seconds(at),
        style=Style(style),
        recipe=_recipe(to, sender, tags, reference_id),
        overrides=_overrides(set, unset),
        force=force,
    )


def run_plan(plan: Plan, locale: str) -> Iterator[Event[Any]]:
    """Return the events of a plan, one after the other; what cannot be made raises ``UsageError`` at once."""
    return map(finish_event, stream(plan, _vocabulary(locale), time.time))


@cache
def _vocabulary(locale: str) -> Vocabulary:
    from maileroo_cli.transport.file.vocabulary import load_vocabulary

    return load_vocabulary(locale)


def _recipe(to: str | Sequence[str] | None, sender: str | None, tags: Tags | None, reference_id: str | None) -> Recipe:
    return Recipe(
        sender=sender,
        recipients=() if to is None else (to,) if isinstance(to, str) else tuple(to),
        tags=None if tags is None else tuple(tags.items() if isinstance(tags, Mapping) else tags),
        reference_id=reference_id,
    )


def _overrides(set: Mapping[str, Any] | None, unset: Iterable[str]) -> tuple[Override, ...]:
    paths = (unset,) if isinstance(unset, str) else unset
    return (*(make_override(path, value) for path, value in (set or {}).items()), *map(parse_unset, paths))


def _seconds(at: datetime | float | None) -> float | None:
    if not isinstance(at, datetime):
        return at
    if at.tzinfo is None:
        raise UsageError(f"the time {at.isoformat()} has no zone", "write it with tzinfo=UTC")
    return at.timestamp()

"""Making the events of whole mails in Python: the life of one, or the traffic of many. One event is in ``making``."""

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, TypeAlias

from maileroo_cli.library.event import Event
from maileroo_cli.library.planning import StyleName, Tags, plan_events, run_plan
from maileroo_cli.webhook.catalogue.payload_types import EventPayload
from maileroo_cli.webhook.generation.vocabulary import DEFAULT_LOCALE
from maileroo_cli.webhook.signing.body_style import Style

LifecycleName: TypeAlias = Literal[
    "delivered",
    "engaged",
    "deferred-then-delivered",
    "bounced",
    "deferred-then-bounced",
    "suppressed",
    "complained",
    "clicked-without-open",
    "multi-recipient",
]


def make_lifecycle(
    name: LifecycleName | str | os.PathLike[str],
    *,
    seed: int | None = None,
    at: datetime | float | None = None,
    to: str | Sequence[str] | None = None,
    sender: str | None = None,
    tags: Tags | None = None,
    reference_id: str | None = None,
    set: Mapping[str, Any] | None = None,
    unset: Iterable[str] = (),
    style: Style | StyleName = "go",
    locale: str = DEFAULT_LOCALE,
    force: bool = False,
) -> list[Event[EventPayload]]:
    """Return the events of one mail in their order; ``name`` is a lifecycle's, or the path of a TOML file."""
    from maileroo_cli.transport.file.lifecycle import load_lifecycle

    plan = plan_events(
        lifecycle=load_lifecycle(os.fspath(name), force=force),
        seed=seed,
        at=at,
        to=to,
        sender=sender,
        tags=tags,
        reference_id=reference_id,
        set=set,
        unset=unset,
        style=style,
        force=force,
    )
    return list(run_plan(plan, locale))

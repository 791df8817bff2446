"""Making the events of whole mails in Python: the life of one, or the traffic of many. One event is in ``making``."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, TypeAlias

from maileroo_cli.library.argument.checking import as_count, as_text, wrong
from maileroo_cli.library.argument.planning import Tags, plan_events
from maileroo_cli.library.argument.syntax import PYTHON
from maileroo_cli.library.event import Event
from maileroo_cli.library.making import run_plan
from maileroo_cli.webhook.catalogue.payload_types import EventPayload
from maileroo_cli.webhook.generation.lifecycle import Lifecycle, find_ending
from maileroo_cli.webhook.generation.traffic import Mix, make_mix, parse_mix
from maileroo_cli.webhook.generation.vocabulary import DEFAULT_LOCALE
from maileroo_cli.webhook.signing.body_style import Style, StyleName

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

_NAME = 'give the name of a lifecycle, like "engaged", or the path of a TOML file'
_MIX = 'write it like {"delivered": 80, "bounced": 5}, or "delivered=80,bounced=5"'


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
    unset: str | Iterable[str] = (),
    style: Style | StyleName = "go",
    locale: str = DEFAULT_LOCALE,
    force: bool = False,
) -> list[Event[EventPayload]]:
    """Return the events of one mail, in the order in which they happen.

    >>> [event.type for event in make_lifecycle("deferred-then-delivered", seed=1)]
    ['accepted', 'deferred', 'deferred', 'delivered']

    ``name`` is one of ``delivered``, ``engaged`` (opened and clicked), ``deferred-then-delivered``, ``bounced``,
    ``deferred-then-bounced``, ``suppressed``, ``complained``, ``clicked-without-open`` and ``multi-recipient``; or the
    path of a TOML file with one ``[[step]]`` for each event::

        [[step]]
        event = "accepted"

        [[step]]
        event = "failed"
        after = "5m-30m"          # since the step before: a duration, or least-most
        set = { "event_data.reason" = "550 5.1.1 no such user" }
        unset = ["tags"]

    ``at`` is when the first event happens; without it 2026-01-01 with a seed, else the last one happens now. All
    events share ``message_id``, ``reference_id`` and recipients; each has an id of its own. ``set`` and ``unset``
    change the events that they fit, and have to fit one. The other arguments are those of :func:`make_event`.

    An unknown name or a wrong value raises :class:`UsageError`, a file that cannot be read :class:`InputError`.
    """
    if not isinstance(name, str | os.PathLike):
        raise wrong("a lifecycle", name, _NAME)
    plan = plan_events(
        lifecycle=_load(os.fspath(name), force=force),
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


def make_traffic(
    mix: Mapping[str, float] | str = "delivered=80,opened=15,bounced=5",
    *,
    mails: int = 100,
    seed: int | None = None,
    at: datetime | float | None = None,
    to: str | Sequence[str] | None = None,
    sender: str | None = None,
    tags: Tags | None = None,
    reference_id: str | None = None,
    set: Mapping[str, Any] | None = None,
    unset: str | Iterable[str] = (),
    style: Style | StyleName = "go",
    locale: str = DEFAULT_LOCALE,
    force: bool = False,
) -> Iterator[Event[EventPayload]]:
    """Yield the events of so many ``mails``, interleaved in the order of their times.

    >>> events = list(make_traffic({"delivered": 9, "bounced": 1}, mails=50, seed=1))
    >>> len({event.reference_id for event in events})
    50
    >>> events == sorted(events, key=lambda event: event.at)
    True

    ``mix`` gives each kind of mail its share: the name of a lifecycle, an event type for a mail that comes as far as
    that event, or the path of a TOML file, as :func:`make_lifecycle` reads it. Shares are relative.

    ``at`` is when the first mail is submitted; without it 2026-01-01 with a seed, else now; the others follow 30
    seconds apart on average. Memory does not grow with ``mails``. The other arguments are those of :func:`make_event`.

    What is wrong raises an error at once, not with the first event: :class:`UsageError`, or :class:`InputError` for a
    file that cannot be read.
    """
    plan = plan_events(
        mix=_read_mix(mix, force=force),
        count=as_count("mails", mails),
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
    return run_plan(plan, locale)


def _read_mix(mix: Mapping[str, float] | str, *, force: bool) -> Mix:
    if isinstance(mix, str):
        return parse_mix(mix)
    if not isinstance(mix, Mapping):
        raise wrong("a mix", mix, _MIX)
    return make_mix([(_find(name, force=force), _share(name, share)) for name, share in mix.items()])


def _find(name: object, *, force: bool) -> Lifecycle:
    text = as_text("a name in a mix", name, _MIX)
    return _load(text, force=force) if text.endswith(".toml") or "/" in text or os.sep in text else find_ending(text)


def _load(name: str, *, force: bool) -> Lifecycle:
    from maileroo_cli.transport.file.lifecycle import load_lifecycle

    return load_lifecycle(as_text("a lifecycle", name, _NAME), force=force, syntax=PYTHON)


def _share(name: str, share: object) -> float:
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share < 1e12:
        raise wrong(f"the share of {name!r}", share, "give a number of 0 or more")
    return float(share)

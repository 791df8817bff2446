"""Making one event in Python. All that is drawn comes from the seed. Mails with several events are in ``mails``."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Literal, overload

from maileroo_cli.library.argument.checking import as_text
from maileroo_cli.library.argument.planning import Tags, plan_events
from maileroo_cli.library.event import Event, finish_event
from maileroo_cli.webhook.catalogue.event import EventType
from maileroo_cli.webhook.catalogue.payload_types import (
    AcceptedPayload,
    ClickedPayload,
    ComplainedPayload,
    DeferredPayload,
    DeliveredPayload,
    FailedPayload,
    OpenedPayload,
    RejectedPayload,
)
from maileroo_cli.webhook.generation.plan import Plan
from maileroo_cli.webhook.generation.stream import stream
from maileroo_cli.webhook.generation.vocabulary import DEFAULT_LOCALE, Vocabulary
from maileroo_cli.webhook.signing.body_style import Style, StyleName


@overload
def make_event(
    type: Literal["accepted", EventType.ACCEPTED],
    *,
    seed: int | None = ...,
    at: datetime | float | None = ...,
    to: str | Sequence[str] | None = ...,
    sender: str | None = ...,
    tags: Tags | None = ...,
    reference_id: str | None = ...,
    set: Mapping[str, Any] | None = ...,
    unset: str | Iterable[str] = ...,
    style: Style | StyleName = ...,
    locale: str = ...,
    force: bool = ...,
) -> Event[AcceptedPayload]: ...
@overload
def make_event(
    type: Literal["delivered", EventType.DELIVERED],
    *,
    seed: int | None = ...,
    at: datetime | float | None = ...,
    to: str | Sequence[str] | None = ...,
    sender: str | None = ...,
    tags: Tags | None = ...,
    reference_id: str | None = ...,
    set: Mapping[str, Any] | None = ...,
    unset: str | Iterable[str] = ...,
    style: Style | StyleName = ...,
    locale: str = ...,
    force: bool = ...,
) -> Event[DeliveredPayload]: ...
@overload
def make_event(
    type: Literal["rejected", EventType.REJECTED],
    *,
    seed: int | None = ...,
    at: datetime | float | None = ...,
    to: str | Sequence[str] | None = ...,
    sender: str | None = ...,
    tags: Tags | None = ...,
    reference_id: str | None = ...,
    set: Mapping[str, Any] | None = ...,
    unset: str | Iterable[str] = ...,
    style: Style | StyleName = ...,
    locale: str = ...,
    force: bool = ...,
) -> Event[RejectedPayload]: ...
@overload
def make_event(
    type: Literal["deferred", EventType.DEFERRED],
    *,
    seed: int | None = ...,
    at: datetime | float | None = ...,
    to: str | Sequence[str] | None = ...,
    sender: str | None = ...,
    tags: Tags | None = ...,
    reference_id: str | None = ...,
    set: Mapping[str, Any] | None = ...,
    unset: str | Iterable[str] = ...,
    style: Style | StyleName = ...,
    locale: str = ...,
    force: bool = ...,
) -> Event[DeferredPayload]: ...
@overload
def make_event(
    type: Literal["failed", EventType.FAILED],
    *,
    seed: int | None = ...,
    at: datetime | float | None = ...,
    to: str | Sequence[str] | None = ...,
    sender: str | None = ...,
    tags: Tags | None = ...,
    reference_id: str | None = ...,
    set: Mapping[str, Any] | None = ...,
    unset: str | Iterable[str] = ...,
    style: Style | StyleName = ...,
    locale: str = ...,
    force: bool = ...,
) -> Event[FailedPayload]: ...
@overload
def make_event(
    type: Literal["opened", EventType.OPENED],
    *,
    seed: int | None = ...,
    at: datetime | float | None = ...,
    to: str | Sequence[str] | None = ...,
    sender: str | None = ...,
    tags: Tags | None = ...,
    reference_id: str | None = ...,
    set: Mapping[str, Any] | None = ...,
    unset: str | Iterable[str] = ...,
    style: Style | StyleName = ...,
    locale: str = ...,
    force: bool = ...,
) -> Event[OpenedPayload]: ...
@overload
def make_event(
    type: Literal["clicked", EventType.CLICKED],
    *,
    seed: int | None = ...,
    at: datetime | float | None = ...,
    to: str | Sequence[str] | None = ...,
    sender: str | None = ...,
    tags: Tags | None = ...,
    reference_id: str | None = ...,
    set: Mapping[str, Any] | None = ...,
    unset: str | Iterable[str] = ...,
    style: Style | StyleName = ...,
    locale: str = ...,
    force: bool = ...,
) -> Event[ClickedPayload]: ...
@overload
def make_event(
    type: Literal["complained", EventType.COMPLAINED],
    *,
    seed: int | None = ...,
    at: datetime | float | None = ...,
    to: str | Sequence[str] | None = ...,
    sender: str | None = ...,
    tags: Tags | None = ...,
    reference_id: str | None = ...,
    set: Mapping[str, Any] | None = ...,
    unset: str | Iterable[str] = ...,
    style: Style | StyleName = ...,
    locale: str = ...,
    force: bool = ...,
) -> Event[ComplainedPayload]: ...
@overload
def make_event(
    type: str,
    *,
    seed: int | None = ...,
    at: datetime | float | None = ...,
    to: str | Sequence[str] | None = ...,
    sender: str | None = ...,
    tags: Tags | None = ...,
    reference_id: str | None = ...,
    set: Mapping[str, Any] | None = ...,
    unset: str | Iterable[str] = ...,
    style: Style | StyleName = ...,
    locale: str = ...,
    force: bool = ...,
) -> Event[Any]: ...
def make_event(
    type: str,
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
) -> Event[Any]:
    """Return one realistic event of ``type``, ready to be signed.

    >>> event = make_event("rejected", seed=1, to="ada@example.com")
    >>> event.payload["event_data"]["to"]
    ['ada@example.com']
    >>> make_event("clicked", set={"event_data.original_url": "https://example.com/a"}, unset=["tags"]).type
    'clicked'

    Arguments:
    - ``type``: an :class:`EventType` or its name, like ``"delivered"``.
    - ``seed``: a whole number with which the same event comes each time, on every machine with the same version of
      Faker. Without it, each call makes another event.
    - ``at``: when it happens: a datetime with a zone, or Unix seconds. Without it 2026-01-01 with a seed, else now.
    - ``to``, ``sender``: addresses, like ``"ada@example.com"`` or ``"Ada <ada@example.com>"``; ``to`` may be several.
    - ``tags``: a mapping or pairs of texts; ``{}`` for a mail without tags. Without it they are drawn.
    - ``reference_id``: the id that the send API returned for the mail.
    - ``set``: values by path, like ``{"event_data.to[0]": "ada@example.com"}``: names with dots between them, items
      of an array counted from 0, and a backslash before a dot that belongs to a name.
    - ``unset``: paths of fields that are left out.
    - ``style``: whose JSON encoder wrote the body, as :class:`Style` names them: ``"go"``, as Maileroo, or
      ``"compact"``, ``"pretty"``, ``"python"``, ``"php"``.
    - ``locale``: of names and words, like ``"de_DE"``.
    - ``force``: allow types, fields and values that Maileroo does not send.

    The payload is typed by ``type``, as ``RejectedPayload`` above; what ``set`` and ``unset`` do to it is not. What is
    none of these, or what no such event has, raises :class:`UsageError` with the nearest that there is.
    """
    plan = plan_events(
        types=(str(as_text("type", type, f"use one of {', '.join(EventType)}")),),
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
    return next(run_plan(plan, locale))


def run_plan(plan: Plan, locale: str) -> Iterator[Event[Any]]:
    """Return the events of a plan, one after the other; what cannot be made raises ``UsageError`` at once."""
    return map(finish_event, stream(plan, _vocabulary(as_text("locale", locale, "write it like de_DE")), time.time))


@cache
def _vocabulary(locale: str) -> Vocabulary:
    """Keep the words of a locale: reading them takes longer than making a hundred events."""
    from maileroo_cli.transport.file.vocabulary import load_vocabulary

    return load_vocabulary(locale)

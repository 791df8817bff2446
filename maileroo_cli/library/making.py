"""Making one event in Python. All that is drawn comes from the seed. Mails with several events are in ``mails``."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, overload

from maileroo_cli.library.event import Event
from maileroo_cli.library.planning import StyleName, Tags, plan_events, run_plan
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
from maileroo_cli.webhook.generation.vocabulary import DEFAULT_LOCALE
from maileroo_cli.webhook.signing.body_style import Style


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
    unset: Iterable[str] = ...,
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
    unset: Iterable[str] = ...,
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
    unset: Iterable[str] = ...,
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
    unset: Iterable[str] = ...,
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
    unset: Iterable[str] = ...,
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
    unset: Iterable[str] = ...,
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
    unset: Iterable[str] = ...,
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
    unset: Iterable[str] = ...,
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
    unset: Iterable[str] = ...,
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
    unset: Iterable[str] = (),
    style: Style | StyleName = "go",
    locale: str = DEFAULT_LOCALE,
    force: bool = False,
) -> Event[Any]:
    """Return one event of ``type``, with a ``seed`` the same each time."""
    plan = plan_events(
        types=(type,),
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

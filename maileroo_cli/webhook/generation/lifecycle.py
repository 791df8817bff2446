"""The life of a mail: its events in a legal order, with the time between them. A file's form is in ``lifecycle_file``.

``accepted`` → (``deferred``)* → ``delivered`` → (``opened`` | ``clicked``)* → ``complained``; or ``accepted`` →
(``deferred``)* → ``failed``; or ``rejected`` alone. Whether the events of several recipients come once or for each is
unknown; ``multi-recipient`` accepts once and then reports each recipient.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.catalogue.event import EventType
from maileroo_cli.webhook.catalogue.lookalike import meant_type
from maileroo_cli.webhook.catalogue.succession import FOLLOWERS
from maileroo_cli.webhook.generation.payload import PayloadFactory
from maileroo_cli.webhook.text.nearest import did_you_mean, suggest

PayloadChange: TypeAlias = Callable[[dict[str, Any]], None]
_MINUTE, _HOUR, _DAY = 60.0, 3_600.0, 86_400.0


@dataclass(frozen=True, slots=True)
class LifecycleStep:
    """One event. ``after`` are the least and most seconds since the step before; ``recipient`` is an index."""

    event: str
    after: tuple[float, float] = (0.0, 0.0)
    recipient: int = 0
    change: PayloadChange | None = None


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """The steps of one mail to so many ``recipients``."""

    name: str
    meaning: str
    steps: tuple[LifecycleStep, ...]
    recipients: int = 1

    @property
    def types(self) -> tuple[str, ...]:
        """The event types that occur, each once, in order."""
        return tuple(dict.fromkeys(str(step.event) for step in self.steps))


class Moment(NamedTuple):
    """An event that has been given its place in time, with its body in the ``go`` style.

    ``change`` is what its step wants altered in the payload.
    """

    event_type: str
    event_id: str
    at: int
    body: bytes
    change: PayloadChange | None = None

    @property
    def payload(self) -> dict[str, Any]:
        """The event as a payload of its own, before any change."""
        payload: dict[str, Any] = json.loads(self.body)
        return payload


_ACCEPTED = LifecycleStep(EventType.ACCEPTED)
_REJECTED = LifecycleStep(EventType.REJECTED)
_SOON = (1.0, 8.0)
_RETRY = (5 * _MINUTE, 30 * _MINUTE)


def _delivered(after: tuple[float, float] = _SOON, recipient: int = 0) -> LifecycleStep:
    return LifecycleStep(EventType.DELIVERED, after, recipient)


def _failed(after: tuple[float, float] = _SOON, recipient: int = 0) -> LifecycleStep:
    return LifecycleStep(EventType.FAILED, after, recipient)


def _deferred(after: tuple[float, float] = _SOON, recipient: int = 0) -> LifecycleStep:
    return LifecycleStep(EventType.DEFERRED, after, recipient)


def _opened(least: float = 20, most: float = 6 * _HOUR) -> LifecycleStep:
    return LifecycleStep(EventType.OPENED, (least, most))


def _clicked(least: float = 4, most: float = 5 * _MINUTE) -> LifecycleStep:
    return LifecycleStep(EventType.CLICKED, (least, most))


_NAMED = (
    Lifecycle("delivered", "accepted, then delivered", (_ACCEPTED, _delivered())),
    Lifecycle(
        "engaged",
        "delivered, then opened and clicked several times",
        (
            _ACCEPTED,
            _delivered(),
            _opened(),
            _clicked(),
            _opened(_MINUTE, _DAY),
            _clicked(),
            _opened(_HOUR, 2 * _DAY),
        ),
    ),
    Lifecycle(
        "deferred-then-delivered",
        "deferred twice, then delivered",
        (_ACCEPTED, _deferred(), _deferred(_RETRY), _delivered(_RETRY)),
    ),
    Lifecycle("bounced", "refused for good at the first attempt", (_ACCEPTED, _failed())),
    Lifecycle(
        "deferred-then-bounced",
        "deferred three times, then given up",
        (
            _ACCEPTED,
            _deferred(),
            _deferred(_RETRY),
            _deferred((_HOUR, 4 * _HOUR)),
            _failed((4 * _HOUR, _DAY)),
        ),
    ),
    Lifecycle("suppressed", "never sent, because the recipient bounced before", (_REJECTED,)),
    Lifecycle(
        "complained",
        "delivered, opened, then marked as spam",
        (_ACCEPTED, _delivered(), _opened(), LifecycleStep(EventType.COMPLAINED, (10, _DAY))),
    ),
    Lifecycle(
        "clicked-without-open",
        "clicked by somebody whose mail program loads no images",
        (_ACCEPTED, _delivered(), _clicked(20, 6 * _HOUR)),
    ),
    Lifecycle(
        "multi-recipient",
        "one mail to three recipients: delivered to two, bounced for one",
        (
            _ACCEPTED,
            _delivered(recipient=0),
            _deferred(recipient=1),
            _failed(recipient=2),
            _delivered(_RETRY, recipient=1),
            _opened(),
        ),
        recipients=3,
    ),
)

LIFECYCLES: Mapping[str, Lifecycle] = MappingProxyType({life.name: life for life in _NAMED})

_ENDINGS: Mapping[str, Lifecycle] = MappingProxyType(
    {
        EventType.ACCEPTED: Lifecycle("accepted", "accepted, nothing more yet", (_ACCEPTED,)),
        EventType.REJECTED: LIFECYCLES["suppressed"],
        EventType.DEFERRED: Lifecycle("deferred", "accepted, then deferred", (_ACCEPTED, _deferred())),
        EventType.FAILED: LIFECYCLES["bounced"],
        EventType.OPENED: Lifecycle("opened", "delivered, then opened", (_ACCEPTED, _delivered(), _opened())),
        EventType.CLICKED: Lifecycle(
            "clicked", "opened, then clicked", (_ACCEPTED, _delivered(), _opened(), _clicked())
        ),
    }
)


def find_lifecycle(name: str) -> Lifecycle:
    """Return a named lifecycle; an unknown name raises ``UsageError`` naming the nearest one."""
    return _find(name, LIFECYCLES)


def find_ending(name: str) -> Lifecycle:
    """Return a named lifecycle, or for an event type the mail whose life has come as far as that event."""
    return _find(name, {**_ENDINGS, **LIFECYCLES})


def _find(name: str, known: Mapping[str, Lifecycle]) -> Lifecycle:
    if name in known:
        return known[name]
    meant = meant_type(name) or name
    ending = _ENDINGS.get(meant) or LIFECYCLES.get(meant)
    near = [ending.name] if ending is not None and ending.name in known else []
    raise UsageError(f"there is no lifecycle {name!r}", did_you_mean(near) or suggest(name, known))


def play(
    life: Lifecycle, factory: PayloadFactory, rng: Random, *, start: int | None = None, end: int | None = None
) -> Iterator[Moment]:
    """Yield the events of one mail in order; their times never decrease.

    Times are Unix seconds: the first event is at ``start``, or the last one is at ``end``; one of them is given.
    """
    offsets = draw_offsets(life, rng)
    if start is None:
        start = (end or 0) - offsets[-1]
    mail = factory.mail(start, life.recipients)
    for step, offset in zip(life.steps, offsets, strict=True):
        at = start + offset
        event_id, body = factory.event(step.event, mail, at, step.recipient)
        yield Moment(str(step.event), event_id, at, body, step.change)


def draw_offsets(life: Lifecycle, rng: Random) -> list[int]:
    """Draw the seconds since the first step; short waits are likelier than long ones."""
    elapsed, offsets = 0.0, []
    for step in life.steps:
        least, most = step.after
        chance = rng.random() if most > least else 0.0
        # Only products: exp() and log() are not the same to the last bit on every platform.
        elapsed += least + (most - least) * chance * chance * chance
        offsets.append(int(elapsed))
    return offsets


def illegal_order(life: Lifecycle) -> str | None:
    """Return what Maileroo would not send in this order (inferred), or ``None``; unknown types are not judged.

    With several recipients only the steps of one recipient follow each other.
    """
    latest: dict[int, str] = {}
    accepted = False
    for number, step in enumerate(life.steps, 1):
        event = str(step.event)
        if event not in FOLLOWERS:
            continue
        before = latest.get(step.recipient, EventType.ACCEPTED if accepted else "")
        if event not in FOLLOWERS[before]:
            return (
                f"step {number} is {event} after {before}"
                if before
                else (f"step {number} is {event}, with nothing before it")
            )
        accepted = accepted or event == EventType.ACCEPTED
        latest[step.recipient] = event
    return None

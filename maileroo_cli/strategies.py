"""Hypothesis strategies for property-based tests of receivers: events, lifecycles, bodies and requests.

>>> from hypothesis import given, settings
>>> from maileroo_cli import strategies
>>> @settings(max_examples=5, database=None)
... @given(strategies.events())
... def test_every_event_has_an_id(event):
...     assert len(event.id) == 48
>>> test_every_event_has_an_id()

Hypothesis has to be installed. Everything is drawn by Hypothesis alone: nothing depends on the clock, on random numbers
of its own or on what was drawn before, so that failures are found again and shrink: an event to one of the plainest
values. Ids are computed from all else: two events with the same id are the same event.
"""

from collections.abc import Iterable
from typing import Any, Literal, TypeAlias, overload

try:
    from hypothesis import strategies as st
    from hypothesis.strategies import DrawFn, SearchStrategy
except ImportError:
    raise ImportError("maileroo_cli.strategies needs Hypothesis: install it with pip install hypothesis") from None

from maileroo_cli.library.argument.checking import as_member, as_text, wrong
from maileroo_cli.library.argument.syntax import PYTHON
from maileroo_cli.library.bad_signature import BadRequest
from maileroo_cli.library.event import Event, finish_event
from maileroo_cli.library.mails import LifecycleName
from maileroo_cli.library.request import DEFAULT_URL, WebhookRequest, sign_request
from maileroo_cli.library.strategy.mail import Payload, draw_mail, draw_payload
from maileroo_cli.library.strategy.order import DrawnStep, any_steps, named_steps
from maileroo_cli.webhook.catalogue.event import EventType
from maileroo_cli.webhook.catalogue.payload_types import (
    AcceptedPayload,
    ClickedPayload,
    ComplainedPayload,
    DeferredPayload,
    DeliveredPayload,
    EventPayload,
    FailedPayload,
    OpenedPayload,
    RejectedPayload,
)
from maileroo_cli.webhook.generation.lifecycle import find_lifecycle
from maileroo_cli.webhook.generation.plan import check_types
from maileroo_cli.webhook.generation.stream import EncodedEvent
from maileroo_cli.webhook.signing.body_style import Style, StyleName, encode
from maileroo_cli.webhook.signing.signature import SecretLike, as_secret
from maileroo_cli.webhook.signing.tamper import BadSignature

__all__ = ["bad_signatures", "bodies", "events", "lifecycles", "payloads", "requests"]

TypesLike: TypeAlias = EventType | str | Iterable[EventType | str] | None
"""One event type, several, or all of them."""

StyleLike: TypeAlias = Style | StyleName | None
"""How the JSON of a body is written; ``None`` is any of the styles."""

_delays = st.integers(0, 14 * 3_600)
_LIFE = 'give the name of a lifecycle, like "engaged"'
_TYPES = 'give an event type, like "delivered", or several of them'


@overload
def payloads(type: Literal["accepted", EventType.ACCEPTED]) -> SearchStrategy[AcceptedPayload]: ...
@overload
def payloads(type: Literal["delivered", EventType.DELIVERED]) -> SearchStrategy[DeliveredPayload]: ...
@overload
def payloads(type: Literal["rejected", EventType.REJECTED]) -> SearchStrategy[RejectedPayload]: ...
@overload
def payloads(type: Literal["deferred", EventType.DEFERRED]) -> SearchStrategy[DeferredPayload]: ...
@overload
def payloads(type: Literal["failed", EventType.FAILED]) -> SearchStrategy[FailedPayload]: ...
@overload
def payloads(type: Literal["opened", EventType.OPENED]) -> SearchStrategy[OpenedPayload]: ...
@overload
def payloads(type: Literal["clicked", EventType.CLICKED]) -> SearchStrategy[ClickedPayload]: ...
@overload
def payloads(type: Literal["complained", EventType.COMPLAINED]) -> SearchStrategy[ComplainedPayload]: ...
@overload
def payloads(type: TypesLike = None) -> SearchStrategy[EventPayload]: ...
def payloads(type: TypesLike = None) -> SearchStrategy[Any]:
    """Return a strategy for payloads of one event ``type``, of several, or of all.

    >>> from hypothesis import find
    >>> find(payloads("opened"), lambda payload: True)["event_data"]
    {'ip': '192.0.2.1', 'user_agent': 'Mozilla/5.0'}

    An unknown type raises :class:`UsageError`.
    """
    return _payloads(st.sampled_from(_kinds(type)))


@overload
def events(
    type: Literal["accepted", EventType.ACCEPTED], *, style: StyleLike = ...
) -> SearchStrategy[Event[AcceptedPayload]]: ...
@overload
def events(
    type: Literal["delivered", EventType.DELIVERED], *, style: StyleLike = ...
) -> SearchStrategy[Event[DeliveredPayload]]: ...
@overload
def events(
    type: Literal["rejected", EventType.REJECTED], *, style: StyleLike = ...
) -> SearchStrategy[Event[RejectedPayload]]: ...
@overload
def events(
    type: Literal["deferred", EventType.DEFERRED], *, style: StyleLike = ...
) -> SearchStrategy[Event[DeferredPayload]]: ...
@overload
def events(
    type: Literal["failed", EventType.FAILED], *, style: StyleLike = ...
) -> SearchStrategy[Event[FailedPayload]]: ...
@overload
def events(
    type: Literal["opened", EventType.OPENED], *, style: StyleLike = ...
) -> SearchStrategy[Event[OpenedPayload]]: ...
@overload
def events(
    type: Literal["clicked", EventType.CLICKED], *, style: StyleLike = ...
) -> SearchStrategy[Event[ClickedPayload]]: ...
@overload
def events(
    type: Literal["complained", EventType.COMPLAINED], *, style: StyleLike = ...
) -> SearchStrategy[Event[ComplainedPayload]]: ...
@overload
def events(type: TypesLike = None, *, style: StyleLike = ...) -> SearchStrategy[Event[EventPayload]]: ...
def events(type: TypesLike = None, *, style: StyleLike = "go") -> SearchStrategy[Any]:
    """Return a strategy for events of one ``type``, of several, or of all.

    >>> from hypothesis import find
    >>> event = find(events(["clicked", "failed"]), lambda event: event.type == "failed")
    >>> event.payload["event_data"]
    {'reason': '550 5.1.1 <a@example.com>', 'to': 'a@example.com'}

    Their bodies are in ``style``, with ``None`` in any. An unknown type or style raises :class:`UsageError`.
    """
    return st.builds(_finished, payloads(_kinds(type)), _styles(style))


def bodies(type: TypesLike = None, *, style: StyleLike = None) -> SearchStrategy[bytes]:
    """Return a strategy for the bytes of bodies, in ``style`` or in any.

    >>> from hypothesis import find
    >>> find(bodies("complained", style="go"), lambda body: True)[:62]
    b'{"domain_id":1,"event_data":{"to":"a@example.com"},"event_id":'

    An unknown type or style raises :class:`UsageError`.
    """
    return st.builds(encode, payloads(_kinds(type)), _styles(style))


def lifecycles(
    name: LifecycleName | str | None = None, *, style: StyleLike = "go"
) -> SearchStrategy[list[Event[EventPayload]]]:
    """Return a strategy for all events of one mail, in the order in which they happen.

    >>> from hypothesis import find
    >>> [event.type for event in find(lifecycles(), lambda events: events[1:2] and events[1].type == "deferred")]
    ['accepted', 'deferred', 'delivered']

    Without a ``name``, such as ``engaged``, it is any life that a mail to one recipient can have. Bodies are in
    ``style``, with ``None`` in any. An unknown name or style raises :class:`UsageError`.
    """
    if name is None:
        return _lives(any_steps(), 1, _styles(style))
    life = find_lifecycle(as_text("a lifecycle", name, _LIFE))
    return _lives(named_steps(life), life.recipients, _styles(style))


def requests(
    secret: SecretLike, type: TypesLike = None, *, url: str = DEFAULT_URL, style: StyleLike = "go"
) -> SearchStrategy[WebhookRequest]:
    """Return a strategy for requests to ``url``, signed with ``secret``.

    >>> from hypothesis import find
    >>> find(requests("secret", "opened"), lambda request: True).path
    '/webhook'

    What is none of these, and an empty secret, raises :class:`UsageError`.
    """
    key, to = as_secret(secret), sign_request(b"", secret, url).url
    return bodies(_kinds(type), style=style).map(lambda body: sign_request(body, key, to))


def bad_signatures(
    secret: SecretLike, type: TypesLike = None, *, url: str = DEFAULT_URL, style: StyleLike = "go"
) -> SearchStrategy[BadRequest]:
    """Return a strategy for requests whose signature is wrong, each with the name of what is wrong with it.

    >>> from hypothesis import find
    >>> find(bad_signatures("secret"), lambda bad: bad.name != "missing").name
    'empty'

    A correct receiver refuses all of them. What is none of these, and an empty secret, raises :class:`UsageError`.
    """
    key, to = as_secret(secret), sign_request(b"", secret, url).url

    def make(kind: BadSignature, body: bytes) -> BadRequest:
        return BadRequest(str(kind), sign_request(body, key, to, bad=kind))

    return st.builds(make, st.sampled_from(BadSignature), bodies(_kinds(type), style=style))


def _kinds(type: TypesLike) -> tuple[EventType, ...]:
    named: Iterable[object] = (type,) if isinstance(type, str) or type is None else type
    if not isinstance(named, Iterable):
        raise wrong("type", type, _TYPES)
    kinds = tuple(_kind(one) for one in named) if type is not None else tuple(EventType)
    if not kinds:
        raise wrong("type", type, _TYPES)
    return kinds


def _kind(name: object) -> EventType:
    if not isinstance(name, str):
        raise wrong("type", name, _TYPES)
    check_types((name,), force=None, syntax=PYTHON)
    return EventType(name)


def _styles(style: StyleLike) -> SearchStrategy[Style]:
    return st.sampled_from(Style) if style is None else st.just(as_member("style", style, Style))


@st.composite
def _payloads(draw: DrawFn, kinds: SearchStrategy[EventType]) -> Payload:
    mail, kind = draw_mail(draw), draw(kinds)
    return draw_payload(draw, mail, kind, mail.submitted + draw(_delays))


@st.composite
def _lives(
    draw: DrawFn, steps: SearchStrategy[list[DrawnStep]], recipients: int, styles: SearchStrategy[Style]
) -> list[Event[Any]]:
    drawn_steps, mail, style = draw(steps), draw_mail(draw, recipients), draw(styles)
    at, drawn = mail.submitted, []
    for number, step in enumerate(drawn_steps):
        at += step.after
        payload = draw_payload(draw, mail, step.kind, at, recipient=step.recipient, number=number)
        drawn.append(_finished(payload, style))
    return drawn


def _finished(payload: Payload, style: Style) -> Event[Any]:
    made = EncodedEvent(payload["event_type"], payload["event_id"], payload["event_time"], encode(payload, style))
    return finish_event(made)

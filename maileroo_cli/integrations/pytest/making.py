"""What the fixtures that make something give to a test: events, requests and whole mails, drawn by the test's name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Unpack, overload

from maileroo_cli.errors import UsageError
from maileroo_cli.integrations.pytest.failing import in_a_fixture, plainly
from maileroo_cli.integrations.pytest.options import find_path, find_seed
from maileroo_cli.library.argument.planning import Tags
from maileroo_cli.library.event import Event
from maileroo_cli.library.mails import LifecycleName, make_lifecycle
from maileroo_cli.library.making import make_event
from maileroo_cli.webhook.catalogue import payload_types as payload
from maileroo_cli.webhook.signing.body_style import Style, StyleName
from maileroo_cli.webhook.signing.signature import SecretLike
from maileroo_cli.webhook.signing.tamper import BadSignature

if TYPE_CHECKING:
    import os

    import pytest

    from maileroo_cli.library.headers import HeadersLike
    from maileroo_cli.library.request import WebhookRequest
    from maileroo_cli.library.request_file import RecordedRequest


class EventChanges(TypedDict, total=False):
    """What may be said of an event besides its type, as in ``make_event``."""

    seed: int | None
    at: datetime | float | None
    to: str | Sequence[str] | None
    sender: str | None
    tags: Tags | None
    reference_id: str | None
    set: Mapping[str, Any] | None
    unset: str | Iterable[str]
    style: Style | StyleName
    locale: str
    force: bool


class Draws:
    """The seeds of one test, one after the other: the same each time it runs, and other ones in every other test."""

    def __init__(self, test: str, what: str, seed: int = 0) -> None:
        self._start = f"{seed} {what} {test}"
        self._count = 0

    def next(self) -> int:
        """Return the next seed."""
        self._count += 1
        return int.from_bytes(hashlib.sha256(f"{self._start} {self._count}".encode()).digest()[:7])

    @classmethod
    def of(cls, request: pytest.FixtureRequest, what: str) -> Draws:
        """Return those of the test that asks."""
        return cls(request.node.nodeid, what, in_a_fixture(find_seed, request.config))


class EventMaker:
    """Makes events as ``make_event`` does; each is another one, but for those with a ``seed``."""

    def __init__(self, draws: Draws) -> None:
        self._draws = draws

    @classmethod
    def of(cls, request: pytest.FixtureRequest) -> EventMaker:
        """Return the one of the test that asks."""
        return cls(Draws.of(request, "event"))

    @overload
    def __call__(
        self, type: Literal["accepted"], **changes: Unpack[EventChanges]
    ) -> Event[payload.AcceptedPayload]: ...
    @overload
    def __call__(
        self, type: Literal["delivered"] = ..., **changes: Unpack[EventChanges]
    ) -> Event[payload.DeliveredPayload]: ...
    @overload
    def __call__(
        self, type: Literal["rejected"], **changes: Unpack[EventChanges]
    ) -> Event[payload.RejectedPayload]: ...
    @overload
    def __call__(
        self, type: Literal["deferred"], **changes: Unpack[EventChanges]
    ) -> Event[payload.DeferredPayload]: ...
    @overload
    def __call__(self, type: Literal["failed"], **changes: Unpack[EventChanges]) -> Event[payload.FailedPayload]: ...
    @overload
    def __call__(self, type: Literal["opened"], **changes: Unpack[EventChanges]) -> Event[payload.OpenedPayload]: ...
    @overload
    def __call__(self, type: Literal["clicked"], **changes: Unpack[EventChanges]) -> Event[payload.ClickedPayload]: ...
    @overload
    def __call__(
        self, type: Literal["complained"], **changes: Unpack[EventChanges]
    ) -> Event[payload.ComplainedPayload]: ...
    @overload
    def __call__(self, type: str, **changes: Unpack[EventChanges]) -> Event[Any]: ...
    def __call__(self, type: str = "delivered", **changes: Unpack[EventChanges]) -> Event[Any]:
        """Return one event; without a ``seed`` in the changes it is drawn by the test."""
        __tracebackhide__ = True
        if changes.get("seed") is None:
            changes["seed"] = self._draws.next()
        return plainly(lambda: make_event(type, **changes))


class LifecycleMaker:
    """Makes all events of a mail as ``make_lifecycle`` does; each is another one, but for those with a ``seed``."""

    def __init__(self, draws: Draws, folder: Path) -> None:
        self._draws = draws
        self._folder = folder

    @classmethod
    def of(cls, request: pytest.FixtureRequest) -> LifecycleMaker:
        """Return the one of the test that asks."""
        return cls(Draws.of(request, "lifecycle"), request.path.parent)

    def __call__(
        self, name: LifecycleName | str | os.PathLike[str] = "engaged", **changes: Unpack[EventChanges]
    ) -> list[Event[payload.EventPayload]]:
        """Return the events in their order; ``name`` is a lifecycle's, or a TOML file, from the folder of the test."""
        __tracebackhide__ = True
        if changes.get("seed") is None:
            changes["seed"] = self._draws.next()
        if not isinstance(name, str) or name.endswith(".toml"):
            name = self._folder / name
        return plainly(lambda: make_lifecycle(name, **changes))


class RequestMaker:
    """Makes signed requests, with the secret and to the path of the test run."""

    def __init__(self, event: EventMaker, secret: SecretLike, path: str, folder: Path) -> None:
        self._event = event
        self._secret = secret
        self._path = path
        self._folder = folder

    @classmethod
    def of(cls, request: pytest.FixtureRequest, event: EventMaker, secret: SecretLike) -> RequestMaker:
        """Return the one of the test that asks."""
        return cls(event, secret, in_a_fixture(find_path, request.config), request.path.parent)

    def __call__(
        self,
        what: Event[Any] | str = "delivered",
        *,
        bad: BadSignature | str | None = None,
        url: str | None = None,
        headers: HeadersLike = (),
        **changes: Unpack[EventChanges],
    ) -> WebhookRequest:
        """Return the request of an event, or of a new one of a type, changed as ``make_event`` changes it.

        ``bad`` names what is wrong with the signature. ``url`` is absolute, or a path.
        """
        __tracebackhide__ = True
        return plainly(lambda: self._make(what, bad, url or self._path, headers, changes))

    def from_file(self, path: str | os.PathLike[str]) -> list[RecordedRequest]:
        """Return the requests of a file that ``mhook captures export --as fixture`` wrote.

        The file is named from the folder of the test. The requests are signed with the test run's secret; those that
        were invalid stay as they were captured.
        """
        __tracebackhide__ = True
        from maileroo_cli.library.request_file import read_request_file

        return plainly(lambda: read_request_file(self._folder / path, secret=self._secret))

    def _make(
        self,
        what: Event[Any] | str,
        bad: BadSignature | str | None,
        url: str,
        headers: HeadersLike,
        changes: EventChanges,
    ) -> WebhookRequest:
        if isinstance(what, str):
            what = self._event(what, **changes)
        elif changes:
            raise UsageError("an event that was made cannot be changed", "change it where you make it")
        return what.request(self._secret, url, bad, headers)

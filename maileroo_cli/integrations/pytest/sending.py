"""What the fixtures that send give to a test: sending and replaying, with the secret and the path of the test run."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack, closing
from functools import partial
from typing import TYPE_CHECKING, TypedDict, Unpack

from maileroo_cli.integrations.pytest.failing import in_a_fixture, plainly
from maileroo_cli.integrations.pytest.options import find_path
from maileroo_cli.library.event import Event
from maileroo_cli.library.headers import HeadersLike, held
from maileroo_cli.library.receiver.looking import Effects
from maileroo_cli.library.receiver.running import AppKindName
from maileroo_cli.library.replaying import Faults, replay
from maileroo_cli.library.sending import send
from maileroo_cli.webhook.signing.signature import SecretLike

if TYPE_CHECKING:
    from typing import Self

    import pytest

    from maileroo_cli.delivery.attempt.outcome import Attempt
    from maileroo_cli.library.receiver.outgoing import Sendable
    from maileroo_cli.library.receiver.running import ReceiverLike
    from maileroo_cli.library.result.replays import ReplayRun


class SendArguments(TypedDict, total=False):
    """How something is sent, as in ``send``; ``secret`` takes the place of the test run's."""

    secret: SecretLike | None
    path: str | None
    timeout: float
    headers: HeadersLike
    verify: bool | str
    kind: AppKindName | None
    same_thread: bool
    raise_exceptions: bool


class ReplayArguments(TypedDict, total=False):
    """How events are delivered, as in ``replay``; ``secret`` takes the place of the test run's."""

    secret: SecretLike | None
    faults: Faults
    fault_rate: float
    fault_seed: int
    schedule: str
    attempts: int | None
    clock: str
    effects: Effects | None
    settle: float
    allow_no_effect: str | Iterable[str]
    together: bool
    concurrency: int
    path: str | None
    timeout: float
    headers: HeadersLike
    verify: bool | str
    kind: AppKindName | None
    same_thread: bool | None


class BoundSender:
    """Sends events and requests as ``send`` does."""

    def __init__(self, secret: SecretLike, path: str) -> None:
        self._secret = secret
        self._path = path

    @classmethod
    def of(cls, config: pytest.Config, secret: SecretLike) -> BoundSender:
        """Return the one of a test run."""
        return cls(secret, in_a_fixture(find_path, config))

    def __call__(self, what: Sendable, *, to: ReceiverLike, **terms: Unpack[SendArguments]) -> Attempt:
        """Send an event or a request to a URL or into an application, and return what came of it."""
        __tracebackhide__ = True
        terms["secret"] = held(terms.get("secret", self._secret))
        if isinstance(what, Event):
            terms.setdefault("path", self._path)
        return plainly(partial(send, what, to=to, **terms))


class ReplayStarter:
    """Begins replays as ``replay`` does; those that a test has not taken to their end are broken off after it."""

    def __init__(self, secret: SecretLike, path: str) -> None:
        self._secret = secret
        self._path = path
        self._begun = ExitStack()

    @classmethod
    def of(cls, config: pytest.Config, secret: SecretLike) -> ReplayStarter:
        """Return the one of a test run."""
        return cls(secret, in_a_fixture(find_path, config))

    def __call__(
        self, events: Sendable | Iterable[Sendable], *, to: ReceiverLike, **terms: Unpack[ReplayArguments]
    ) -> ReplayRun:
        """Return the replay: iterate over its attempts, or take its ``summary``."""
        __tracebackhide__ = True
        terms["secret"] = held(terms.get("secret", self._secret))
        terms.setdefault("path", self._path)
        run = plainly(partial(replay, events, to=to, **terms))
        self._begun.enter_context(closing(run))
        return run

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._begun.close()

"""The rules of a correct receiver in Python: one check, rule by rule, or an assertion inside a test."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from maileroo_cli.delivery.attempt.outcome import Attempt
    from maileroo_cli.library.headers import HeadersLike
    from maileroo_cli.library.receiver.running import AppKindName, ReceiverLike
    from maileroo_cli.library.request import WebhookRequest
    from maileroo_cli.operation.check.results import RuleOutcome
    from maileroo_cli.webhook.signing.signature import SecretLike

SuiteName: TypeAlias = Literal["smoke", "full"]
SeverityName: TypeAlias = Literal["error", "warning", "info"]
ResultName: TypeAlias = Literal["pass", "fail", "skip"]


@dataclass(frozen=True, slots=True)
class CheckedRule:
    """One rule and what came of it.

    ``title`` says what a correct receiver does, ``reason`` what this one did, or why the rule was skipped; it is empty
    where all is well. ``severity`` is that of the finding, ``None`` where there is none. ``fails`` tells whether it
    fails the check. ``request`` and ``attempt`` are those that show it. ``text`` tells all of it: what the receiver
    did, what that costs, how to mend it, and the request.
    """

    id: str
    title: str
    result: ResultName
    severity: SeverityName | None
    fails: bool
    reason: str
    seconds: float
    sent: int
    request: WebhookRequest | None = field(repr=False)
    attempt: Attempt | None = field(repr=False)
    text: str = field(repr=False)
    outcome: RuleOutcome = field(repr=False)


@dataclass(frozen=True, slots=True)
class CheckTotals:
    """What a check came to: ``ok`` where nothing fails it. ``text`` is the whole report."""

    ok: bool
    rules: tuple[CheckedRule, ...]
    sent: int
    seconds: float
    text: str = field(repr=False)

    @property
    def findings(self) -> tuple[CheckedRule, ...]:
        """The rules of which not all is well."""
        return tuple(one for one in self.rules if one.severity is not None)

    def __str__(self) -> str:
        return self.text


class Check(Iterator[CheckedRule]):
    """The rules of one :func:`check`, tried as they are iterated; the gate, ``SIG001``, comes first."""

    def __init__(self, rules: Generator[CheckedRule, None, CheckTotals]) -> None:
        self._rules = rules

    def __next__(self) -> CheckedRule:
        return next(self._rules)

    @property
    def summary(self) -> CheckTotals:
        """What all of it came to; the rules that are left are tried first."""
        raise NotImplementedError

    def close(self) -> None:
        """Break off what is under way."""
        self._rules.close()


def check(
    *,
    to: ReceiverLike,
    secret: SecretLike,
    suite: SuiteName | None = None,
    select: str | Iterable[str] = (),
    ignore: str | Iterable[str] = (),
    path: str | None = None,
    seed: int = 0,
    timeout: float = 10.0,
    limit: float = 120.0,
    budget: float | None = None,
    retries: int = 0,
    fail_on: SeverityName = "error",
    fail_fast: bool = False,
    concurrency: int = 4,
    headers: HeadersLike = (),
    effects: Callable[..., float | None] | None = None,
    effect_types: Iterable[str] = (),
    state: Callable[..., object] | None = None,
    settle: float = 1.0,
    break_store: Callable[[], object] | None = None,
    mend_store: Callable[[], object] | None = None,
    restart: Callable[[], object] | None = None,
    set_secrets: Callable[[Sequence[str]], object] | None = None,
    authorize: str | None = None,
    kind: AppKindName | None = None,
    same_thread: bool = False,
) -> Check:
    """Check whether a receiver does what a correct one does; iterate over the rules, or take the ``summary``.

    ``select`` and ``ignore`` name rules, families and ranges: ``"SIG004"``, ``"SIG"``, ``"SIG002-005"``.
    ``effects(event_id)`` returns how often the receiver has acted on an event, ``state(recipient, reference_id)`` what
    it has noted of a recipient: rules that look at these are skipped without. ``break_store`` and ``mend_store`` take
    its store away and give it back, ``restart`` ends and starts it, ``set_secrets`` gives it other secrets.
    In the ``same_thread`` a WSGI application is called by this thread alone, one request at a time.
    """
    raise NotImplementedError


def assert_rules(
    to: ReceiverLike,
    secret: SecretLike,
    *,
    suite: SuiteName | None = None,
    select: str | Iterable[str] = (),
    ignore: str | Iterable[str] = (),
    path: str | None = None,
    seed: int = 0,
    timeout: float = 10.0,
    limit: float = 120.0,
    budget: float | None = None,
    retries: int = 0,
    fail_on: SeverityName = "error",
    concurrency: int = 4,
    headers: HeadersLike = (),
    effects: Callable[..., float | None] | None = None,
    effect_types: Iterable[str] = (),
    state: Callable[..., object] | None = None,
    settle: float = 1.0,
    break_store: Callable[[], object] | None = None,
    mend_store: Callable[[], object] | None = None,
    restart: Callable[[], object] | None = None,
    set_secrets: Callable[[Sequence[str]], object] | None = None,
    authorize: str | None = None,
    kind: AppKindName | None = None,
    same_thread: bool = False,
) -> None:
    """Raise ``AssertionError`` with the report where a receiver breaks a rule; the arguments are those of ``check``."""
    raise NotImplementedError

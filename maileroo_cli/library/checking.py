"""The rules of a correct receiver in Python: one check, rule by rule, or an assertion inside a test."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from random import Random
from typing import TYPE_CHECKING, Literal, TypeAlias

from maileroo_cli.errors import UsageError
from maileroo_cli.library.argument.checking import as_count, as_member, as_number, as_rate, as_texts, as_wait
from maileroo_cli.library.argument.wording import python_wording
from maileroo_cli.library.headers import HeadersLike, header_pairs
from maileroo_cli.library.playing import play_rules
from maileroo_cli.library.receiver.looking import CallableHook, CallableObserver, CallableState
from maileroo_cli.library.receiver.target import want_receiver
from maileroo_cli.library.result.rules import Check, SeverityName
from maileroo_cli.operation.check.settings import (
    DEFAULT_CONCURRENCY,
    DEFAULT_LIMIT,
    DEFAULT_TIMEOUT,
)
from maileroo_cli.operation.check.suite import choose_suite
from maileroo_cli.rules.catalogue import Suite, select_experiments, select_rules
from maileroo_cli.rules.step import Hook
from maileroo_cli.rules.verdict import Severity
from maileroo_cli.webhook.catalogue.event import EventType
from maileroo_cli.webhook.signing.signature import as_secret

if TYPE_CHECKING:
    from maileroo_cli.library.receiver.looking import Effects, State
    from maileroo_cli.library.receiver.running import AppKindName, ReceiverLike
    from maileroo_cli.webhook.signing.signature import SecretLike

SuiteName: TypeAlias = Literal["smoke", "full"]
_NAMES = "name rules, families or ranges: SIG004, SIG, SIG002-005"


def check(
    *,
    to: ReceiverLike,
    secret: SecretLike,
    suite: SuiteName | None = None,
    select: str | Iterable[str] = (),
    ignore: str | Iterable[str] = (),
    path: str | None = None,
    seed: int = 0,
    timeout: float = DEFAULT_TIMEOUT,
    limit: float = DEFAULT_LIMIT,
    budget: float | None = None,
    retries: int = 0,
    fail_on: SeverityName = "error",
    fail_fast: bool = False,
    concurrency: int = DEFAULT_CONCURRENCY,
    headers: HeadersLike = (),
    effects: Effects | None = None,
    effect_types: str | Iterable[str] = (),
    state: State | None = None,
    settle: float | None = None,
    break_store: Callable[[], object] | None = None,
    mend_store: Callable[[], object] | None = None,
    restart: Callable[[], object] | None = None,
    set_secrets: Callable[[Sequence[str]], object] | None = None,
    authorize: str | None = None,
    verify: bool | str = True,
    kind: AppKindName | None = None,
    same_thread: bool = False,
) -> Check:
    """Check whether a receiver does what a correct one does; iterate over the rules, or take the ``summary``.

    >>> def app(environ, start_response):
    ...     start_response("200 OK", [])
    ...     return []
    >>> for rule in check(to=app, secret="secret", select="SIG002"):
    ...     print(f"{rule.id} {rule.result}: {rule.reason or 'all is well'}")
    SIG001 pass: all is well
    SIG002 fail: a request without a signature was accepted with 200

    ``to``, ``secret``, ``path``, ``timeout``, ``headers``, ``verify`` and ``kind`` are those of :func:`send`. The
    ``suite`` is ``"full"``, and ``"smoke"`` for a host that is not this machine, unless ``authorize`` names it.
    ``select`` and ``ignore`` name rules, families and ranges: ``"SIG004"``, ``"SIG"``, ``"SIG002-005"``. With the same
    ``seed`` the same requests are sent. ``limit`` are the seconds that all of it may take, ``budget`` those in which 95
    of 100 answers have to come. A rule that failed is tried again up to ``retries`` times. Findings fail the check from
    the severity ``fail_on`` on; with ``fail_fast`` it ends at the first.

    ``effects(event_id)`` returns how often the receiver has acted on an event, as a number or a list, and without an
    argument how often at all; events of the ``effect_types`` have one for certain. ``state(recipient, reference_id)``
    returns what the receiver has noted of a recipient, which is only compared. Work may take ``settle`` seconds after
    its answer: without it one second, or until an application in this process has done what it does in the background.
    ``break_store`` and ``mend_store`` take the receiver's store away and give it back, ``restart`` ends and starts it,
    ``set_secrets`` gives it a list of other secrets. Rules that need what was not given are skipped.

    All of these are called from several threads, as is the application, while up to ``concurrency`` rules are tried.
    In the ``same_thread`` a WSGI application, and all else, is called by this thread alone, so that a test's own
    database transaction is seen; rules that take several requests at a time are then skipped. What cannot be checked
    raises :class:`UsageError`, a callable that fails :class:`InputError`; what the receiver does raises nothing.
    """
    __tracebackhide__ = True
    with python_wording():
        secret = as_secret(secret)
        receiver = want_receiver(to, path=path, timeout=timeout, verify=verify, kind=kind)
        limit, budget = as_wait("limit", limit), None if budget is None else as_wait("budget", budget)
        settle = None if settle is None else as_rate("settle", settle)
        seed, retries = as_number("seed", seed), as_number("retries", retries)
        if restart is not None and not receiver.is_remote:
            raise UsageError("restart has no meaning with an application in this process", "leave it out")
        if (break_store is None) != (mend_store is None):
            raise UsageError("break_store and mend_store go together", "give both, or none")
        hooks = {
            Hook.BREAK: ("break_store", break_store),
            Hook.MEND: ("mend_store", mend_store),
            Hook.RESTART: ("restart", restart),
            Hook.SECRET: ("set_secrets", set_secrets),
        }
        chosen = choose_suite(
            receiver.target,
            None if suite is None else as_member("suite", suite, Suite),
            authorize,
            selects=bool(select),
            in_process=not receiver.is_remote,
        )
        ignored = as_texts("ignore", ignore, _NAMES)
        settings = {
            "url": receiver.url,
            "secret": secret,
            "rules": select_rules(chosen, as_texts("select", select, _NAMES), ignored),
            "experiments": select_experiments(ignored),
            "seed": seed,
            "marker": f"{Random(seed).getrandbits(32):08x}",
            "headers": header_pairs(headers),
            "concurrency": as_count("concurrency", concurrency),
            "limit": limit,
            "retries": retries,
            "fail_fast": fail_fast,
            "fail_on": as_member("fail_on", fail_on, Severity),
            "budget": budget,
            "observer": None if effects is None else CallableObserver(effects, secret),
            "effect_types": _types(effect_types),
            "state": None if state is None else CallableState(state, secret),
            "settle": settle,
            "hooks": {
                hook: CallableHook(name, call, secret) for hook, (name, call) in hooks.items() if call is not None
            },
        }
    return Check(play_rules(receiver, settings, same_thread=same_thread))


def assert_rules(
    to: ReceiverLike,
    secret: SecretLike,
    *,
    suite: SuiteName | None = None,
    select: str | Iterable[str] = (),
    ignore: str | Iterable[str] = (),
    path: str | None = None,
    seed: int = 0,
    timeout: float = DEFAULT_TIMEOUT,
    limit: float = DEFAULT_LIMIT,
    budget: float | None = None,
    retries: int = 0,
    fail_on: SeverityName = "error",
    concurrency: int = DEFAULT_CONCURRENCY,
    headers: HeadersLike = (),
    effects: Effects | None = None,
    effect_types: str | Iterable[str] = (),
    state: State | None = None,
    settle: float | None = None,
    break_store: Callable[[], object] | None = None,
    mend_store: Callable[[], object] | None = None,
    restart: Callable[[], object] | None = None,
    set_secrets: Callable[[Sequence[str]], object] | None = None,
    authorize: str | None = None,
    verify: bool | str = True,
    kind: AppKindName | None = None,
    same_thread: bool = False,
) -> None:
    """Raise ``AssertionError`` where a receiver breaks a rule: the verdict in its first line, then the whole report.

    >>> def app(environ, start_response):
    ...     start_response("200 OK", [])
    ...     return []
    >>> assert_rules(app, "secret", select="SHAPE001")

    The arguments are those of :func:`check`, and so is what they raise.
    """
    __tracebackhide__ = True
    secret = as_secret(secret)
    summary = check(
        to=to,
        secret=secret,
        suite=suite,
        select=select,
        ignore=ignore,
        path=path,
        seed=seed,
        timeout=timeout,
        limit=limit,
        budget=budget,
        retries=retries,
        fail_on=fail_on,
        concurrency=concurrency,
        headers=headers,
        effects=effects,
        effect_types=effect_types,
        state=state,
        settle=settle,
        break_store=break_store,
        mend_store=mend_store,
        restart=restart,
        set_secrets=set_secrets,
        authorize=authorize,
        verify=verify,
        kind=kind,
        same_thread=same_thread,
    ).summary
    if not summary.ok:
        raise AssertionError(f"{summary.verdict}\n{summary.text}")


def _types(effect_types: str | Iterable[str]) -> tuple[str, ...]:
    names = as_texts("effect_types", effect_types, f"name event types: {', '.join(EventType)}")
    return tuple(str(as_member("effect_types", one, EventType)) for one in names)

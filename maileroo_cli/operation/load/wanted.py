"""From what a user asks of a load to its plan: what cannot be sent, or to whom it may not go, is refused here."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from random import SystemRandom

from maileroo_cli.delivery.load.plan import DEFAULT_MIX, LoadPlan
from maileroo_cli.delivery.load.rate import WantedArrivals, parse_share, plan_arrivals
from maileroo_cli.errors import InputError, UsageError
from maileroo_cli.operation.authorization import check_authorized
from maileroo_cli.operation.events import WantedEvents, plan_events
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.file.source import read_source
from maileroo_cli.webhook.generation.lifecycle import LIFECYCLES
from maileroo_cli.webhook.generation.plan import check_types
from maileroo_cli.webhook.generation.vocabulary import DEFAULT_LOCALE

_LARGEST = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedLoad:
    """A load as a user writes it; shares, rates and durations are texts. ``authorized`` is the host that may get it."""

    url: str
    arrivals: WantedArrivals = field(default_factory=WantedArrivals)
    types: tuple[str, ...] = ()
    mix: str | None = None
    lifecycle: str | None = None
    locale: str = DEFAULT_LOCALE
    duplicates: str | None = None
    concurrent_duplicates: str | None = None
    bad: str | None = None
    slow_clients: int = 0
    keep_connections: bool = True
    connections: int = 1_000
    timeout: float = 30.0
    any_2xx: bool = False
    seed: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    cacert: str | None = None
    insecure: bool = False
    authorized: str | None = None


def plan_load(wanted: WantedLoad, note: Callable[[str], None]) -> LoadPlan:
    """Return the plan of what is wanted; what cannot be raises ``UsageError``, a file that cannot be read another.

    ``note`` is told what the user should know and is no error.
    """
    check_authorized(parse_target(wanted.url), wanted.authorized, what="a load")
    seed = SystemRandom().randrange(1_000_000) if wanted.seed is None else wanted.seed
    arrivals = plan_arrivals(wanted.arrivals, seed)
    users = wanted.arrivals.users or 0
    shares = {
        "--duplicates": wanted.duplicates,
        "--concurrent-duplicates": wanted.concurrent_duplicates,
        "--bad": wanted.bad,
    }
    parsed = [0.0 if text is None else parse_share(text, option) for option, text in shares.items()]
    if sum(parsed) > 1 + 1e-9:
        given = [f"{option} {text}" for option, text in shares.items() if text is not None]
        raise UsageError(f"{' and '.join(given)} are more than all requests", "give shares of at most 100% together")
    if parsed[0] + parsed[1] and sum(parsed) > 1 - 1e-9:
        raise UsageError("without a new event there is nothing to duplicate", "give shares below 100% together")
    if parsed[1] and users == 1:
        raise UsageError(
            "one user sends one request at a time, and no two at once", "leave out --concurrent-duplicates"
        )
    mix = wanted.mix
    if not wanted.types and wanted.lifecycle is None and mix is None:
        mix = DEFAULT_MIX
    if wanted.arrivals.ramp is not None and "over" in wanted.types:
        raise UsageError("the words of --ramp came as several", "put quotes around them: '100..5000/s over 2m'")
    check_types(wanted.types, force=None)
    plan_events(WantedEvents(wanted.types, wanted.lifecycle, mix), note)
    return LoadPlan(
        url=wanted.url,
        arrivals=arrivals,
        users=users,
        types=wanted.types,
        mix=mix or "",
        lifecycle=wanted.lifecycle or "",
        lifecycle_text=_lifecycle_text(wanted.lifecycle),
        locale=wanted.locale,
        duplicates=parsed[0],
        concurrent_duplicates=parsed[1],
        bad=parsed[2],
        slow_clients=wanted.slow_clients,
        keep_connections=wanted.keep_connections,
        connections=max(wanted.connections, users),
        timeout=wanted.timeout,
        any_2xx=wanted.any_2xx,
        seed=seed,
        headers=wanted.headers,
        cacert=wanted.cacert,
        insecure=wanted.insecure,
    )


def _lifecycle_text(given: str | None) -> str:
    """Return the text of a lifecycle's file, which other machines do not have; empty for one that has a name."""
    if given is None or given in LIFECYCLES:
        return ""
    try:
        return read_source(given, _LARGEST).decode()
    except UnicodeDecodeError:
        raise InputError(f"{os.path.basename(given)!r} is not UTF-8 text", "save it as UTF-8") from None

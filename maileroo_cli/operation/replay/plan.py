"""From what somebody wants replayed to the plan of a run and its deliveries. Playing them is done in ``play``."""

import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from maileroo_cli.delivery.attempt.judgement import Success
from maileroo_cli.delivery.attempt.requests import OutgoingRequest, RequestTemplate
from maileroo_cli.delivery.effects.absence import EVERY_TYPE
from maileroo_cli.delivery.replay.clock import parse_clock
from maileroo_cli.delivery.replay.deliveries import deliver_events, deliver_requests
from maileroo_cli.delivery.replay.journal import RunPlan
from maileroo_cli.delivery.replay.records import Delivery
from maileroo_cli.delivery.schedule.definition import limit_attempts
from maileroo_cli.errors import InputError, UsageError
from maileroo_cli.operation.events import MadeEvents, Note
from maileroo_cli.operation.inputs import note_stdin
from maileroo_cli.operation.outgoing import FileRequests, OutgoingTerms, make_outgoing
from maileroo_cli.transport.client.sender import DEFAULT_TIMEOUT
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.embedded.specification import parse_specification
from maileroo_cli.transport.file.schedule import load_schedule
from maileroo_cli.transport.file.secret import is_default_set, load_secret
from maileroo_cli.webhook.catalogue.event import EventType
from maileroo_cli.webhook.catalogue.lookalike import suggest_type
from maileroo_cli.webhook.generation.stream import EncodedEvent
from maileroo_cli.webhook.signing.request import Headers
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.text.shown import show

if TYPE_CHECKING:
    from maileroo_cli.capture.transfer.resend import ResendSigning

EMBEDDED_URL = "http://127.0.0.1/webhook"
"""What requests to a built-in receiver are made for; where it really listens is known when it does."""

_MADE_UP = "mhook-replay"
_LARGEST_SEED = 2**31


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedReplay:
    """What is to be played, as a user writes it: exactly one of ``url`` and ``against`` names the receiver.

    ``app`` names an application in this process that gets what would go to the URL, ``app_kind`` says which interface
    it has. ``is_observed`` tells that somebody looks for effects whom the plan does not name.
    ``schedule`` is a name, offsets or a TOML file, ``attempts`` cuts it. ``faults`` and ``fault_list`` are the texts of
    ``--fault`` and ``--faults``; without a ``fault_seed`` the random ones are drawn from ``seed``, or else anew.
    """

    url: str | None = None
    against: str | None = None
    schedule: str = "maileroo"
    attempts: int | None = None
    clock: str = "virtual"
    success: Success = Success.STRICT
    timeout: float = DEFAULT_TIMEOUT
    cacert: str | None = None
    insecure: bool = False
    faults: Sequence[str] = field(default_factory=tuple)
    fault_list: str | None = None
    fault_rate: float = 0.0
    fault_seed: int | None = None
    seed: int | None = None
    observe_cmd: str | None = None
    observe_url: str | None = None
    observe_path: str | None = None
    settle: float = 0.0
    allow_no_effect: Sequence[str] = field(default_factory=tuple)
    app: str = ""
    app_kind: str = ""
    is_observed: bool = False


def plan_replay(wanted: WantedReplay, note: Note) -> RunPlan:
    """Return the plan of a new run that begins now; what cannot be raises ``UsageError`` before anything is sent.

    ``note`` is told the seed of random faults where one had to be drawn.
    """
    if (wanted.url is None) == (wanted.against is None):
        what = "there is no receiver" if wanted.url is None else "both --url and --against name a receiver"
        raise UsageError(what, "give --url, or --against careful for a built-in receiver")
    if wanted.url is not None:
        parse_target(wanted.url)
    if wanted.against is not None:
        parse_specification(wanted.against)
    if wanted.observe_cmd is not None and wanted.observe_url is not None:
        raise UsageError("--observe-cmd and --observe-url cannot both be given", "give one of them")
    is_observed = wanted.is_observed or wanted.against or wanted.observe_cmd or wanted.observe_url
    if wanted.allow_no_effect and not is_observed:
        what = "--allow-no-effect only applies when effects are observed"
        raise UsageError(what, "add --observe-cmd or --observe-url")
    parse_clock(wanted.clock)
    note_stdin(wanted.schedule, "a schedule", note)
    schedule = load_schedule(wanted.schedule)
    return RunPlan(
        url=wanted.url or "",
        against=wanted.against or "",
        schedule=schedule if wanted.attempts is None else limit_attempts(schedule, wanted.attempts),
        success=Success.ANY_2XX if schedule.any_2xx else wanted.success,
        clock=wanted.clock,
        start=time.time(),
        timeout=wanted.timeout,
        cacert=wanted.cacert,
        insecure=wanted.insecure,
        faults=tuple(wanted.faults),
        fault_list=wanted.fault_list,
        fault_rate=wanted.fault_rate,
        fault_seed=_fault_seed(wanted, note),
        observe_cmd=wanted.observe_cmd,
        observe_url=wanted.observe_url,
        observe_path=wanted.observe_path,
        settle=wanted.settle,
        allow_no_effect=tuple(dict.fromkeys(wanted.allow_no_effect)),
        app=wanted.app,
        app_kind=wanted.app_kind,
    )


def sign_deliveries(
    events: Iterable[EncodedEvent], plan: RunPlan, key: Secret | None, headers: Headers = (), *, together: bool
) -> list[Delivery]:
    """Return the deliveries of events, signed with ``key``; they are due when they happen, or all ``together``."""
    if key is None:
        raise UsageError("events need a signature", "give --secret")
    template = RequestTemplate(plan.url or EMBEDDED_URL, key, headers)
    return deliver_events(list(events), template, together=together)


def make_deliveries(
    content: MadeEvents | FileRequests,
    plan: RunPlan,
    terms: OutgoingTerms,
    reference: str | None,
    note: Note,
    *,
    key: Secret | None = None,
    together: bool = False,
) -> list[Delivery]:
    """Return the deliveries of events, or of a file's captured requests, as ``make_outgoing`` makes their requests.

    Events are due when they happen, or all ``together``, as captured requests always are.
    """
    if isinstance(content, FileRequests):
        return deliver_requests(make_outgoing(content, terms, reference, note, key=key).requests)
    secret = key or load_secret(reference, note)
    return sign_deliveries(content.events, plan, secret, terms.headers, together=together)


def captured_deliveries(
    names: Sequence[str], store: Path, plan: RunPlan, signing: "ResendSigning | None" = None
) -> list[Delivery]:
    """Return captures of the store as deliveries, with the bytes they had, and the signature or that of ``signing``."""
    from maileroo_cli.capture.store.archive import Archive
    from maileroo_cli.capture.transfer.resend import ResendBuilder
    from maileroo_cli.capture.transfer.selection import CaptureSelection

    builder = ResendBuilder(plan.url or EMBEDDED_URL, signing=signing)
    with Archive(store) as archive:
        captures = CaptureSelection(tuple(names)).of(archive)
        deliveries = deliver_requests(OutgoingRequest(*one) for one in builder.requests(captures))
    if builder.malformed:
        raise InputError(
            f"{builder.malformed} of the captures are not complete requests", "choose others: mhook captures list"
        )
    return deliveries


def check_allowed(plan: RunPlan, deliveries: Sequence[Delivery]) -> None:
    """Raise ``UsageError`` where ``--allow-no-effect`` names a type that neither Maileroo nor the run has."""
    known = {EVERY_TYPE, *map(str, EventType), *(one.event_type for one in deliveries)}
    for name in plan.allow_no_effect:
        if name not in known:
            raise UsageError(
                f"--allow-no-effect: there is no event type '{show(name)}'", suggest_type(name, sorted(known))
            )


def embedded_key(reference: str | None, note: Note) -> Secret:
    """Return the secret of a built-in receiver: the user's where there is one, else one that is made up."""
    if reference is None and not is_default_set():
        return Secret(_MADE_UP, "made up")
    return load_secret(reference, note)


def _fault_seed(wanted: WantedReplay, note: Note) -> int:
    if wanted.fault_seed is not None:
        return wanted.fault_seed
    if wanted.seed is not None or not wanted.fault_rate:
        return wanted.seed or 0
    drawn = int.from_bytes(os.urandom(4), "big") % _LARGEST_SEED
    note(f"to get the same random faults again: --fault-seed {drawn}")
    return drawn

"""From the options of ``replay`` to its plan and its deliveries."""

import os
import time

from maileroo_cli.cli.endpoint_options import ConnectionOptions
from maileroo_cli.cli.event_options import EventOptions
from maileroo_cli.cli.event_plan import plan_events
from maileroo_cli.cli.options import SecretOption, StoreOption, check_stdin
from maileroo_cli.cli.replay_options import EffectOptions, FaultOptions, ReceiverOptions, ScheduleOptions
from maileroo_cli.cli.send_input import names_a_file, parse_header, refuse_event_options
from maileroo_cli.delivery.attempt.judgement import Success
from maileroo_cli.delivery.attempt.requests import OutgoingRequest, RequestTemplate
from maileroo_cli.delivery.replay.clock import parse_clock
from maileroo_cli.delivery.replay.deliveries import deliver_events, deliver_requests
from maileroo_cli.delivery.replay.journal import RunPlan
from maileroo_cli.delivery.replay.records import Delivery
from maileroo_cli.delivery.schedule.definition import limit_attempts
from maileroo_cli.errors import InputError, UsageError
from maileroo_cli.report.terminal.console import Console
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.embedded.specification import parse_specification
from maileroo_cli.transport.file.bodies import read_bodies
from maileroo_cli.transport.file.schedule import load_schedule
from maileroo_cli.transport.file.secret import VARIABLE, load_secret
from maileroo_cli.transport.file.vocabulary import load_vocabulary
from maileroo_cli.webhook.catalogue.event import EventType
from maileroo_cli.webhook.generation.stream import stream
from maileroo_cli.webhook.signing.secret import Secret

_EMBEDDED = "http://127.0.0.1/webhook"
_MADE_UP = "mhook-replay"
_LARGEST_SEED = 2**31


def make_plan(
    receiver: ReceiverOptions,
    connection: ConnectionOptions,
    schedule: ScheduleOptions,
    faults: FaultOptions,
    effects: EffectOptions,
    seed: int | None,
    console: Console,
) -> RunPlan:
    """Return the plan of a new run that begins now; what cannot be raises ``UsageError`` before anything is sent."""
    if (receiver.url is None) == (receiver.against is None):
        what = "no receiver was named" if receiver.url is None else "two receivers were named"
        raise UsageError(what, "give --url, or --against listen for an embedded one")
    if receiver.url is not None:
        parse_target(receiver.url)
    if receiver.against is not None:
        parse_specification(receiver.against)
    if effects.observe_cmd is not None and effects.observe_url is not None:
        raise UsageError("--observe-cmd and --observe-url both say how effects are seen", "give one of them")
    parse_clock(schedule.clock)
    whole = load_schedule(schedule.schedule)
    success = Success.ANY_2XX if whole.any_2xx else connection.success
    return RunPlan(
        url=receiver.url or "",
        against=receiver.against or "",
        schedule=whole if schedule.attempts is None else limit_attempts(whole, schedule.attempts),
        success=success,
        clock=schedule.clock,
        start=time.time(),
        timeout=connection.timeout,
        cacert=connection.cacert,
        insecure=connection.insecure,
        faults=tuple(faults.fault),
        fault_list=faults.faults,
        fault_rate=faults.fault_rate,
        fault_seed=_fault_seed(faults, seed, console),
        observe_cmd=effects.observe_cmd,
        observe_url=effects.observe_url,
        observe_path=effects.observe_path,
        settle=effects.settle,
    )


def gather_deliveries(
    what: list[str],
    events: EventOptions,
    receiver: ReceiverOptions,
    header: list[str],
    store: StoreOption,
    key: Secret | None,
    console: Console,
    *,
    together: bool,
) -> list[Delivery]:
    """Return what is to be delivered: captures, the bodies of a file, or events; without any of them one ``delivered``.

    ``key`` signs; captures have their signature.
    """
    url = receiver.url or _EMBEDDED
    headers = tuple(map(parse_header, header))
    if receiver.capture:
        if what or headers:
            raise UsageError(
                "--capture sends what was captured as it is", f"leave out {'the events' if what else '--header'}"
            )
        refuse_event_options(events)
        return _captures(receiver.capture, store, url)
    if key is None:
        raise UsageError("events have to be signed", "give --secret")
    envelope = RequestTemplate(url, key, headers)
    if names_a_file(what):
        refuse_event_options(events)
        return deliver_events(read_bodies(what[0]), envelope, together=True)
    asked = what or ([] if events.lifecycle or events.mix else [str(EventType.DELIVERED)])
    plan = plan_events(asked, events, console)
    record = list(stream(plan, load_vocabulary(events.locale), time.time))
    return deliver_events(record, envelope, together=together or bool(plan.types))


def load_key(what: list[str], receiver: ReceiverOptions, secret: SecretOption, console: Console) -> Secret | None:
    """Return the secret that signs, ``None`` where none is needed; for an embedded receiver one may be made up."""
    check_stdin(what, [secret.secret])
    if receiver.against is not None:
        return embedded_key(secret.secret, console)
    return None if receiver.capture and secret.secret is None else load_secret(secret.secret, console.note)


def embedded_key(reference: str | None, console: Console) -> Secret:
    """Return the secret of an embedded receiver: the user's where there is one."""
    if reference is None and VARIABLE not in os.environ:
        return Secret(_MADE_UP, "made up")
    return load_secret(reference, console.note)


def _captures(names: list[str], store: StoreOption, url: str) -> list[Delivery]:
    from maileroo_cli.capture.store.archive import Archive
    from maileroo_cli.capture.store.file import find_store
    from maileroo_cli.capture.transfer.resend import ResendBuilder
    from maileroo_cli.capture.transfer.selection import CaptureSelection

    repeater = ResendBuilder(url)
    with Archive(find_store(store.store)) as archive:
        deliveries = deliver_requests(
            OutgoingRequest(*one) for one in repeater.requests(CaptureSelection(tuple(names)).of(archive))
        )
    if repeater.malformed:
        raise InputError(
            f"{repeater.malformed} of the captures are no whole requests", "name others: mhook captures list"
        )
    return deliveries


def _fault_seed(faults: FaultOptions, seed: int | None, console: Console) -> int:
    if faults.fault_seed is not None:
        return faults.fault_seed
    if seed is not None or not faults.fault_rate:
        return seed or 0
    drawn = int.from_bytes(os.urandom(4), "big") % _LARGEST_SEED
    console.note(f"the random faults are those of --fault-seed {drawn}")
    return drawn

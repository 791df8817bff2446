"""``mhook replay``: the whole retry schedule against a receiver, with faults, on a clock of the user's choice."""

from pathlib import Path

from maileroo_cli.capture.store.file import find_store
from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.commands.send import What
from maileroo_cli.cli.endpoint_options import ConnectionOptions, RequestOptions, parse_header
from maileroo_cli.cli.event_options import EventOptions, refuse_event_options, take_events
from maileroo_cli.cli.options import ReportOptions, RunsOption, SecretOption, StoreOption, check_stdin, refuse_given
from maileroo_cli.cli.replay_options import (
    EffectOptions,
    FaultOptions,
    PictureOption,
    ReceiverOptions,
    RunOptions,
    ScheduleOptions,
    make_picture,
)
from maileroo_cli.delivery.replay.journal import RunPlan
from maileroo_cli.delivery.replay.records import Delivery
from maileroo_cli.errors import ExitCode, UsageError
from maileroo_cli.operation.replay.plan import (
    WantedReplay,
    captured_deliveries,
    embedded_key,
    plan_replay,
    sign_deliveries,
)
from maileroo_cli.operation.replay.play import play_new, play_on
from maileroo_cli.report.replay.report import ReplayReport, show_replay
from maileroo_cli.report.terminal.console import Console, ReportFormat
from maileroo_cli.transport.file.output import append_summary
from maileroo_cli.transport.file.secret import load_secret
from maileroo_cli.transport.run.folder import find_run, find_runs
from maileroo_cli.webhook.catalogue.event import EventType
from maileroo_cli.webhook.signing.secret import Secret

EXAMPLES = (
    "mhook replay --against careful:500,500,reset,200",
    "mhook replay delivered --url http://localhost:8000/webhook --fault 1=refuse --fault 2-3=503 --fault 4=lost",
    "mhook replay --lifecycle engaged --url http://localhost:8000/webhook --faults 503,lost --picture replay.svg",
)


@command(closed_output=ExitCode.FAILED)
def replay(
    what: What,
    events: EventOptions,
    receiver: ReceiverOptions,
    connection: ConnectionOptions,
    request: RequestOptions,
    schedule: ScheduleOptions,
    faults: FaultOptions,
    effects: EffectOptions,
    run: RunOptions,
    runs: RunsOption,
    picture: PictureOption,
    secret: SecretOption,
    store: StoreOption,
    common: ReportOptions,
) -> ExitCode:
    """Play the retry schedule against a receiver, with simulated failures, in a second or in real time.

    Each event (without any, one delivered) is sent until it is accepted or the schedule is used up; a fault can be made
    at any attempt, over real sockets. Says what the receiver would have lost, doubled or misread. A run that was
    interrupted goes on with --resume. Exits with 1 if an event was given up, doubled, accepted without effect or its
    copy refused, with 4 if the receiver was never reached.
    """
    console = console_of(common)
    if run.resume is not None:
        if what:
            raise UsageError(f"a run goes on with its own events, not with {what[0][:40]!r}", "leave it out")
        if run.no_journal:
            raise UsageError("--no-journal cannot be, since a run that goes on is kept", "leave it out")
        for options in (events, receiver, connection, request, schedule, faults, effects):
            refuse_given(options, "cannot change a run that goes on", ("concurrency",))
        found = find_run(find_runs(runs.runs), run.resume)
        return resume(found, picture, receiver.concurrency, secret.secret, common.format, console)
    plan = plan_replay(_wanted(receiver, connection, schedule, faults, effects, events.seed), console.note)
    check_stdin(what, [secret.secret])
    key = _key(plan, receiver, secret, console)
    deliveries = _deliveries(what, events, receiver, request, schedule, store, plan, key, console)
    folder = None if run.no_journal else find_runs(runs.runs)
    played = play_new(plan, deliveries, key, folder=folder, wait=request.wait_for, concurrency=receiver.concurrency)
    return show_replay(played, _report(console, common.format, picture))


def resume(
    path: Path,
    picture: PictureOption,
    concurrency: int,
    secret: str | None,
    format: ReportFormat,
    console: Console,
) -> ExitCode:
    """Go on with the run at ``path`` and show it, as ``runs resume`` does too."""
    played = play_on(path, lambda: embedded_key(secret, console.note), concurrency=concurrency)
    return show_replay(played, _report(console, format, picture))


def _report(console: Console, format: ReportFormat, picture: PictureOption) -> ReplayReport:
    return ReplayReport(console, format, picture=make_picture(picture), keep_summary=append_summary)


def _wanted(
    receiver: ReceiverOptions,
    connection: ConnectionOptions,
    schedule: ScheduleOptions,
    faults: FaultOptions,
    effects: EffectOptions,
    seed: int | None,
) -> WantedReplay:
    """Return what the options ask for; ``seed`` is that of the events."""
    return WantedReplay(
        url=receiver.url,
        against=receiver.against,
        schedule=schedule.schedule,
        attempts=schedule.attempts,
        clock=schedule.clock,
        success=connection.success,
        timeout=connection.timeout,
        cacert=connection.cacert,
        insecure=connection.insecure,
        faults=faults.fault,
        fault_list=faults.faults,
        fault_rate=faults.fault_rate,
        fault_seed=faults.fault_seed,
        seed=seed,
        observe_cmd=effects.observe_cmd,
        observe_url=effects.observe_url,
        observe_path=effects.observe_path,
        settle=effects.settle,
        allow_no_effect=effects.allow_no_effect,
    )


def _key(plan: RunPlan, receiver: ReceiverOptions, secret: SecretOption, console: Console) -> Secret | None:
    """Return the secret that signs, ``None`` where none is needed; for an embedded receiver one may be made up."""
    if plan.against:
        return embedded_key(secret.secret, console.note)
    return None if receiver.capture and secret.secret is None else load_secret(secret.secret, console.note)


def _deliveries(
    what: list[str],
    events: EventOptions,
    receiver: ReceiverOptions,
    request: RequestOptions,
    schedule: ScheduleOptions,
    store: StoreOption,
    plan: RunPlan,
    key: Secret | None,
    console: Console,
) -> list[Delivery]:
    """Return what is to be delivered: captures, the bodies of a file, or events; without any of them one ``delivered``.

    Events of types alone have no times of their own: all are due at once.
    """
    headers = tuple(map(parse_header, request.header))
    if receiver.capture:
        if what or headers:
            raise UsageError(
                "--capture sends what was captured as it is", f"leave out {'the events' if what else '--header'}"
            )
        refuse_event_options(events)
        return captured_deliveries(receiver.capture, find_store(store.store), plan)
    asked = what or ([] if events.lifecycle or events.mix else [str(EventType.DELIVERED)])
    made = take_events(asked, events, console.note)
    return sign_deliveries(made.events, plan, key, headers, together=schedule.together or bool(asked))

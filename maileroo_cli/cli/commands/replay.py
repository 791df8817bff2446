"""``mhook replay``: the whole retry schedule against a receiver, with faults, on a clock of the user's choice."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from maileroo_cli.capture.store.file import find_store
from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.commands.send import What
from maileroo_cli.cli.option.application import AppOptions, open_named, open_wanted, without_secret
from maileroo_cli.cli.option.endpoint import ConnectionOptions, RequestOptions, parse_header
from maileroo_cli.cli.option.event import EventOptions, refuse_event_options
from maileroo_cli.cli.option.file import FileOptions, refuse_file_options, take_source
from maileroo_cli.cli.option.replay import EffectOptions, FaultOptions, ReceiverOptions, ScheduleOptions
from maileroo_cli.cli.option.run import PictureOption, QuietOption, RunOptions, make_picture
from maileroo_cli.cli.option.shared import (
    ReportOptions,
    RunsOption,
    SecretOption,
    StoreOption,
    check_stdin,
    note_insecure,
    refuse_given,
)
from maileroo_cli.errors import ExitCode, UsageError
from maileroo_cli.operation.outgoing import OutgoingTerms, make_signing
from maileroo_cli.operation.replay.confirmation import Confirmation
from maileroo_cli.operation.replay.plan import (
    EMBEDDED_URL,
    WantedReplay,
    captured_deliveries,
    embedded_key,
    make_deliveries,
    plan_replay,
)
from maileroo_cli.operation.replay.play import play_new, play_on
from maileroo_cli.report.replay.report import ReplayReport, show_replay
from maileroo_cli.report.terminal.console import Console, ReportFormat
from maileroo_cli.transport.file.output import append_summary
from maileroo_cli.transport.file.secret import load_secret, load_secrets_if_any
from maileroo_cli.transport.run.finding import find_run
from maileroo_cli.transport.run.folder import find_runs, runs_option
from maileroo_cli.webhook.catalogue.event import EventType
from maileroo_cli.webhook.signing.secret import Secret

if TYPE_CHECKING:
    from maileroo_cli.capture.transfer.resend import ResendSigning
    from maileroo_cli.transport.app.interface.application import Application

EXAMPLES = (
    "mhook replay --against careful:500,500,reset,200",
    "mhook replay delivered --url http://localhost:8000/webhook --fault 1=refuse --fault 2-3=503 --fault 4=lost",
    "mhook replay delivered --app shop.main:app --faults 503,lost",
    "mhook replay --lifecycle engaged --url http://localhost:8000/webhook --faults 503,lost --picture replay.svg",
)


@command(closed_output=ExitCode.FAILED)
def replay(
    what: What,
    events: EventOptions,
    files: FileOptions,
    receiver: ReceiverOptions,
    connection: ConnectionOptions,
    request: RequestOptions,
    application: AppOptions,
    schedule: ScheduleOptions,
    faults: FaultOptions,
    effects: EffectOptions,
    run: RunOptions,
    runs: RunsOption,
    picture: PictureOption,
    quiet: QuietOption,
    secret: SecretOption,
    store: StoreOption,
    common: ReportOptions,
) -> ExitCode:
    """Play all retries against your receiver, with failures, in a second or in real time.

    Each event is sent until it is accepted or the schedule ends. Any attempt can be made to fail, over real sockets.
    The report says what your receiver would have lost, doubled or misread. Without an event, one delivered is sent; a
    file is read as mhook send reads it. An interrupted run goes on with --resume.

    The exit code is 1 if an event was given up, doubled or accepted without effect, or if its copy was refused, and 4
    if the receiver was never reached.
    """
    console = console_of(common)
    if run.resume is not None:
        if what:
            raise UsageError(f"a resumed run sends its own events, not {what[0][:40]!r}", "leave it out")
        if run.no_journal:
            raise UsageError("--no-journal cannot be used with --resume: that run is already stored", "leave it out")
        for options in (events, receiver, connection, request, application, schedule, faults, effects, files):
            refuse_given(options, "cannot change a resumed run", ("concurrency", *Confirmation._fields))
        found = find_run(find_runs(runs.runs), run.resume)
        given = Confirmation(
            effects.observe_cmd,
            effects.observe_url,
            connection.cacert,
            connection.insecure,
            receiver.url,
            application.app,
        )
        report = make_report(console, common.format, picture, quiet, found.parent)
        return resume(found, given, receiver.concurrency, secret.secret, report, console)
    if receiver.against is not None and application.app is not None:
        raise UsageError("both --against and --app name a receiver", "give one of them")
    note_insecure(connection.insecure, [receiver.url, effects.observe_url], console.note)
    check_stdin(what, [secret.secret])
    useless = _useless(connection, request, effects)
    with without_secret(secret.secret, application), open_wanted(receiver.url, application, useless) as opened:
        wanted = _wanted(opened and opened.url, receiver, connection, schedule, faults, effects, events.seed)
        plan = plan_replay(replace(wanted, app=application.app or "", app_kind=application.kind), console.note)
        key = embedded_key(secret.secret, console.note) if plan.against else None
        if receiver.capture:
            _refuse_beside_captures(what, events, request, files)
            signing = _signing(files.re_sign, secret.secret, key, console)
            deliveries = captured_deliveries(receiver.capture, find_store(store.store), plan, signing)
        else:
            asked = what or ([] if events.lifecycle or events.mix else [str(EventType.DELIVERED)])
            content = take_source(asked, events, files, console.note)
            terms = OutgoingTerms(
                plan.url or EMBEDDED_URL,
                tuple(map(parse_header, request.header)),
                re_sign=files.re_sign,
                skip_damaged=files.skip_damaged,
            )
            together = schedule.together or bool(asked)
            deliveries = make_deliveries(content, plan, terms, secret.secret, console.note, key=key, together=together)
        folder = None if run.no_journal else find_runs(runs.runs)
        played = play_new(
            plan,
            deliveries,
            key,
            folder=folder,
            wait=request.wait_for,
            concurrency=receiver.concurrency,
            application=opened and opened.application,
            hidden=_hidden(secret.secret) if plan.app else None,
        )
        return show_replay(played, make_report(console, common.format, picture, quiet, folder))


def resume(
    path: Path, given: Confirmation, concurrency: int, secret: str | None, report: ReplayReport, console: Console
) -> ExitCode:
    """Go on with the run at ``path`` and show it, as ``runs resume`` does too."""
    played = play_on(
        path,
        lambda: embedded_key(secret, console.note),
        given,
        concurrency=concurrency,
        open_application=partial(_open_named, secret),
        hidden=lambda: _hidden(secret),
    )
    return show_replay(played, report)


@contextmanager
def _open_named(secret: str | None, reference: str, kind: str) -> "Iterator[Application]":
    """Yield an application that a run names; it tells no secret where it cannot be opened."""
    with without_secret(secret), open_named(reference, kind) as application:
        yield application


def make_report(
    console: Console, format: ReportFormat, picture: PictureOption, quiet: QuietOption, folder: Path | None
) -> ReplayReport:
    """Return the report of a run that is kept in ``folder``, if anywhere."""
    return ReplayReport(
        console,
        format,
        picture=make_picture(picture),
        keep_summary=append_summary,
        where=str if folder is None else partial(runs_option, folder),
        quiet=quiet.quiet,
    )


def _useless(connection: ConnectionOptions, request: RequestOptions, effects: EffectOptions) -> dict[str, object]:
    """Return the options that mean nothing to an application, and whether they were given; an observer may need two."""
    elsewhere = effects.observe_url is not None
    return {
        "--wait-for": request.wait_for is not None,
        "--cacert": connection.cacert is not None and not elsewhere,
        "--insecure": connection.insecure and not elsewhere,
    }


def _hidden(reference: str | None) -> Secret | None:
    """Return the secret that is masked in what an application raises, where one is at hand."""
    found = load_secrets_if_any([] if reference is None else [reference], lambda _: None)
    return found[0] if found else None


def _wanted(
    url: str | None,
    receiver: ReceiverOptions,
    connection: ConnectionOptions,
    schedule: ScheduleOptions,
    faults: FaultOptions,
    effects: EffectOptions,
    seed: int | None,
) -> WantedReplay:
    """Return what the options ask for; ``seed`` is that of the events."""
    return WantedReplay(
        url=url,
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


def _refuse_beside_captures(what: list[str], events: EventOptions, request: RequestOptions, files: FileOptions) -> None:
    if what or request.header:
        given = "the events" if what else "--header"
        raise UsageError("--capture sends captures as they are", f"leave out {given}")
    refuse_event_options(events)
    refuse_file_options(files, ("re_sign",))


def _signing(wanted: bool, reference: str | None, key: Secret | None, console: Console) -> "ResendSigning | None":
    """Return how captures are signed anew, ``None`` where they keep their signature."""
    if wanted:
        return make_signing(key or load_secret(reference, console.note))
    if reference is not None and key is None:
        raise UsageError("captures keep their signatures, so --secret is not needed", "add --re-sign, or leave it out")
    return None

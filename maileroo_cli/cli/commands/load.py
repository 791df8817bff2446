"""``mhook load``: how much an endpoint can take, with distinct signed events at due times."""

from functools import partial
from typing import TYPE_CHECKING, Annotated

from typer import Argument

from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.interruption import patient_interruption
from maileroo_cli.cli.option.endpoint import ConnectionOptions, RequestOptions, parse_header
from maileroo_cli.cli.option.event import Types
from maileroo_cli.cli.option.load.arrival import ArrivalOptions, LoadEventOptions
from maileroo_cli.cli.option.load.machines import (
    MachineOptions,
    check_machines,
    choose_machines,
    refuse_beside_worker,
    take_part_as_worker,
)
from maileroo_cli.cli.option.load.output import LoadOutputOptions, load_report_files, write_load_reports
from maileroo_cli.cli.option.load.sending import LoadConnectionOptions, LoadEffectOptions, LoadLimitOptions
from maileroo_cli.cli.option.run import KeepOption
from maileroo_cli.cli.option.shared import RunsOption, SecretOption, note_insecure
from maileroo_cli.delivery.attempt.judgement import Success
from maileroo_cli.delivery.load.judgement.budget import parse_budgets, parse_max_errors
from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.delivery.load.result import ProbeWanted
from maileroo_cli.errors import ExitCode, UsageError
from maileroo_cli.operation.keeping import Keeping
from maileroo_cli.operation.load.run import run_load
from maileroo_cli.operation.load.wanted import WantedLoad, plan_load
from maileroo_cli.report.load.format import LoadSetup
from maileroo_cli.report.load.report import LoadView, show_load
from maileroo_cli.report.terminal.console import Console
from maileroo_cli.transport.client.sender import wait_for
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.client.tls import Trust
from maileroo_cli.transport.file.output import append_summary
from maileroo_cli.transport.file.secret import load_secret
from maileroo_cli.transport.observer.opening import open_observer
from maileroo_cli.webhook.catalogue.event import CATALOGUE

if TYPE_CHECKING:
    from maileroo_cli.transport.run.state import KeptResult, RunState

EXAMPLES = (
    "mhook load http://localhost:8000/webhook --rate 500/s --for 60s",
    "mhook load http://localhost:8000/webhook --ramp '100..5000/s over 2m' --budget p99=1s --max-errors 0.1%",
    "mhook load http://localhost:8000/webhook delivered --wave 10000 --duplicates 5% --bad 2%",
    "mhook load http://localhost:8000/webhook --users 50 -n 20000 --report html=load.html",
    "mhook load http://localhost:8000/webhook --rate 6000/s --master --expect-workers 2",
    "mhook load https://staging.example.com/webhook --rate 50/s --authorize staging.example.com",
)


@command(closed_output=ExitCode.FAILED)
def load(
    url: Annotated[
        str | None,
        Argument(
            metavar="[URL]",
            help="Your receiver's webhook. Without it the url of the settings.",
            show_default=False,
            default_factory=lambda: None,
        ),
    ],
    types: Types,
    arrival: ArrivalOptions,
    events: LoadEventOptions,
    limits: LoadLimitOptions,
    connection: ConnectionOptions,
    connections: LoadConnectionOptions,
    request: RequestOptions,
    effects: LoadEffectOptions,
    machines: MachineOptions,
    secret: SecretOption,
    keep: KeepOption,
    runs: RunsOption,
    common: LoadOutputOptions,
) -> ExitCode:
    """Find out how much an endpoint can take: distinct signed events at due times, at any rate.

    Each request is an event of its own, so that no deduplication answers in place of the work. It is due whatever
    the receiver does, and its latency counts from then. Prints what came of all of them, in numbers that add up.

    The exit code is 1 if a budget is broken, more requests went wrong than --max-errors allows, a forged event was
    accepted, duplicates were not, effects are missing or too many, counts do not add up, or the load could not be sent
    as planned; also if whatever reads the output goes away before the verdict. It is 4 if the receiver could not be
    reached. The report is kept, with its charts: mhook runs show tells it again.
    """
    console = console_of(common)
    if machines.worker is not None:
        refuse_beside_worker([url, *types], arrival, events, limits, connections, effects, machines, keep, runs)
        return take_part_as_worker(machines, machines.worker, secret.secret, console)
    files = load_report_files(common)
    check_machines(machines, connections.processes)
    plan = _plan(url, types, arrival, events, limits, connection, connections, request, console)
    setup = LoadSetup(
        plan,
        parse_budgets(limits.budget, connection.timeout),
        parse_max_errors(limits.max_errors),
        machines.expect_workers or connections.processes,
        over_machines=machines.master,
    )
    trust = Trust(connection.cacert, connection.insecure)
    observer = open_observer(effects.observe_cmd, effects.observe_url, effects.observe_path, trust=trust)
    view = LoadView(common.format, console, setup, append_summary, quiet=common.quiet)
    if common.dry_run:
        view.show_plan()
        return ExitCode.OK
    keeping = Keeping("load", runs.runs, console.note, wanted=not keep.no_journal)
    key = load_secret(secret.secret, console.note)
    note_insecure(connection.insecure, [plan.url, effects.observe_url], console.note)
    if request.wait_for is not None:
        wait_for(parse_target(plan.url), request.wait_for)
    probe = ProbeWanted.NONE if connections.no_probe else ProbeWanted.FULL
    run = run_load(
        plan,
        key,
        probe=probe,
        observer=observer,
        settle=effects.settle,
        processes=connections.processes,
        open_window=choose_machines(machines, plan, console),
    )
    view.show_plan()
    with patient_interruption():
        try:
            with keeping.at_end(partial(_kept, view)):
                return show_load(run, view)
        finally:
            if view.report is not None:
                write_load_reports(files, view.report, console)


def _plan(
    url: str | None,
    types: list[str],
    arrival: ArrivalOptions,
    events: LoadEventOptions,
    limits: LoadLimitOptions,
    connection: ConnectionOptions,
    connections: LoadConnectionOptions,
    request: RequestOptions,
    console: Console,
) -> LoadPlan:
    """Return what the options ask for."""
    if url is None:
        raise UsageError("there is no URL to send to", "give one, such as http://localhost:8000/webhook")
    if url in CATALOGUE:
        raise UsageError(f"{url} is an event type, and the URL comes first", f"write mhook load URL {url}")
    wanted = WantedLoad(
        url=url,
        arrivals=arrival.wanted,
        types=tuple(types),
        mix=events.mix,
        lifecycle=events.lifecycle,
        locale=events.locale,
        duplicates=events.duplicates,
        concurrent_duplicates=events.concurrent_duplicates,
        bad=events.bad,
        slow_clients=connections.slow_clients,
        keep_connections=not connections.new_connections,
        connections=connections.connections,
        timeout=connection.timeout,
        any_2xx=connection.success is Success.ANY_2XX,
        seed=events.seed,
        headers=tuple(map(parse_header, request.header)),
        cacert=connection.cacert,
        insecure=connection.insecure,
        authorized=limits.authorize,
    )
    return plan_load(wanted, console.note)


def _kept(view: LoadView, state: "RunState", made: float) -> "KeptResult | None":
    """Return what is kept of a load; nothing where it did not come to any end."""
    from maileroo_cli.report.runs.keeping import load_result

    return None if view.report is None else load_result(view.report, state, made)

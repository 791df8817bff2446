"""``mhook replay``: the whole retry schedule against a receiver, with faults, on a clock of the user's choice."""

from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.commands.send import What
from maileroo_cli.cli.endpoint_options import ConnectionOptions, RequestOptions
from maileroo_cli.cli.event_options import EventOptions
from maileroo_cli.cli.options import ReportOptions, RunsOption, SecretOption, StoreOption, refuse_given
from maileroo_cli.cli.replay_options import (
    EffectOptions,
    FaultOptions,
    PictureOption,
    ReceiverOptions,
    RunOptions,
    ScheduleOptions,
)
from maileroo_cli.cli.replay_plan import gather_deliveries, load_key, make_plan
from maileroo_cli.cli.replay_playing import View, play_run, resume_run
from maileroo_cli.errors import ExitCode, UsageError
from maileroo_cli.transport.run.folder import find_run, find_runs

EXAMPLES = (
    "mhook replay --against listen:500,500,reset,200",
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
    interrupted goes on with --resume. Exits with 1 if an event was given up, doubled or its copy refused, with 4 if the
    receiver was never reached.
    """
    console = console_of(common)
    view = View(console, common.format, picture.picture, receiver.concurrency)
    if run.resume is not None:
        if what:
            raise UsageError(f"a run goes on with its own events, not with {what[0][:40]!r}", "leave it out")
        if run.no_journal:
            raise UsageError("--no-journal cannot be, since a run that goes on is kept", "leave it out")
        for options in (events, receiver, connection, request, schedule, faults, effects):
            refuse_given(options, "cannot change a run that goes on", ("concurrency",))
        return resume_run(find_run(find_runs(runs.runs), run.resume), view, secret.secret)
    plan = make_plan(receiver, connection, schedule, faults, effects, events.seed, console)
    key = load_key(what, receiver, secret, console)
    deliveries = gather_deliveries(
        what, events, receiver, request.header, store, key, console, together=schedule.together
    )
    return play_run(plan, deliveries, view, key, None if run.no_journal else find_runs(runs.runs), request.wait_for)

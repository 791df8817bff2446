"""``mhook storm``: what the hours after an outage do to a receiver, as a forecast or for real."""

from functools import partial
from typing import Annotated

from typer import Argument

from maileroo_cli.cli.boundary import command, console_of, readable_in_part
from maileroo_cli.cli.option.endpoint import ConnectionOptions, RequestOptions
from maileroo_cli.cli.option.shared import RunsOption, SecretOption, note_insecure, refuse_given
from maileroo_cli.cli.option.storm.forecast import ForecastOptions
from maileroo_cli.cli.option.storm.output import StormOutputOptions, make_pictures
from maileroo_cli.cli.option.storm.scenario import ScenarioOptions
from maileroo_cli.cli.option.storm.sending import SendingOptions, StormEffectOptions, StormRunOptions
from maileroo_cli.cli.option.storm.unknown import UnknownOptions
from maileroo_cli.errors import ExitCode, UsageError
from maileroo_cli.report.terminal.console import Console, ReportFormat

EXAMPLES = (
    "mhook storm --plan --traffic 30/min --outage 2h",
    "mhook storm --plan --traffic 30/min --campaign 20000@-5m --outage 2h --picture storm.html",
    "mhook storm --plan --traffic 30/min --outage 1h,2h,14h,24h",
    "mhook storm http://localhost:8000/webhook --traffic 30/min --outage 2h --scale 60 --closed",
    "mhook storm --resume last",
)


@command(closed_output=ExitCode.FAILED)
def storm(
    url: Annotated[
        str | None,
        Argument(
            metavar="[URL]", help="Your receiver's webhook. Without it the url of the settings.", show_default=False
        ),
    ] = None,
    *,
    forecast: ForecastOptions,
    scenario: ScenarioOptions,
    unknown: UnknownOptions,
    sending: SendingOptions,
    effects: StormEffectOptions,
    connection: ConnectionOptions,
    request: RequestOptions,
    run: StormRunOptions,
    runs: RunsOption,
    secret: SecretOption,
    common: StormOutputOptions,
) -> ExitCode:
    """Show what your receiver meets in the hours after an outage, when all that failed is tried again.

    With --plan it is worked out for your traffic, and nothing is sent: how many attempts come a minute, how old the
    events are that arrive, how many pairs come in the wrong order, and whether events are lost.

    With a URL the storm is sent, on a clock that runs faster: traffic, an outage in which nothing gets through, and the
    wave after it. The report says whether your receiver recovers, drains or stays down. The exit code is 1 where it
    stays down, loses events, works twice on one, or ends in a wrong state, and 4 where it is not reached.
    """
    console = console_of(common)
    if forecast.plan:
        for options in (sending, effects, run):
            refuse_given(options, "has no meaning with --plan, which sends nothing")
        return _show_forecast(forecast, scenario, unknown, common, console)
    refuse_given(forecast, "only applies with --plan")
    # What sends is loaded late: a forecast needs none of it.
    from maileroo_cli.cli.option.storm.sent import WHAT, StormWish, make_storm_plan, open_storm_terms
    from maileroo_cli.operation.authorization import check_authorized
    from maileroo_cli.operation.storm.run import resume_storm, send_storm
    from maileroo_cli.report.storm.live.view import StormReport, show_storm
    from maileroo_cli.transport.client.target import parse_target
    from maileroo_cli.transport.file.output import append_summary
    from maileroo_cli.transport.run.folder import find_runs, runs_option
    from maileroo_cli.transport.run.written.storm import find_storm, read_storm

    note_insecure(connection.insecure, [url, effects.observe_url, effects.state_url], console.note)
    folder = find_runs(runs.runs)
    if run.resume is not None:
        for given in (scenario, unknown, connection, request, run):
            refuse_given(given, "cannot change a resumed storm", ("resume", "cacert", "insecure", "header", "wait_for"))
        refuse_given(sending, "cannot change a resumed storm", ("authorize",))
        path = find_storm(folder, run.resume)
        planned = read_storm(path).plan.url
        if url is not None and url != planned:
            raise UsageError("a resumed storm has a URL of its own", "leave it out")
        check_authorized(parse_target(planned), sending.authorize, what=WHAT)
        begin = partial(resume_storm, path)
    elif url is None:
        raise UsageError("no URL is given", "name that of your receiver, or see with --plan what would come to it")
    else:
        plan = make_storm_plan(url, StormWish(scenario, unknown, sending, connection, request), console.note)
        begin = partial(send_storm, plan, folder=None if run.no_journal else folder)
    report = StormReport(
        console,
        common.format,
        pictures=make_pictures(common),
        keep_summary=append_summary,
        where=partial(runs_option, folder),
    )
    with open_storm_terms(secret.secret, effects, connection, request, console.note) as terms:
        return show_storm(begin(terms), report)


def _show_forecast(
    options: ForecastOptions,
    scenario: ScenarioOptions,
    unknown: UnknownOptions,
    output: StormOutputOptions,
    console: Console,
) -> ExitCode:
    """Work out what would come, and show it; nothing is sent."""
    from maileroo_cli.cli.option.storm.made import capacity_of, make_forecast_scenarios, note_mode, pair_gap_of
    from maileroo_cli.delivery.storm.forecast.method import follow_queue
    from maileroo_cli.report.storm.forecast.view import show_forecasts

    if output.format in (ReportFormat.JUNIT, ReportFormat.GITHUB):
        raise UsageError(f"--plan has no verdict for --format {output.format}", "use text or json")
    gap, capacity, pictures = pair_gap_of(options), capacity_of(options), make_pictures(output)
    scenarios = make_forecast_scenarios(scenario, unknown, options)
    note_mode(scenario, console.note)
    forecasts = [follow_queue(one, gap, capacity, as_long=scenario.after is None) for one in scenarios]
    with readable_in_part(console):
        show_forecasts(console, forecasts, gap, pictures)
    return ExitCode.OK

"""``mhook storm``: what the hours after an outage do to a receiver, as a forecast or for real."""

from functools import partial
from typing import Annotated

from typer import Argument

from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.option.endpoint import ConnectionOptions, RequestOptions
from maileroo_cli.cli.option.run import PictureOption, make_picture
from maileroo_cli.cli.option.shared import ReportOptions, RunsOption, SecretOption, note_insecure, refuse_given
from maileroo_cli.cli.option.storm.forecast import ForecastOptions
from maileroo_cli.cli.option.storm.made import make_forecast_scenarios, pair_gap_of
from maileroo_cli.cli.option.storm.scenario import ScenarioOptions
from maileroo_cli.cli.option.storm.sending import SendingOptions, StormEffectOptions, StormRunOptions
from maileroo_cli.cli.option.storm.sent import WHAT, StormWish, make_storm_plan, open_storm_terms
from maileroo_cli.cli.option.storm.unknown import UnknownOptions
from maileroo_cli.delivery.storm.forecast.method import make_forecast
from maileroo_cli.errors import ExitCode, UsageError
from maileroo_cli.operation.authorization import check_authorized
from maileroo_cli.operation.storm.run import resume_storm, send_storm
from maileroo_cli.report.storm.forecast.view import show_forecasts
from maileroo_cli.report.storm.live.view import StormReport, show_storm
from maileroo_cli.report.terminal.console import Console, ReportFormat
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.file.output import append_summary
from maileroo_cli.transport.run.folder import find_runs, runs_option
from maileroo_cli.transport.run.storm import find_storm, read_storm

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
        Argument(metavar="[URL]", help="Your receiver's webhook. With --plan nothing is sent.", show_default=False),
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
    picture: PictureOption,
    secret: SecretOption,
    common: ReportOptions,
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
        return _show_forecast(forecast, scenario, unknown, picture, common.format, console)
    refuse_given(forecast, "only applies with --plan")
    note_insecure(connection.insecure, [url, effects.observe_url, effects.state_url], console.note)
    folder = find_runs(runs.runs)
    with open_storm_terms(secret.secret, effects, connection, request.wait_for, console.note) as terms:
        if run.resume is not None:
            for given in (scenario, unknown, connection, request, run):
                refuse_given(given, "cannot change a resumed storm", ("resume", "cacert", "insecure", "wait_for"))
            refuse_given(sending, "cannot change a resumed storm", ("authorize",))
            path = find_storm(folder, run.resume)
            _check_resumed(url, read_storm(path).plan.url, sending.authorize)
            events = resume_storm(path, terms)
        elif url is None:
            raise UsageError("neither a URL nor --plan is given", "to send nothing and see what would come: --plan")
        else:
            plan = make_storm_plan(url, StormWish(scenario, unknown, sending, connection, request), console.note)
            events = send_storm(plan, terms, None if run.no_journal else folder)
        report = StormReport(
            console,
            common.format,
            picture=make_picture(picture),
            keep_summary=append_summary,
            where=partial(runs_option, folder),
        )
        return show_storm(events, report)


def _check_resumed(url: str | None, planned: str, authorized: str | None) -> None:
    """Raise ``UsageError`` where a storm that goes on would go elsewhere than was said."""
    if url is not None and url != planned:
        raise UsageError("a resumed storm has a URL of its own", "leave it out")
    check_authorized(parse_target(planned), authorized, what=WHAT)


def _show_forecast(
    options: ForecastOptions,
    scenario: ScenarioOptions,
    unknown: UnknownOptions,
    picture: PictureOption,
    format: ReportFormat,
    console: Console,
) -> ExitCode:
    """Work out what would come, and show it; nothing is sent."""
    if format in (ReportFormat.JUNIT, ReportFormat.GITHUB):
        raise UsageError(f"--plan has no verdict for --format {format}", "use text or json")
    gap, file = pair_gap_of(options), make_picture(picture)
    scenarios = make_forecast_scenarios(scenario, unknown, options)
    show_forecasts(console, [make_forecast(one, gap) for one in scenarios], gap, file)
    return ExitCode.OK

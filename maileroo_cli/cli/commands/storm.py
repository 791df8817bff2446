"""``mhook storm``: what the hours after an outage do to a receiver, as a forecast or for real."""

from typing import Annotated

from typer import Argument

from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.option.run import PictureOption, make_picture
from maileroo_cli.cli.option.shared import ReportOptions
from maileroo_cli.cli.option.storm.forecast import ForecastOptions
from maileroo_cli.cli.option.storm.made import make_forecast_scenarios, pair_gap_of
from maileroo_cli.cli.option.storm.scenario import ScenarioOptions
from maileroo_cli.cli.option.storm.unknown import UnknownOptions
from maileroo_cli.delivery.storm.forecast.method import make_forecast
from maileroo_cli.errors import ExitCode, UsageError
from maileroo_cli.report.storm.forecast.view import show_forecasts
from maileroo_cli.report.terminal.console import Console, ReportFormat

EXAMPLES = (
    "mhook storm --plan --traffic 30/min --outage 2h",
    "mhook storm --plan --traffic 30/min --campaign 20000@-5m --outage 2h --picture storm.html",
    "mhook storm --plan --traffic 30/min --outage 1h,2h,14h,24h",
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
    picture: PictureOption,
    common: ReportOptions,
) -> ExitCode:
    """Show what your receiver meets in the hours after an outage, when all that failed is tried again.

    With --plan it is worked out for your traffic, and nothing is sent: how many attempts come a minute, how old the
    events are that arrive, how many pairs come in the wrong order, and whether events are lost.
    """
    console = console_of(common)
    if forecast.plan:
        return _show_forecast(forecast, scenario, unknown, picture, common.format, console)
    if url is None:
        raise UsageError("neither a URL nor --plan is given", "to send nothing and see what would come: --plan")
    raise UsageError("a storm cannot be sent yet", "see what would come: --plan")


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

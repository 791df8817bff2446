"""``mhook runs show``: what a run was to do, and what it did."""

from typing import Annotated

from typer import Argument

from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.completion.stored import offer_kept_runs
from maileroo_cli.cli.option.run import PictureOption, make_picture
from maileroo_cli.cli.option.shared import ReportOptions, RunsOption
from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.runs import find_shown, show_run
from maileroo_cli.report.replay.report import ReplayReport
from maileroo_cli.report.runs.results import print_result
from maileroo_cli.report.runs.show import print_run
from maileroo_cli.transport.run.folder import find_runs
from maileroo_cli.transport.run.state import NamedResult
from maileroo_cli.transport.run.written.storm import SUFFIX as STORMS

EXAMPLES = ("mhook runs show last", "mhook runs show last --format json", "mhook runs show last --picture replay.html")


@command(closed_output=ExitCode.OK)
def runs_show(
    run: Annotated[
        str,
        Argument(
            metavar="RUN",
            autocompletion=offer_kept_runs,
            help="The run: its id or the beginning of it, last, or last~1 for the one before.",
        ),
    ],
    *,
    runs: RunsOption,
    picture: PictureOption,
    common: ReportOptions,
) -> ExitCode:
    """Show one run: its plan, every attempt, and the result; of a storm, check or load its report.

    An attempt is shown as unknown if mhook was killed before it could record the outcome. It may have reached the
    receiver; a run that goes on makes it again.
    """
    console, picture_to = console_of(common), make_picture(picture)
    found = find_shown(find_runs(runs.runs), run)
    if isinstance(found, NamedResult):
        print_result(found, console, common.format, picture_to)
        return ExitCode.OK
    if found.suffix == STORMS:
        from maileroo_cli.operation.inspect.runs import show_kept_storm
        from maileroo_cli.report.runs.storms import print_storm
        from maileroo_cli.report.storm.live.view import StormReport

        pictures = () if picture_to is None else (picture_to,)
        print_storm(
            show_kept_storm(found), StormReport(console, common.format, pictures=pictures), console, common.format
        )
        return ExitCode.OK
    shown = show_run(found)
    report = ReplayReport(console, common.format, picture=picture_to)
    print_run(shown, report, console, common.format)
    return ExitCode.OK

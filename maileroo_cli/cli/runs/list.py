"""``mhook runs list``: which runs there are."""

from typing import Annotated

from typer import Option

from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.option.shared import OUTPUT, CommonOptions, OptionGroup, RunsOption
from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.runs import kept_results, list_runs
from maileroo_cli.operation.storm.kept import kept_storms
from maileroo_cli.report.runs.list import show_runs
from maileroo_cli.report.runs.results import show_results
from maileroo_cli.report.runs.storms import show_storms
from maileroo_cli.transport.run.folder import find_runs

EXAMPLES = ("mhook runs list", "mhook runs list --limit 5 --format json")


class RunListOptions(OptionGroup):
    """How many are shown."""

    limit: Annotated[
        int,
        Option(
            "--limit",
            "-n",
            metavar="NUMBER",
            min=0,
            help="Show only the newest NUMBER; 0 for all.",
            rich_help_panel=OUTPUT,
        ),
    ] = 20


@command(closed_output=ExitCode.OK)
def runs_list(options: RunListOptions, runs: RunsOption, common: CommonOptions) -> ExitCode:
    """List the runs, the newest last.

    A line has the id, when the run was made, what it delivers, the clock, the state, how many deliveries were accepted,
    given up or are open, when the next attempt is due in real time, and who is playing it. Storms follow, with what
    each of them is and its state, then the verdicts of checks and loads. The newest 50 finished runs of each kind
    are kept; the variable MHOOK_KEEP_RUNS changes that number, and all keeps every run.
    """
    folder, console = find_runs(runs.runs), console_of(common)
    kept = list_runs(folder, limit=options.limit)
    storms = kept_storms(folder, limit=options.limit)
    results = kept_results(folder, limit=options.limit)
    if kept.runs or kept.unreadable or not (storms.storms or results.results):
        show_runs(kept, console)
    show_storms(storms, console)
    show_results(results, console)
    for error in (*storms.errors, *results.errors):
        raise error
    if kept.error is not None:
        raise kept.error
    return ExitCode.OK

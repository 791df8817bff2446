"""``mhook runs list``: which runs there are."""

from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.options import CommonOptions, RunsOption
from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.runs import list_runs
from maileroo_cli.report.runs.list import show_runs
from maileroo_cli.transport.run.folder import find_runs

EXAMPLES = ("mhook runs list", "mhook runs list --format json")


@command(closed_output=ExitCode.OK)
def runs_list(runs: RunsOption, common: CommonOptions) -> ExitCode:
    """List the runs, the newest last.

    A line is the id, when it was made, what is delivered, the clock, the state, how many deliveries were accepted,
    given up and are open, when the next attempt is due by the clock on your wall, and who plays it.
    """
    kept = list_runs(find_runs(runs.runs))
    show_runs(kept, console_of(common))
    if kept.error is not None:
        raise kept.error
    return ExitCode.OK

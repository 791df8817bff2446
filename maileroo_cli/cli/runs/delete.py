"""``mhook runs delete``: runs are deleted."""

from typing import Annotated

from typer import Argument, Option

from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.completion.stored import offer_kept_runs
from maileroo_cli.cli.option.shared import CommonOptions, OptionGroup, RunsOption
from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.runs import Deletion, delete_runs
from maileroo_cli.report.runs.delete import show_deleted
from maileroo_cli.transport.run.folder import find_runs

EXAMPLES = ("mhook runs delete last", "mhook runs delete --finished", "mhook runs delete --all --dry-run")
WHAT = "What to delete"


class DeleteOptions(OptionGroup):
    """What is deleted."""

    finished: Annotated[
        bool, Option("--finished", help="Delete the runs in which nothing is left to do.", rich_help_panel=WHAT)
    ] = False
    everything: Annotated[
        bool, Option("--all", help="Delete all runs, except those that are being played.", rich_help_panel=WHAT)
    ] = False
    dry_run: Annotated[bool, Option("--dry-run", help="Only say what would be deleted.", rich_help_panel=WHAT)] = False


@command(closed_output=ExitCode.OK)
def runs_delete(
    names: Annotated[
        list[str],
        Argument(
            metavar="[RUN]...",
            autocompletion=offer_kept_runs,
            help="Runs: an id or its beginning, last, or last~1 for the one before.",
            show_default=False,
            default_factory=list,
        ),
    ],
    *,
    options: DeleteOptions,
    runs: RunsOption,
    common: CommonOptions,
) -> ExitCode:
    """Delete runs that you no longer need.

    The plan, the requests and the attempts of a run are deleted with it. A run that is being played is never deleted.
    """
    deletion = Deletion(tuple(names), options.finished, options.everything, options.dry_run)
    deleted = delete_runs(find_runs(runs.runs), deletion)
    show_deleted(deleted, console_of(common), dry_run=options.dry_run)
    if deleted.errors:
        raise deleted.errors[0]
    return ExitCode.OK

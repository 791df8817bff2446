"""``mhook captures list``: which requests were captured."""

import time
from typing import Annotated

from typer import Option

from maileroo_cli.capture.store.file import find_store
from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.option.capture import FilterOptions, make_filter
from maileroo_cli.cli.option.shared import OUTPUT, CommonOptions, OptionGroup, StoreOption
from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.captures.list import list_captures
from maileroo_cli.report.captures.list import show_captures

EXAMPLES = (
    "mhook captures list",
    "mhook captures list --verdict invalid --since 2h",
    "mhook captures list --type delivered --type failed --limit 0",
    "mhook captures list --text ada@example.com --format json",
)


class ListOptions(OptionGroup):
    """How many are shown, and in which order."""

    limit: Annotated[
        int,
        Option(
            "--limit",
            "-n",
            min=0,
            metavar="NUMBER",
            help="Show only the newest NUMBER; 0 for all.",
            rich_help_panel=OUTPUT,
        ),
    ] = 50
    reverse: Annotated[bool, Option("--reverse", help="Show the newest first.", rich_help_panel=OUTPUT)] = False


@command(closed_output=ExitCode.OK)
def captures_list(wanted: FilterOptions, options: ListOptions, store: StoreOption, common: CommonOptions) -> ExitCode:
    """List the captured requests, the newest last.

    They are in the order in which they were stored. A line has the id, the local time of arrival, the request, the
    event, the verdict with its cause, the size of the body, and the answer with its milliseconds. Columns that do not
    fit the terminal are left out.
    """
    console = console_of(common)
    conditions = make_filter(wanted)
    results = list_captures(find_store(store.store), conditions, limit=options.limit, newest_first=options.reverse)
    if (error := show_captures(results, console, time.time())) is not None:
        raise error
    return ExitCode.OK

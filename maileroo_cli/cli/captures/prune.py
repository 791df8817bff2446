"""``mhook captures prune``: captures are deleted."""

import time
from typing import Annotated

from typer import Option

from maileroo_cli.capture.store.file import find_store
from maileroo_cli.capture.store.limits import StoreLimits
from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.option.capture import Names
from maileroo_cli.cli.option.shared import CommonOptions, OptionGroup, StoreOption
from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.captures.prune import Pruning, prune_captures
from maileroo_cli.report.captures.prune import show_pruned
from maileroo_cli.webhook.text.instant import parse_age
from maileroo_cli.webhook.text.size import parse_size

EXAMPLES = (
    "mhook captures prune last",
    "mhook captures prune --max-size 100MB --dry-run",
    "mhook captures prune --keep 1000 --older-than 30d",
)
WHAT = "What to delete"


class PruneOptions(OptionGroup):
    """What is deleted."""

    keep: Annotated[
        int | None,
        Option("--keep", metavar="NUMBER", min=0, help="Keep only the newest NUMBER.", rich_help_panel=WHAT),
    ] = None
    older_than: Annotated[
        str | None,
        Option(
            "--older-than",
            metavar="DURATION",
            help="Delete captures that arrived longer ago: 12h, 30d, …",
            rich_help_panel=WHAT,
        ),
    ] = None
    max_size: Annotated[
        str | None,
        Option(
            "--max-size",
            metavar="SIZE",
            help="Delete the oldest until requests and answers are no larger: 100MB, 1GiB, …",
            rich_help_panel=WHAT,
        ),
    ] = None
    everything: Annotated[bool, Option("--all", help="Delete all captures.", rich_help_panel=WHAT)] = False
    dry_run: Annotated[bool, Option("--dry-run", help="Only say what would be deleted.", rich_help_panel=WHAT)] = False


@command(closed_output=ExitCode.OK)
def captures_prune(names: Names, options: PruneOptions, store: StoreOption, common: CommonOptions) -> ExitCode:
    """Delete captures by number, age, size or name.

    Give at least one condition; a capture that meets any of them is deleted. The space on the disk is freed. It works
    while mhook listen runs.
    """
    limits = StoreLimits(
        0 if options.everything else options.keep,
        None if options.older_than is None else parse_age(options.older_than, "--older-than"),
        None if options.max_size is None else parse_size(options.max_size),
    )
    pruning = Pruning(tuple(names), limits, options.dry_run)
    console = console_of(common)
    result = prune_captures(find_store(store.store), pruning, time.time(), console.note)
    show_pruned(result, console)
    return ExitCode.OK

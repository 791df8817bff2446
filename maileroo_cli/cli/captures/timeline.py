"""``mhook captures timeline``: the events of one mail in order."""

from typing import Annotated

from typer import Argument

from maileroo_cli.capture.store.file import find_store
from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.completion.stored import offer_captures
from maileroo_cli.cli.option.shared import CommonOptions, StoreOption
from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.captures.timeline import read_timeline
from maileroo_cli.report.captures.timeline import show_timeline

EXAMPLES = ("mhook captures timeline last", "mhook captures timeline last~1 --format json")


@command(closed_output=ExitCode.OK)
def captures_timeline(
    mail: Annotated[
        str,
        Argument(
            metavar="REFERENCE_ID",
            autocompletion=offer_captures,
            help="The mail: its message_reference_id or the beginning of it, or one of its captures by id or last.",
        ),
    ],
    store: StoreOption,
    common: CommonOptions,
) -> ExitCode:
    """Show the events of one mail in the order in which they happened.

    It points out duplicates, events that arrived out of order, and events that are missing or unexpected. The exit
    code is 0 in each of these cases.
    """
    show_timeline(read_timeline(find_store(store.store), mail), console_of(common))
    return ExitCode.OK

"""``mhook captures path``: where the store is."""

from maileroo_cli.capture.store.file import find_store
from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.option.shared import CommonOptions, StoreOption
from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.captures.path import locate_store
from maileroo_cli.report.captures.path import show_store
from maileroo_cli.report.terminal.console import Format

EXAMPLES = ("mhook captures path", "mhook captures path --format json")


@command(closed_output=ExitCode.OK)
def captures_path(store: StoreOption, common: CommonOptions) -> ExitCode:
    """Print where the store is.

    The file need not exist yet. --format json also says how many captures it holds, how large they are, and who is
    writing to it.
    """
    console = console_of(common)
    show_store(locate_store(find_store(store.store), look=console.format is Format.JSON), console)
    return ExitCode.OK

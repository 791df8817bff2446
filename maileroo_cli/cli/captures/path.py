"""``mhook captures path``: where the store is."""

from maileroo_cli.capture.store.file import find_store
from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.options import CommonOptions, StoreOption
from maileroo_cli.errors import ExitCode
from maileroo_cli.report.captures.path import show_store

EXAMPLES = ("mhook captures path", "mhook captures path --format json")


@command(closed_output=ExitCode.OK)
def captures_path(store: StoreOption, common: CommonOptions) -> ExitCode:
    """Print where the store is.

    It need not be there yet. With --format json also how many captures it holds, how large they are, and who writes
    to it at the moment.
    """
    show_store(find_store(store.store), console_of(common))
    return ExitCode.OK

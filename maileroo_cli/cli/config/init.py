"""``mhook init``: a first config file for a project."""

from typing import Annotated

from typer import Option

from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.option.shared import CommonOptions
from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.config.starter import EXAMPLE_URL, write_starter
from maileroo_cli.report.config.written_file import show_written
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.file.secret import VARIABLE

EXAMPLES = ("mhook init", "mhook init --url http://localhost:3000/hooks/maileroo")


@command(closed_output=ExitCode.OK)
def init(
    receiver: Annotated[
        str, Option("--url", "-u", metavar="URL", help="Where your receiver takes webhooks.")
    ] = EXAMPLE_URL,
    *,
    common: CommonOptions,
) -> ExitCode:
    """Write a first mhook.toml, the config file of a project.

    It lies in the current folder and tells of every setting what it does. From then on --url need not be given. A file
    that is there is never overwritten.
    """
    console = console_of(common)
    target = parse_target(receiver)
    show_written(str(write_starter(target.url)), target.display, VARIABLE, console)
    return ExitCode.OK

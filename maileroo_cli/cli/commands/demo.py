"""``mhook demo``: what the tool is for, in one command."""

from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.option.shared import CommonOptions
from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.demo import Demo
from maileroo_cli.report.delivery.demo import show_demo

EXAMPLES = ("mhook demo",)


@command(closed_output=ExitCode.OK)
def demo(common: CommonOptions) -> ExitCode:
    """Show in one go what mhook does: send, verify, explain mistakes, check, replay retries.

    It starts a receiver of its own for that. You need no account, no secret and no network.
    """
    return show_demo(Demo(), console_of(common))

"""``mhook rules list``: every rule in a line."""

from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.option.shared import CommonOptions
from maileroo_cli.errors import ExitCode
from maileroo_cli.report.rules.list import show_rules
from maileroo_cli.rules.catalogue import RULES

EXAMPLES = ("mhook rules", "mhook rules list --format json")


@command(closed_output=ExitCode.OK)
def rules_list(common: CommonOptions) -> ExitCode:
    """List every rule: its id, how much breaking it weighs, and what it asks.

    mhook check tries all of them, or those of the smoke suite, which are marked.
    """
    show_rules(console_of(common), RULES.values())
    return ExitCode.OK

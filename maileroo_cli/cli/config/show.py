"""``mhook config show``: what holds of each setting, and why."""

from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.option.shared import CommonOptions
from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.config.effective import Config
from maileroo_cli.operation.config.variables import odd_variables
from maileroo_cli.report.config.effective_values import show_settings

EXAMPLES = ("mhook config show", "mhook config show --profile staging", "mhook config show --format json")


@command(closed_output=ExitCode.OK)
def config_show(config: Config, common: CommonOptions) -> ExitCode:
    """Show the value of each setting that holds here, and where it comes from.

    A secret is never shown, only where it is looked for. mhook manual configuration tells what each setting
    does.
    """
    console = console_of(common)
    show_settings(config, console)
    for name, near in odd_variables():
        console.note(f"there is no setting for the variable {name}: did you mean {near}?")
    return ExitCode.OK

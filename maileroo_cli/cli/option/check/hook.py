"""The options of commands that change the receiver for a check, and undo that."""

from typing import Annotated

from typer import Option

from maileroo_cli.cli.option.shared import OptionGroup
from maileroo_cli.errors import UsageError
from maileroo_cli.rules.step import Hook
from maileroo_cli.transport.process.hook import CommandHook

HOOKS = "Commands that change your receiver"


class HookOptions(OptionGroup):
    """The commands that rules run which need more than the endpoint."""

    secret_cmd: Annotated[
        str | None,
        Option(
            "--secret-cmd",
            metavar="COMMAND",
            help="Run this command to give your receiver other secrets: those in $MHOOK_SECRETS, one per line, "
            "empty for none. It has to end, with 0, when they are in use. At the end it is run with the right one.",
            rich_help_panel=HOOKS,
        ),
    ] = None
    break_cmd: Annotated[
        str | None,
        Option(
            "--break-cmd",
            metavar="COMMAND",
            help="Run this command to take away what your receiver stores events in, such as stopping its database. "
            "It needs --mend-cmd.",
            rich_help_panel=HOOKS,
        ),
    ] = None
    mend_cmd: Annotated[
        str | None,
        Option(
            "--mend-cmd",
            metavar="COMMAND",
            help="Run this command to undo that, also when the check is interrupted. It has to end when the store can "
            "be used.",
            rich_help_panel=HOOKS,
        ),
    ] = None
    restart_cmd: Annotated[
        str | None,
        Option(
            "--restart-cmd",
            metavar="COMMAND",
            help="Run this command to kill your receiver, as a crash does (kill -9), and to start it again. What it "
            "leaves in the background goes on.",
            rich_help_panel=HOOKS,
        ),
    ] = None


def hooks_of(options: HookOptions) -> dict[Hook, CommandHook]:
    """Return the commands that were given; one that breaks without one that mends raises ``UsageError``."""
    if (options.break_cmd is None) != (options.mend_cmd is None):
        given_one, other = ("--mend-cmd", "--break-cmd") if options.break_cmd is None else ("--break-cmd", "--mend-cmd")
        raise UsageError(f"{given_one} needs {other} too", "give both of them")
    given = {
        Hook.SECRET: ("--secret-cmd", options.secret_cmd),
        Hook.BREAK: ("--break-cmd", options.break_cmd),
        Hook.MEND: ("--mend-cmd", options.mend_cmd),
        Hook.RESTART: ("--restart-cmd", options.restart_cmd),
    }
    return {hook: CommandHook(option, command) for hook, (option, command) in given.items() if command is not None}

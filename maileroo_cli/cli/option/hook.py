"""The options of commands that change the receiver for a check, and undo that."""

from typing import Annotated

from typer import Option

from maileroo_cli.cli.option.shared import OptionGroup
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


def hooks_of(options: HookOptions) -> dict[Hook, CommandHook]:
    """Return the commands that were given."""
    given = {Hook.SECRET: ("--secret-cmd", options.secret_cmd)}
    return {hook: CommandHook(option, command) for hook, (option, command) in given.items() if command is not None}

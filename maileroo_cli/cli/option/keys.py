"""The option of commands that hear keys on a terminal while they run."""

from typing import Annotated

from typer import Option

from maileroo_cli.cli.option.shared import OUTPUT, OptionGroup


class KeyOptions(OptionGroup):
    """Whether keys are heard."""

    no_keys: Annotated[
        bool,
        Option(
            "--no-keys",
            help="On a terminal, hear no keys and show no line at the bottom; so it is in a pipe, with TERM=dumb, and "
            "where the variable CI is set.",
            rich_help_panel=OUTPUT,
        ),
    ] = False

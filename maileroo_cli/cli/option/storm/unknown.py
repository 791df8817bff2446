"""The options for what Maileroo is not known to do. All of it is off where nobody asks for it."""

from typing import Annotated

from typer import Option

from maileroo_cli.cli.option.shared import OptionGroup

UNKNOWN = "What Maileroo is not known to do"


class UnknownOptions(OptionGroup):
    """What would change a storm, and nobody knows."""

    parallel: Annotated[
        int | None,
        Option(
            "--parallel",
            metavar="NUMBER",
            min=1,
            max=100_000,
            help="So many deliveries run at the same time, and the others wait.",
            show_default=False,
            rich_help_panel=UNKNOWN,
        ),
    ] = None
    jitter: Annotated[
        str,
        Option(
            "--jitter",
            metavar="SHARE",
            help="Draw each wait shorter or longer by up to this share: 20%.",
            show_default=False,
            rich_help_panel=UNKNOWN,
        ),
    ] = "0%"

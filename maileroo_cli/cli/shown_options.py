"""The options of every command that sends: how much of the attempts is shown."""

from typing import Annotated

from typer import Option

from maileroo_cli.cli.options import OUTPUT, OptionGroup
from maileroo_cli.report.delivery.attempts import ShownResponse


class ShownOptions(OptionGroup):
    """Which attempts are shown, and of which the whole answer."""

    show_response: Annotated[
        ShownResponse,
        Option(
            "--show-response",
            help="Print the headers and body of each answer: of all (also without a value), or of failed attempts.",
            rich_help_panel=OUTPUT,
        ),
    ] = ShownResponse.NONE
    quiet: Annotated[
        bool,
        Option(
            "--quiet", "-q", help="Only attempts that failed or are at risk, and the summary.", rich_help_panel=OUTPUT
        ),
    ] = False

"""The options of a forecast: that one is wanted, and what it tells besides."""

from typing import Annotated

from typer import Option

from maileroo_cli.cli.option.shared import OptionGroup

FORECAST = "Without sending: --plan"


class ForecastOptions(OptionGroup):
    """Whether a storm is only forecast, and what of it."""

    plan: Annotated[
        bool,
        Option("--plan", help="Send nothing: show what Maileroo's retries come to.", rich_help_panel=FORECAST),
    ] = False
    pair_gap: Annotated[
        str,
        Option(
            "--pair-gap",
            metavar="DURATION",
            help="How far apart two events of a mail are, for which it is told how many arrive in the wrong order.",
            rich_help_panel=FORECAST,
        ),
    ] = "10m"
    serving: Annotated[
        str,
        Option(
            "--serving",
            metavar="DURATION",
            help="How long your receiver takes for an event that it accepts; it matters with --parallel alone.",
            rich_help_panel=FORECAST,
        ),
    ] = "0s"
    capacity: Annotated[
        str | None,
        Option(
            "--capacity",
            metavar="RATE",
            help="How many events your receiver works off: 100/min. It is told when it has caught up.",
            show_default=False,
            rich_help_panel=FORECAST,
        ),
    ] = None

"""The options that say what a storm is: the traffic, the outage, and the schedule that tries again."""

from typing import Annotated

from typer import Option

from maileroo_cli.cli.completion.offers import offer_schedules, offer_shares
from maileroo_cli.cli.option.shared import OptionGroup

STORM = "The storm"


class ScenarioOptions(OptionGroup):
    """What arrives, when nothing gets through, and when it is tried again."""

    traffic: Annotated[
        str,
        Option(
            "--traffic",
            metavar="RATE",
            help="How many new events come all the time, during the outage too: 30/min, 5/s, 2000/h, or 0 for none.",
            rich_help_panel=STORM,
        ),
    ] = "30/min"
    campaign: Annotated[
        list[str],
        Option(
            "--campaign",
            metavar="MAILS@TIME",
            help="So many mails at a time counted from the beginning of the outage: 20000@-5m is five minutes before, "
            "20000@10m ten minutes into it, '20000@10m over 1h' sent within an hour. Repeatable.",
            default_factory=list,
            show_default=False,
            rich_help_panel=STORM,
        ),
    ]
    outage: Annotated[
        str,
        Option(
            "--outage",
            metavar="DURATION",
            help="For how long nothing gets through: 2h. With --plan also several to compare: 1h,2h,14h,24h.",
            rich_help_panel=STORM,
        ),
    ] = "2h"
    mode: Annotated[
        str,
        Option(
            "--mode",
            metavar="KIND",
            help="What the outage looks like: refused (nothing listens), a status like 500, or slow:20s (no answer "
            "within so long, from when the wait counts). A plan is the same for any but slow.",
            rich_help_panel=STORM,
        ),
    ] = "refused"
    schedule: Annotated[
        str,
        Option(
            "--schedule",
            autocompletion=offer_schedules,
            metavar="NAME|OFFSETS|FILE",
            help="Retry on this schedule: a name from mhook schedule --list, offsets like 0s,5m,30m, or a TOML file.",
            rich_help_panel=STORM,
        ),
    ] = "maileroo"
    attempts: Annotated[
        int | None,
        Option(
            "--attempts",
            min=1,
            metavar="NUMBER",
            help="Limit the number of attempts; 8 is the other way to read Maileroo's page.",
            rich_help_panel=STORM,
        ),
    ] = None
    after: Annotated[
        str | None,
        Option(
            "--after",
            metavar="DURATION",
            help="How long new events go on after the recovery. Without it until all retries are made.",
            show_default=False,
            rich_help_panel=STORM,
        ),
    ] = None
    mix: Annotated[
        str | None,
        Option(
            "--mix",
            autocompletion=offer_shares,
            metavar="SHARES",
            help="What becomes of mails: delivered=80,opened=15,bounced=5.",
            show_default=False,
            rich_help_panel=STORM,
        ),
    ] = None
    seed: Annotated[
        int | None,
        Option(
            "--seed",
            help="Draw what is drawn the same each time. The ids of events that are sent are new all the same.",
            rich_help_panel=STORM,
        ),
    ] = None

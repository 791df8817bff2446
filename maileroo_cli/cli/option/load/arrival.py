"""The options of ``mhook load`` that say when requests are sent, how many, and of which kinds."""

from typing import Annotated

from typer import Option

from maileroo_cli.cli.completion.offers import offer_lifecycles, offer_shares
from maileroo_cli.cli.option.shared import EVENTS, OptionGroup
from maileroo_cli.delivery.load.arrivals import Spacing
from maileroo_cli.delivery.load.plan import DEFAULT_MIX, DEFAULT_SECONDS, MOST_REQUESTS
from maileroo_cli.delivery.load.rate import DEFAULT_RATE, WantedArrivals
from maileroo_cli.webhook.generation.vocabulary import DEFAULT_LOCALE

WHEN = "When: one of --rate, --ramp, --wave and --users"


class ArrivalOptions(OptionGroup):
    """When requests are sent, and how many."""

    rate: Annotated[
        str | None,
        Option(
            "--rate",
            metavar="RATE",
            help="So many, whatever the receiver does: 500/s, 1,000/s, 30/min, 100/h. Without any of the four "
            f"{DEFAULT_RATE}.",
            show_default=False,
            rich_help_panel=WHEN,
        ),
    ] = None
    ramp: Annotated[
        str | None,
        Option(
            "--ramp",
            metavar="RAMP",
            help="More and more, to find out how much it can take: '100..5000/s over 2m'.",
            show_default=False,
            rich_help_panel=WHEN,
        ),
    ] = None
    wave: Annotated[
        int | None,
        Option(
            "--wave",
            metavar="NUMBER",
            min=1,
            max=MOST_REQUESTS,
            help="So many at once, as after an outage. With --lifecycle only the mails begin at once: the events of "
            "each still follow each other.",
            show_default=False,
            rich_help_panel=WHEN,
        ),
    ] = None
    users: Annotated[
        int | None,
        Option(
            "--users",
            metavar="NUMBER",
            min=1,
            max=100_000,
            help="So many under way at a time, each begun when one has ended: a closed model, which a slow receiver "
            "slows down.",
            show_default=False,
            rich_help_panel=WHEN,
        ),
    ] = None
    for_: Annotated[
        str | None,
        Option(
            "--for",
            metavar="DURATION",
            help=f"For how long, like 60s or 5m. Without it {DEFAULT_SECONDS:g} s, or as long as the ramp.",
            show_default=False,
            rich_help_panel=WHEN,
        ),
    ] = None
    count: Annotated[
        int | None,
        Option(
            "--count",
            "-n",
            metavar="NUMBER",
            min=1,
            max=MOST_REQUESTS,
            help="At most so many requests.",
            show_default=False,
            rich_help_panel=WHEN,
        ),
    ] = None
    spacing: Annotated[
        Spacing,
        Option(
            "--spacing",
            help="At even distances, or at random as independent senders would (a Poisson process).",
            rich_help_panel=WHEN,
        ),
    ] = Spacing.EVEN

    @property
    def wanted(self) -> WantedArrivals:
        """The arrivals that they ask for."""
        return WantedArrivals(self.rate, self.ramp, self.wave, self.users, self.for_, self.count, self.spacing)


class LoadEventOptions(OptionGroup):
    """Which events are sent, and what goes among them."""

    mix: Annotated[
        str | None,
        Option(
            "--mix",
            autocompletion=offer_shares,
            metavar="SHARES",
            help="Send the events of many mails. Those of each are due in order, and none waits for another one. "
            f"Without types or a lifecycle {DEFAULT_MIX}.",
            show_default=False,
            rich_help_panel=EVENTS,
        ),
    ] = None
    lifecycle: Annotated[
        str | None,
        Option(
            "--lifecycle",
            "-l",
            autocompletion=offer_lifecycles,
            metavar="NAME|FILE",
            help="Send this lifecycle for each mail, each event when the one before was answered: a name that mhook "
            "events lists, or a TOML file.",
            rich_help_panel=EVENTS,
        ),
    ] = None
    duplicates: Annotated[
        str | None,
        Option(
            "--duplicates",
            metavar="SHARE",
            help="Let this share repeat an earlier event, like 5%; the receiver has to accept it.",
            rich_help_panel=EVENTS,
        ),
    ] = None
    concurrent_duplicates: Annotated[
        str | None,
        Option(
            "--concurrent-duplicates",
            metavar="SHARE",
            help="Let this share repeat an event at the same moment over another connection, like 1%.",
            rich_help_panel=EVENTS,
        ),
    ] = None
    bad: Annotated[
        str | None,
        Option(
            "--bad",
            metavar="SHARE",
            help="Let this share have a bad signature, like 2%; the receiver has to refuse it with 401, 403 or 400.",
            rich_help_panel=EVENTS,
        ),
    ] = None
    seed: Annotated[
        int | None,
        Option(
            "--seed",
            metavar="NUMBER",
            help="Send the same requests each time. Without it a new number, which is printed.",
            show_default=False,
            rich_help_panel=EVENTS,
        ),
    ] = None
    locale: Annotated[
        str,
        Option(
            "--locale",
            metavar="NAME",
            help="Locale of the generated names and words, like de_DE.",
            rich_help_panel=EVENTS,
        ),
    ] = DEFAULT_LOCALE

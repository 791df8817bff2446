"""The options of ``mhook load`` that say how requests are sent, what is allowed, and how it is seen what they did."""

from typing import Annotated

from typer import Option

from maileroo_cli.cli.option.effect import EFFECTS, ObservePath
from maileroo_cli.cli.option.shared import DELIVERY, OptionGroup
from maileroo_cli.delivery.load.plan import MOST_SLOW_SECONDS
from maileroo_cli.operation.load.run import DEFAULT_SETTLE

ALLOWED = "What is allowed"


class LoadConnectionOptions(OptionGroup):
    """Over which connections, and by how many processes."""

    connections: Annotated[
        int,
        Option(
            "--connections",
            metavar="NUMBER",
            min=1,
            max=100_000,
            help="At most so many connections at once; a request that finds none waits for one.",
            rich_help_panel=DELIVERY,
        ),
    ] = 1_000
    new_connections: Annotated[
        bool,
        Option(
            "--new-connections",
            help="Open a new connection for each request. Without it they are kept.",
            rich_help_panel=DELIVERY,
        ),
    ] = False
    slow_clients: Annotated[
        int,
        Option(
            "--slow-clients",
            metavar="NUMBER",
            min=0,
            max=10_000,
            help="Beside all others let so many clients send requests byte by byte, each over "
            f"{MOST_SLOW_SECONDS:g} s, or a third of the window where that is shorter.",
            show_default=False,
            rich_help_panel=DELIVERY,
        ),
    ] = 0
    processes: Annotated[
        int,
        Option(
            "--processes",
            metavar="NUMBER",
            min=1,
            max=64,
            help="Send from so many processes, each with a core of its own.",
            rich_help_panel=DELIVERY,
        ),
    ] = 1
    no_probe: Annotated[
        bool,
        Option(
            "--no-probe",
            help="Begin at once. Without it the endpoint has to accept an event and to refuse a forged one before: "
            "it gets both beside all others.",
            rich_help_panel=DELIVERY,
        ),
    ] = False


class LoadLimitOptions(OptionGroup):
    """What fails the load, and which host may get it."""

    budget: Annotated[
        list[str],
        Option(
            "--budget",
            metavar="NAME=DURATION",
            help="How long answers may take from when their requests were due, like p99=1s,p50=100ms, with p50, p90, "
            "p95, p99, p99.9 or max. What failed is left out; what timed out is not. Repeatable.",
            default_factory=list,
            show_default=False,
            rich_help_panel=ALLOWED,
        ),
    ]
    max_errors: Annotated[
        str,
        Option(
            "--max-errors",
            metavar="NUMBER|SHARE",
            help="How many requests may go wrong, like 10 or 0.5%.",
            rich_help_panel=ALLOWED,
        ),
    ] = "0"
    authorize: Annotated[
        str | None,
        Option(
            "--authorize",
            metavar="HOST",
            help="The host of the URL, to confirm that it may get this load. localhost needs none.",
            rich_help_panel=ALLOWED,
        ),
    ] = None


class LoadEffectOptions(OptionGroup):
    """How it is seen what the receiver did, and how long it may take."""

    observe_cmd: Annotated[
        str | None,
        Option(
            "--observe-cmd",
            metavar="COMMAND",
            help="Run this command before the load, and after it until its number stays. It has to print how many "
            "effects there were, or those of the event in $MHOOK_EVENT_ID.",
            rich_help_panel=EFFECTS,
        ),
    ] = None
    observe_url: Annotated[
        str | None,
        Option(
            "--observe-url",
            metavar="URL",
            help="Ask this URL instead; with {event_id} in it a sample of the events is asked about one by one.",
            rich_help_panel=EFFECTS,
        ),
    ] = None
    observe_path: ObservePath = None
    settle: Annotated[
        float,
        Option(
            "--settle",
            metavar="SECONDS",
            min=0,
            max=3_600,
            help="Ask after the load until the number of effects has not changed for so long.",
            rich_help_panel=EFFECTS,
        ),
    ] = DEFAULT_SETTLE

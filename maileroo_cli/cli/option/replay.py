"""The options of ``replay``: to whom, on which schedule and clock, with which faults, and how effects are seen."""

from typing import Annotated

from typer import Option

from maileroo_cli.cli.completion.offers import (
    offer_all_types,
    offer_clocks,
    offer_fault,
    offer_fault_list,
    offer_receivers,
    offer_schedules,
)
from maileroo_cli.cli.completion.stored import offer_captures
from maileroo_cli.cli.option.effect import EFFECTS, ObserveCommand, ObservePath, ObserveUrl
from maileroo_cli.cli.option.shared import DELIVERY, EITHER, OptionGroup

SCHEDULE, FAULTS = "Schedule and clock", "Faults"


class ReceiverOptions(OptionGroup):
    """Who gets the events, and which ones besides those of the arguments."""

    url: Annotated[
        str | None,
        Option("--url", "-u", metavar="URL", help="Where to send.", show_default=False, rich_help_panel=EITHER),
    ] = None
    against: Annotated[
        str | None,
        Option(
            "--against",
            autocompletion=offer_receivers,
            metavar="KIND[:ANSWERS]",
            help="Send to a built-in receiver: careful (acts on each event once), careless (acts on "
            "every copy) or picky (answers 409 to a copy). Its answers may follow: careful:500,500,reset,200.",
            show_default=False,
            rich_help_panel=EITHER,
        ),
    ] = None
    capture: Annotated[
        list[str],
        Option(
            "--capture",
            autocompletion=offer_captures,
            metavar="ID",
            help="Send a capture instead of an event, with its bytes and its signature. Repeatable.",
            default_factory=list,
            show_default=False,
            rich_help_panel=DELIVERY,
        ),
    ]
    concurrency: Annotated[
        int,
        Option(
            "--concurrency",
            "-c",
            min=1,
            max=256,
            help="How many attempts run at the same time on a real or scaled clock; on a virtual one they never do.",
            rich_help_panel=DELIVERY,
        ),
    ] = 8


class ScheduleOptions(OptionGroup):
    """When the attempts are made, and how time passes."""

    schedule: Annotated[
        str,
        Option(
            "--schedule",
            autocompletion=offer_schedules,
            metavar="NAME|OFFSETS|FILE",
            help="Retry on this schedule: a name from mhook schedule --list, offsets like 0s,5m,30m, or a TOML file.",
            rich_help_panel=SCHEDULE,
        ),
    ] = "maileroo"
    attempts: Annotated[
        int | None,
        Option(
            "--attempts",
            min=1,
            metavar="NUMBER",
            help="Limit the number of attempts; 8 is the other way to read Maileroo's page.",
            rich_help_panel=SCHEDULE,
        ),
    ] = None
    clock: Annotated[
        str,
        Option(
            "--clock",
            autocompletion=offer_clocks,
            metavar="CLOCK",
            help="How time passes: virtual (no waiting), scaled:60 (60 times as fast) or real.",
            rich_help_panel=SCHEDULE,
        ),
    ] = "virtual"
    together: Annotated[
        bool,
        Option(
            "--together",
            help="Make all first attempts at once, not when the events of a mail happen.",
            rich_help_panel=SCHEDULE,
        ),
    ] = False


class FaultOptions(OptionGroup):
    """What goes wrong, and at which attempt."""

    fault: Annotated[
        list[str],
        Option(
            "--fault",
            autocompletion=offer_fault,
            metavar="ATTEMPT=FAULT",
            help="Make an attempt fail, like 1=lost or 2-3=503: refuse, dns, tls, connect-timeout, a status; "
            "truncate, drip, corrupt or reset; lost, late, gateway:STATUS or reset-after; duplicate or reorder. "
            "Repeatable.",
            default_factory=list,
            show_default=False,
            rich_help_panel=FAULTS,
        ),
    ]
    faults: Annotated[
        str | None,
        Option(
            "--faults",
            autocompletion=offer_fault_list,
            metavar="LIST",
            help="The faults of the attempts in order: refuse,503*2,lost,ok.",
            rich_help_panel=FAULTS,
        ),
    ] = None
    fault_rate: Annotated[
        float,
        Option(
            "--fault-rate",
            metavar="RATE",
            min=0,
            max=1,
            help="Make this share of the other attempts fail at random.",
            show_default=False,
            rich_help_panel=FAULTS,
        ),
    ] = 0.0
    fault_seed: Annotated[
        int | None,
        Option(
            "--fault-seed",
            metavar="NUMBER",
            help="Draw the same random faults each time. Without it --seed, or a new number, which is printed.",
            show_default=False,
            rich_help_panel=FAULTS,
        ),
    ] = None


class EffectOptions(OptionGroup):
    """How it is seen what the receiver did."""

    observe_cmd: ObserveCommand = None
    observe_url: ObserveUrl = None
    observe_path: ObservePath = None
    settle: Annotated[
        float,
        Option(
            "--settle",
            metavar="SECONDS",
            min=0,
            max=86_400,
            help="Wait so long before the last look, for receivers that do the work after they answered.",
            show_default=False,
            rich_help_panel=EFFECTS,
        ),
    ] = 0.0
    allow_no_effect: Annotated[
        list[str],
        Option(
            "--allow-no-effect",
            autocompletion=offer_all_types,
            metavar="TYPE",
            help="Let events of this type be accepted without an effect, because the receiver ignores them on purpose; "
            "all is every type. Repeatable.",
            default_factory=list,
            show_default=False,
            rich_help_panel=EFFECTS,
        ),
    ]

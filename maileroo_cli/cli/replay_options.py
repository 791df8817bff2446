"""The options of ``replay``: to whom, on which schedule and clock, with which faults, and how effects are seen."""

from typing import Annotated

from typer import Option

from maileroo_cli.cli.options import DELIVERY, OUTPUT, OptionGroup
from maileroo_cli.operation.replay.picture import PictureFile, picture_file

SCHEDULE, FAULTS, EFFECTS, RUN = "Schedule and clock", "Faults", "Effects", "Run"


class ReceiverOptions(OptionGroup):
    """Who gets the events, and which ones besides those of the arguments."""

    url: Annotated[
        str | None, Option("--url", "-u", help="The endpoint.", show_default=False, rich_help_panel=DELIVERY)
    ] = None
    against: Annotated[
        str | None,
        Option(
            "--against",
            metavar="KIND[:ANSWERS]",
            help="An embedded receiver in place of --url: careful (acts on each event once), careless (on every copy) "
            "or picky (answers 409 to a copy); with answers, like careful:500,500,reset,200.",
            show_default=False,
            rich_help_panel=DELIVERY,
        ),
    ] = None
    capture: Annotated[
        list[str],
        Option(
            "--capture",
            metavar="ID",
            help="A capture in place of an event: its bytes and its signature. Repeatable.",
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
            help="Attempts at the same time where time passes; a virtual clock makes one after the other.",
            rich_help_panel=DELIVERY,
        ),
    ] = 8


class ScheduleOptions(OptionGroup):
    """When the attempts are made, and how time passes."""

    schedule: Annotated[
        str,
        Option(
            "--schedule",
            metavar="NAME|OFFSETS|FILE",
            help="Whose schedule, as for mhook schedule: a name, 0s,5m,30m or a TOML file.",
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
            metavar="CLOCK",
            help="virtual (no waiting), scaled:NUMBER (so many times as fast) or real.",
            rich_help_panel=SCHEDULE,
        ),
    ] = "virtual"
    together: Annotated[
        bool,
        Option(
            "--together",
            help="Make every first attempt at once, whenever the events of a mail happen.",
            rich_help_panel=SCHEDULE,
        ),
    ] = False


class FaultOptions(OptionGroup):
    """What goes wrong, and at which attempt."""

    fault: Annotated[
        list[str],
        Option(
            "--fault",
            metavar="ATTEMPT=FAULT",
            help="What goes wrong at an attempt, like 1=lost or 2-3=503: refuse, dns, tls, connect-timeout, a status; "
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
            metavar="LIST",
            help="The same attempt by attempt: refuse,503*2,lost,ok.",
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
            help="A random fault at so many of the other attempts, from 0 to 1.",
            show_default=False,
            rich_help_panel=FAULTS,
        ),
    ] = 0.0
    fault_seed: Annotated[
        int | None,
        Option(
            "--fault-seed",
            metavar="NUMBER",
            help="Draw the same random faults again. Without it --seed, or a number that is told.",
            show_default=False,
            rich_help_panel=FAULTS,
        ),
    ] = None


class EffectOptions(OptionGroup):
    """How it is seen what the receiver did."""

    observe_cmd: Annotated[
        str | None,
        Option(
            "--observe-cmd",
            metavar="COMMAND",
            help="Run this before and after each attempt: it prints how many effects there are. $MHOOK_EVENT_ID is the "
            "event.",
            rich_help_panel=EFFECTS,
        ),
    ] = None
    observe_url: Annotated[
        str | None,
        Option(
            "--observe-url",
            metavar="URL",
            help="Ask there instead; {event_id} in it is replaced.",
            rich_help_panel=EFFECTS,
        ),
    ] = None
    observe_path: Annotated[
        str | None,
        Option(
            "--observe-path",
            metavar="PATH",
            help="Where the number is if what comes is JSON, like data.charges.",
            rich_help_panel=EFFECTS,
        ),
    ] = None
    settle: Annotated[
        float,
        Option(
            "--settle",
            metavar="SECONDS",
            min=0,
            max=86_400,
            help="Wait so long before the last look, for receivers that work after they answered.",
            show_default=False,
            rich_help_panel=EFFECTS,
        ),
    ] = 0.0
    allow_no_effect: Annotated[
        list[str],
        Option(
            "--allow-no-effect",
            metavar="TYPE",
            help="Events of this type may be accepted without an effect: the receiver ignores them on purpose; all for "
            "every type. Repeatable.",
            default_factory=list,
            show_default=False,
            rich_help_panel=EFFECTS,
        ),
    ]


class RunOptions(OptionGroup):
    """What is kept of the run, and whether it goes on with an earlier one."""

    resume: Annotated[
        str | None,
        Option(
            "--resume",
            metavar="RUN",
            help="Go on with a run that was interrupted: an id of mhook runs list, or last.",
            show_default=False,
            rich_help_panel=RUN,
        ),
    ] = None
    no_journal: Annotated[
        bool,
        Option("--no-journal", help="Keep nothing of this run; it cannot be resumed.", rich_help_panel=RUN),
    ] = False


class QuietOption(OptionGroup):
    """How much is shown."""

    quiet: Annotated[
        bool,
        Option("--quiet", "-q", help="Show only failed attempts, findings and the summary.", rich_help_panel=OUTPUT),
    ] = False


class PictureOption(OptionGroup):
    """The picture."""

    picture: Annotated[
        str | None,
        Option(
            "--picture",
            metavar="FILE",
            help="Draw the timeline into this file, .svg or .html.",
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None


def make_picture(option: PictureOption) -> PictureFile | None:
    """Return the file to draw into, if one is wanted; one that cannot be is refused before anything is sent."""
    return None if option.picture is None else picture_file(option.picture)

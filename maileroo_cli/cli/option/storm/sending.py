"""The options of a storm that is sent: how, to whom it may go, who looks at what it did, and whether it is kept."""

from typing import Annotated

from typer import Option

from maileroo_cli.cli.option.effect import EFFECTS, ObservePath
from maileroo_cli.cli.option.shared import OptionGroup
from maileroo_cli.delivery.storm.live.plan import DEFAULT_LOST_ANSWERS, DEFAULT_PATIENCE, DEFAULT_SCALE, DEFAULT_STEADY

SENDING = "Sending it"
RUN = "Run"


class SendingOptions(OptionGroup):
    """How a storm is sent, and that its receiver may get it."""

    scale: Annotated[
        float,
        Option(
            "--scale",
            metavar="FACTOR",
            min=1,
            max=100_000,
            help="How many simulated seconds pass in a real one: waits and traffic are divided by it, the receiver's "
            "own latency and --timeout are not.",
            rich_help_panel=SENDING,
        ),
    ] = DEFAULT_SCALE
    closed: Annotated[
        bool,
        Option(
            "--closed/--open",
            help="Let the receiver's answers after the outage decide what is tried again. Without it, or with --open, "
            "the wave goes out as planned, whatever they are.",
            rich_help_panel=SENDING,
        ),
    ] = False
    steady: Annotated[
        float,
        Option(
            "--steady",
            metavar="SECONDS",
            min=0,
            max=3_600,
            help="So many real seconds of traffic before the outage tell the latency to come back to; traffic goes on "
            "as long after the recovery at least.",
            rich_help_panel=SENDING,
        ),
    ] = DEFAULT_STEADY
    drain: Annotated[
        bool,
        Option(
            "--drain",
            help="After the time of --after, go on until nothing is pending any more.",
            rich_help_panel=SENDING,
        ),
    ] = False
    lost_answers: Annotated[
        int,
        Option(
            "--lost-answers",
            metavar="NUMBER",
            min=0,
            max=10_000,
            help="The first events of the outage reach the receiver, and their answers are lost, as in a crash: only "
            "then it is seen whether it works twice on what comes twice.",
            rich_help_panel=SENDING,
        ),
    ] = DEFAULT_LOST_ANSWERS
    locale: Annotated[
        str, Option("--locale", metavar="LOCALE", help="Make names in this locale.", rich_help_panel=SENDING)
    ] = "en_US"
    authorize: Annotated[
        str | None,
        Option(
            "--authorize",
            metavar="HOST",
            help="The host of the URL, to confirm that it may get this storm. localhost needs none.",
            show_default=False,
            rich_help_panel=SENDING,
        ),
    ] = None


class StormEffectOptions(OptionGroup):
    """How it is seen what the receiver did."""

    observe_cmd: Annotated[
        str | None,
        Option(
            "--observe-cmd",
            metavar="COMMAND",
            help="Run this command now and then. It has to print how many effects there are in all; or, where it asks "
            "for $MHOOK_EVENT_ID, how many that event has had, and then it is run at the end.",
            rich_help_panel=EFFECTS,
        ),
    ] = None
    observe_url: Annotated[
        str | None,
        Option(
            "--observe-url",
            metavar="URL",
            help="Ask this URL instead; {event_id} in it becomes the id of an event.",
            rich_help_panel=EFFECTS,
        ),
    ] = None
    observe_path: ObservePath = None
    state_cmd: Annotated[
        str | None,
        Option(
            "--state-cmd",
            metavar="COMMAND",
            help="Run this command to see the state of the mail in $MHOOK_REFERENCE_ID, to $MHOOK_RECIPIENT. It may "
            "print any text: that of mails whose events came in the wrong order is compared with that of others.",
            rich_help_panel=EFFECTS,
        ),
    ] = None
    state_url: Annotated[
        str | None,
        Option(
            "--state-url",
            metavar="URL",
            help="Ask this URL instead, with {reference_id} or {recipient} in it.",
            rich_help_panel=EFFECTS,
        ),
    ] = None
    settle: Annotated[
        float,
        Option(
            "--settle",
            metavar="SECONDS",
            min=0,
            max=3_600,
            help="For how long the number of effects has to stay as it is at the end, until it counts as the last.",
            rich_help_panel=EFFECTS,
        ),
    ] = 1.0
    patience: Annotated[
        float,
        Option(
            "--patience",
            metavar="SECONDS",
            min=0,
            max=86_400,
            help="How long that is waited for at the most.",
            rich_help_panel=EFFECTS,
        ),
    ] = DEFAULT_PATIENCE


class StormRunOptions(OptionGroup):
    """Whether a storm is kept, and whether it goes on with an earlier one."""

    resume: Annotated[
        str | None,
        Option(
            "--resume",
            metavar="STORM",
            help="Go on with an interrupted storm: its id, or last. Its clock stood still; nothing that was accepted "
            "is sent again. Name the observers again, and give the same headers.",
            show_default=False,
            rich_help_panel=RUN,
        ),
    ] = None
    no_journal: Annotated[
        bool,
        Option("--no-journal", help="Keep nothing of this storm; you cannot go on with it later.", rich_help_panel=RUN),
    ] = False

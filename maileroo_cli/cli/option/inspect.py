"""The options of ``inspect``: where the page is served, and where it may send captures again."""

from typing import Annotated

from typer import Option

from maileroo_cli.cli.option.listen import LISTENING
from maileroo_cli.cli.option.shared import DELIVERY, OptionGroup

DEFAULT_INSPECT_PORT = 4748


class InspectOptions(OptionGroup):
    """Where the page is, who may be named besides this machine, and who is told."""

    port: Annotated[
        int,
        Option(
            "--port",
            "-p",
            min=0,
            max=65_535,
            help="The port of the page; 0 takes any free one.",
            rich_help_panel=LISTENING,
        ),
    ] = DEFAULT_INSPECT_PORT
    host: Annotated[
        str | None,
        Option(
            "--host",
            metavar="ADDRESS",
            help="Serve the page at this address instead of localhost. One that others can reach needs --authorize, "
            "and there is no TLS.",
            show_default=False,
            rich_help_panel=LISTENING,
        ),
    ] = None
    no_open: Annotated[
        bool,
        Option(
            "--no-open",
            help="Open no browser; nor is one opened in a pipe or where the variable CI is set.",
            rich_help_panel=LISTENING,
        ),
    ] = False
    ready_file: Annotated[
        str | None,
        Option(
            "--ready-file",
            metavar="FILE",
            help="Write the URL, without the token, to FILE once connections are accepted; the file is removed at "
            "exit. A stale one is replaced; a file that holds anything else is refused.",
            rich_help_panel=LISTENING,
        ),
    ] = None
    until_eof: Annotated[
        bool,
        Option(
            "--until-eof",
            help="End where the standard input ends: for a program that starts mhook inspect, and may be killed.",
            rich_help_panel=LISTENING,
        ),
    ] = False
    target: Annotated[
        str | None,
        Option(
            "--target",
            "-t",
            metavar="URL",
            help="Your receiver: the only place that the page can send captures to. Without it none are sent.",
            show_default=False,
            rich_help_panel=DELIVERY,
        ),
    ] = None
    authorize: Annotated[
        list[str],
        Option(
            "--authorize",
            metavar="HOST",
            help="Let --target or --host be this one, which is not this machine alone. Repeatable.",
            default_factory=list,
            show_default=False,
            rich_help_panel=DELIVERY,
        ),
    ]


class InspectTimeoutOptions(OptionGroup):
    """How the target is spoken to."""

    timeout: Annotated[
        float,
        Option(
            "--timeout",
            metavar="SECONDS",
            min=0.001,
            max=86_400,
            help="How long an attempt may take.",
            rich_help_panel=DELIVERY,
        ),
    ] = 30.0


class BesideOptions(OptionGroup):
    """Whether ``listen`` has the inspector run beside it."""

    inspect: Annotated[
        bool,
        Option(
            "--inspect",
            help="Show what arrives in the browser too: mhook inspect runs beside it, and ends with it. With "
            "--forward-to the page can send captures there again.",
            rich_help_panel=LISTENING,
        ),
    ] = False
    inspect_port: Annotated[
        int,
        Option(
            "--inspect-port",
            min=0,
            max=65_535,
            help="The port of that page; 0 takes any free one.",
            rich_help_panel=LISTENING,
        ),
    ] = DEFAULT_INSPECT_PORT

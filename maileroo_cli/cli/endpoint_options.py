"""The options of every command that sends: where to, how long it may take, and what counts as success."""

from typing import Annotated

from typer import Option

from maileroo_cli.cli.options import DELIVERY, OptionGroup
from maileroo_cli.delivery.attempt.judgement import Success
from maileroo_cli.transport.client.sender import DEFAULT_TIMEOUT


class EndpointOptions(OptionGroup):
    """The endpoint, what its answers have to be, and how many requests it gets at a time."""

    url: Annotated[str, Option("--url", "-u", help="The endpoint.", show_default=False, rich_help_panel=DELIVERY)]
    expect: Annotated[
        str | None,
        Option(
            "--expect",
            metavar="ANSWER",
            help="What every attempt has to end in: 200, 4xx, 401|403, refused, timeout, …",
            rich_help_panel=DELIVERY,
        ),
    ] = None
    concurrency: Annotated[
        int,
        Option(
            "--concurrency",
            "-c",
            min=1,
            max=256,
            help="Attempts at the same time; with 1 the order is kept.",
            rich_help_panel=DELIVERY,
        ),
    ] = 1


class ConnectionOptions(OptionGroup):
    """How long an attempt may take, what counts as success, and who is trusted."""

    timeout: Annotated[
        float,
        Option("--timeout", min=0.001, max=86_400, help="Seconds for one whole attempt.", rich_help_panel=DELIVERY),
    ] = DEFAULT_TIMEOUT
    success: Annotated[
        Success,
        Option("--success", help="strict: only 200, as Maileroo counts; 2xx: any.", rich_help_panel=DELIVERY),
    ] = Success.STRICT
    cacert: Annotated[
        str | None,
        Option("--cacert", metavar="FILE", help="PEM authorities that are trusted.", rich_help_panel=DELIVERY),
    ] = None
    insecure: Annotated[
        bool, Option("--insecure", "-k", help="Do not verify TLS certificates.", rich_help_panel=DELIVERY)
    ] = False


class RequestOptions(OptionGroup):
    """What goes along with each event, and whether the endpoint is waited for."""

    header: Annotated[
        list[str],
        Option(
            "--header",
            "-H",
            metavar="'NAME: VALUE'",
            help="A header to add, or to send instead of ours. Repeatable.",
            default_factory=list,
            show_default=False,
            rich_help_panel=DELIVERY,
        ),
    ]
    wait_for: Annotated[
        float | None,
        Option(
            "--wait-for",
            metavar="SECONDS",
            min=0,
            help="First wait until the endpoint accepts connections.",
            rich_help_panel=DELIVERY,
        ),
    ] = None

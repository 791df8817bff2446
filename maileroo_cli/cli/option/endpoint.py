"""The options of every command that sends: where to, how long it may take, and what counts as success."""

import re
from typing import Annotated

from typer import Option

from maileroo_cli.cli.completion.offers import offer_outcomes
from maileroo_cli.cli.option.shared import DELIVERY, OUTPUT, OptionGroup
from maileroo_cli.delivery.attempt.judgement import Success
from maileroo_cli.errors import UsageError
from maileroo_cli.report.delivery.attempts import ShownResponse
from maileroo_cli.transport.client.sender import DEFAULT_TIMEOUT

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_OWN = ("content-length", "transfer-encoding")


Authorities = Annotated[
    str | None,
    Option(
        "--cacert",
        metavar="FILE",
        help="Trust the certificate authorities in this PEM file.",
        rich_help_panel=DELIVERY,
    ),
]
AnyCertificate = Annotated[
    bool, Option("--insecure", "-k", help="Accept any TLS certificate.", rich_help_panel=DELIVERY)
]


class EndpointOptions(OptionGroup):
    """The receiver, what its answers have to be, and how many requests it gets at a time."""

    url: Annotated[
        str, Option("--url", "-u", metavar="URL", help="Where to send.", show_default=False, rich_help_panel=DELIVERY)
    ]
    expect: Annotated[
        str | None,
        Option(
            "--expect",
            autocompletion=offer_outcomes,
            metavar="ANSWER",
            help="What every attempt must end in: 200, 4xx, 401|403, refused, timeout, …",
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
            help="How many attempts run at the same time; with 1 they keep their order.",
            rich_help_panel=DELIVERY,
        ),
    ] = 1


class ConnectionOptions(OptionGroup):
    """How long an attempt may take, what counts as success, and who is trusted."""

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
    ] = DEFAULT_TIMEOUT
    success: Annotated[
        Success,
        Option(
            "--success",
            help="Which answers are a success: strict is 200 alone, as for Maileroo; 2xx is any from 200 to 299.",
            rich_help_panel=DELIVERY,
        ),
    ] = Success.STRICT
    cacert: Authorities = None
    insecure: AnyCertificate = False


class TrustOptions(OptionGroup):
    """Who is trusted."""

    cacert: Authorities = None
    insecure: AnyCertificate = False


class RequestOptions(OptionGroup):
    """What goes along with each event, and whether the receiver is waited for."""

    header: Annotated[
        list[str],
        Option(
            "--header",
            "-H",
            metavar="HEADER",
            help="Send this header too, or instead of the one that mhook sends. Repeatable.",
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
            help="Wait this long at most for your receiver to accept connections.",
            rich_help_panel=DELIVERY,
        ),
    ] = None


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


def parse_header(text: str) -> tuple[str, str]:
    """Read ``Name: value``; what HTTP cannot carry, or what frames the request, raises ``UsageError``."""
    name, colon, value = text.partition(":")
    name, value = name.strip(), value.strip()
    if not colon or not _NAME.fullmatch(name):
        raise UsageError(f"--header {text[:60]!r} is not a header", "write it like 'X-Trace: 42'")
    if any(ord(char) < 0x20 and char != "\t" for char in value) or "\x7f" in value:
        raise UsageError(f"the value of the header {name} contains a control character", "leave it out")
    if name.lower() in _OWN:
        raise UsageError(f"the header {name} cannot be set", "it follows from the URL and the body")
    return name, value

"""``mhook send``: events to an endpoint, signed as Maileroo signs them."""

from typing import Annotated

from typer import Argument, Option

from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.endpoint_options import (
    ConnectionOptions,
    EndpointOptions,
    RequestOptions,
    make_endpoint,
    parse_header,
)
from maileroo_cli.cli.event_options import EventOptions
from maileroo_cli.cli.file_options import FileOptions, take_source
from maileroo_cli.cli.options import DELIVERY, OUTPUT, CommonOptions, OptionGroup, SecretOption, check_stdin
from maileroo_cli.delivery.attempt.expected_outcome import parse_expected_outcome
from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.outgoing import OutgoingTerms, make_outgoing
from maileroo_cli.operation.send import SendPace, SendTerms, prepare
from maileroo_cli.operation.send import send as send_requests
from maileroo_cli.report.delivery.attempts import AttemptReport, show_sending
from maileroo_cli.report.delivery.dry_run import show_requests
from maileroo_cli.transport.client.sender import wait_for
from maileroo_cli.webhook.signing.tamper import BadSignature

EXAMPLES = (
    "mhook send delivered --url http://localhost:8000/webhook",
    "mhook send --lifecycle engaged --url http://localhost:8000/webhook --interval 0.5",
    "mhook send opened --url http://localhost:8000/webhook --bad-signature wrong-secret",
    "mhook send body.json --url http://localhost:8000/webhook --expect 2xx --wait-for 30",
    "mhook send request.http --url http://localhost:8000/webhook",
    "mhook send --mix delivered=80,opened=15,bounced=5 -n 1000 --concurrency 8 --url http://localhost:8000/webhook",
)


class DeliveryOptions(OptionGroup):
    """What is sent, and at which pace."""

    bad_signature: Annotated[
        BadSignature | None,
        Option(
            "--bad-signature",
            help="Sign wrongly on purpose; a receiver that answers 4xx is then right.",
            rich_help_panel=DELIVERY,
        ),
    ] = None
    duplicate: Annotated[
        int, Option("--duplicate", min=1, help="How many times each event is sent.", rich_help_panel=DELIVERY)
    ] = 1
    rate: Annotated[
        float | None, Option("--rate", metavar="NUMBER", help="Attempts a second, at most.", rich_help_panel=DELIVERY)
    ] = None
    interval: Annotated[
        float | None,
        Option("--interval", metavar="SECONDS", help="Pause between two attempts.", rich_help_panel=DELIVERY),
    ] = None
    dry_run: Annotated[
        bool, Option("--dry-run", help="Print the exact requests; send nothing.", rich_help_panel=OUTPUT)
    ] = False
    show_response: Annotated[
        bool, Option("--show-response", help="Print each answer's headers and body.", rich_help_panel=OUTPUT)
    ] = False


What = Annotated[
    list[str],
    Argument(
        metavar="[TYPE|FILE|-]...",
        help="Event types; or one file (- for the standard input) with a JSON body, one a line, or captured requests.",
        show_default=False,
        default_factory=list,
    ),
]


@command(closed_output=ExitCode.FAILED)
def send(
    what: What,
    events: EventOptions,
    endpoint: EndpointOptions,
    connection: ConnectionOptions,
    request: RequestOptions,
    delivery: DeliveryOptions,
    files: FileOptions,
    secret: SecretOption,
    common: CommonOptions,
) -> ExitCode:
    """Send events to an endpoint and judge its answers.

    Of a file with captured requests, in any format that mhook verify reads, each is sent as it was captured, with its
    signature; one without a signature is signed. Any other file has to be JSON: an object, or one a line; each is
    signed. Prints one line an attempt and a summary. Exits with 1 if an answer was not the wanted one, with 3 if the
    file cannot be sent, with 4 if the endpoint could not be reached at all.
    """
    console = console_of(common)
    to = make_endpoint(endpoint.url, connection)
    expected = None if endpoint.expect is None else parse_expected_outcome(endpoint.expect)
    forged = delivery.bad_signature
    headers = tuple(map(parse_header, request.header))
    check_stdin(what, [secret.secret])
    content = take_source(what, events, files, console.note)
    bad = () if forged is None else (forged,)
    wanted = OutgoingTerms(endpoint.url, headers, bad, delivery.duplicate, files.re_sign, files.skip_damaged)
    requests, total, key = make_outgoing(content, wanted, secret.secret, console.note)
    hidden = key if forged is BadSignature.SECRET_ITSELF else None
    if delivery.dry_run:
        show_requests(prepare(requests, to.target, hide_signature=hidden is not None), console)
        return ExitCode.OK
    if request.wait_for is not None:
        wait_for(to.target, request.wait_for)
    terms = SendTerms.of(connection.success, expected, forged)
    run = send_requests(
        requests, to, terms, SendPace(endpoint.concurrency, delivery.rate, delivery.interval), hidden=hidden
    )
    report = AttemptReport(console, show_response=delivery.show_response)
    show_sending(run, report, console, total)
    return run.summary.exit_code

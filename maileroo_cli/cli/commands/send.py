"""``mhook send``: events to an endpoint, signed as Maileroo signs them."""

import time
from collections.abc import Iterable
from typing import Annotated

from typer import Argument, Option

from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.endpoint_options import ConnectionOptions, EndpointOptions, RequestOptions
from maileroo_cli.cli.event_options import EventOptions
from maileroo_cli.cli.event_plan import plan_events
from maileroo_cli.cli.options import DELIVERY, OUTPUT, CommonOptions, OptionGroup, SecretOption, check_stdin
from maileroo_cli.cli.send_input import names_a_file, parse_header, refuse_event_options
from maileroo_cli.delivery.attempt.expected_outcome import parse_expected_outcome
from maileroo_cli.delivery.attempt.requests import RequestTemplate, address
from maileroo_cli.delivery.attempt.sending import deliver
from maileroo_cli.errors import ExitCode
from maileroo_cli.report.delivery.attempts import DeliveryReport, SendTerms
from maileroo_cli.report.delivery.dry_run import show_requests
from maileroo_cli.report.delivery.run import report_attempts
from maileroo_cli.report.terminal.console import Console
from maileroo_cli.transport.client.sender import Sender, wait_for
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.client.tls import Trust
from maileroo_cli.transport.file.bodies import read_bodies
from maileroo_cli.transport.file.secret import load_secret
from maileroo_cli.transport.file.vocabulary import load_vocabulary
from maileroo_cli.webhook.generation.stream import Event, stream
from maileroo_cli.webhook.signing.tamper import BadSignature

EXAMPLES = (
    "mhook send delivered --url http://localhost:8000/webhook",
    "mhook send --lifecycle engaged --url http://localhost:8000/webhook --interval 0.5",
    "mhook send opened --url http://localhost:8000/webhook --bad-signature wrong-secret",
    "mhook send body.json --url http://localhost:8000/webhook --expect 2xx --wait-for 30",
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
        help="Event types; or one file (- for the standard input) with a body, a body a line, or capture records.",
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
    secret: SecretOption,
    common: CommonOptions,
) -> ExitCode:
    """Send events to an endpoint and judge its answers.

    Prints one line an attempt and a summary. Exits with 1 if an answer was not the wanted one, with 4 if the
    endpoint could not be reached at all.
    """
    console = console_of(common)
    target = parse_target(endpoint.url)
    expectation = None if endpoint.expect is None else parse_expected_outcome(endpoint.expect)
    forged = delivery.bad_signature
    if forged is not None and expectation is None:
        expectation = parse_expected_outcome("4xx")
    headers = tuple(map(parse_header, request.header))
    check_stdin(what, [secret.secret])
    made, total = _events(what, events, console)
    key = load_secret(secret.secret, console.note)
    outbox = address(made, RequestTemplate(endpoint.url, key, headers, forged, delivery.duplicate))
    hidden = key if forged is BadSignature.SECRET_ITSELF else None
    if delivery.dry_run:
        show_requests(outbox, target, console, hide_signature=hidden is not None)
        return ExitCode.OK
    if request.wait_for is not None:
        wait_for(target, request.wait_for)
    terms = SendTerms(connection.success, expectation, forged if endpoint.expect is None else None)
    report = DeliveryReport(console, terms, show_response=delivery.show_response, hidden=hidden)
    trust = Trust(connection.cacert, connection.insecure)
    attempts = deliver(
        outbox,
        lambda: Sender(target, timeout=connection.timeout, trust=trust),
        concurrency=endpoint.concurrency,
        rate=delivery.rate,
        interval=delivery.interval,
    )
    count = None if total is None else total * delivery.duplicate
    report_attempts(attempts, report, console, count)
    return report.exit_code


def _events(what: list[str], options: EventOptions, console: Console) -> tuple[Iterable[Event], int | None]:
    """Return the events that were asked for and how many there are, where that is known."""
    if names_a_file(what):
        refuse_event_options(options)
        bodies = read_bodies(what[0])
        return bodies, len(bodies)
    plan = plan_events(what, options, console)
    return stream(plan, load_vocabulary(options.locale), time.time), plan.length

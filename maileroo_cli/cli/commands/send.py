"""``mhook send``: events to a receiver, signed as Maileroo signs them."""

from dataclasses import replace
from typing import Annotated

from typer import Argument, Option

from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.completion.offers import offer_bad_signatures, offer_types
from maileroo_cli.cli.option.application import AppOptions, open_endpoint, without_secret
from maileroo_cli.cli.option.endpoint import (
    ConnectionOptions,
    EndpointOptions,
    RequestOptions,
    ShownOptions,
    parse_header,
)
from maileroo_cli.cli.option.event import EventOptions
from maileroo_cli.cli.option.file import FileOptions, take_source
from maileroo_cli.cli.option.shared import DELIVERY, OUTPUT, OptionGroup, ReportOptions, SecretOption, check_stdin
from maileroo_cli.delivery.attempt.expected_outcome import parse_expected_outcome
from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.errors import ExitCode, UsageError
from maileroo_cli.operation.outgoing import Outgoing, OutgoingTerms, make_outgoing
from maileroo_cli.operation.send import Endpoint, SendPace, SendTerms, prepare
from maileroo_cli.operation.send import send as send_requests
from maileroo_cli.report.delivery.dry_run import show_requests
from maileroo_cli.report.delivery.output import make_attempt_view, show_sending
from maileroo_cli.report.terminal.console import Console, ReportFormat
from maileroo_cli.transport.client.sender import wait_for
from maileroo_cli.transport.file.output import append_summary
from maileroo_cli.transport.file.spool import FileSpool
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER
from maileroo_cli.webhook.signing.tamper import ALL, BadSignature, parse_bad_signatures

EXAMPLES = (
    "mhook send delivered --url http://localhost:8000/webhook",
    "mhook send --lifecycle engaged --url http://localhost:8000/webhook --interval 0.5",
    "mhook send opened --url http://localhost:8000/webhook --bad-signature all",
    "mhook send body.json --url http://localhost:8000/webhook --expect 2xx --wait-for 30",
    "mhook send request.http --url http://localhost:8000/webhook",
    "mhook send delivered --app shop.main:app",
    "mhook send --mix delivered=80,opened=15,bounced=5 -n 1000 --concurrency 8 --url http://localhost:8000/webhook",
)


class DeliveryOptions(OptionGroup):
    """What is sent, and at which pace."""

    bad_signature: Annotated[
        list[str],
        Option(
            "--bad-signature",
            metavar="KIND",
            help="Sign wrongly on purpose, and expect to be refused with 401, 403 or 400: "
            f"{', '.join(BadSignature)}, or {ALL} of them. Repeatable.",
            default_factory=list,
            show_default=False,
            autocompletion=offer_bad_signatures,
            rich_help_panel=DELIVERY,
        ),
    ]
    duplicate: Annotated[
        int, Option("--duplicate", min=1, help="How many times to send each event.", rich_help_panel=DELIVERY)
    ] = 1
    rate: Annotated[
        float | None, Option("--rate", metavar="NUMBER", help="Attempts per second, at most.", rich_help_panel=DELIVERY)
    ] = None
    interval: Annotated[
        float | None,
        Option(
            "--interval", metavar="SECONDS", help="How long to pause between two attempts.", rich_help_panel=DELIVERY
        ),
    ] = None
    dry_run: Annotated[
        bool, Option("--dry-run", help="Print the exact requests, and send nothing.", rich_help_panel=OUTPUT)
    ] = False


What = Annotated[
    list[str],
    Argument(
        metavar="[TYPE|FILE|-]...",
        autocompletion=offer_types,
        help="Event types; or one file, or - for the standard input, with JSON or captured requests.",
        show_default=False,
        default_factory=list,
    ),
]


@command(closed_output=ExitCode.FAILED)
def send(
    what: What,
    events: EventOptions,
    files: FileOptions,
    endpoint: EndpointOptions,
    connection: ConnectionOptions,
    request: RequestOptions,
    application: AppOptions,
    shown: ShownOptions,
    delivery: DeliveryOptions,
    secret: SecretOption,
    common: ReportOptions,
) -> ExitCode:
    """Send signed events to your receiver and judge its answers.

    A file may hold captured requests, in any format that mhook verify reads: each is sent as it was captured, with its
    signature, or signed where it has none. Any other file has to be JSON, one object or one per line; each is signed.
    Prints one line per attempt and a summary.

    The exit code is 1 if an answer was not the expected one, 3 if the file cannot be sent, and 4 if the receiver could
    not be reached at all. With --bad-signature a refusal is expected: 401, 403 or 400. Any other answer, like 404, does
    not show that signatures are checked, and the exit code is 1.
    """
    console = console_of(common)
    expected = None if endpoint.expect is None else parse_expected_outcome(endpoint.expect)
    kinds = parse_bad_signatures(delivery.bad_signature)
    if kinds and expected is not None and Outcome.REFUSED in expected.outcomes:
        raise UsageError(
            "--expect refused means a refused connection, not a refused signature",
            "leave out --expect: with --bad-signature 401, 403 and 400 are expected; --expect 4xx accepts any 4xx",
        )
    headers = tuple(map(parse_header, request.header))
    if kinds and any(name.lower() == SIGNATURE_HEADER for name, _ in headers):
        raise UsageError(f"--bad-signature makes the header {SIGNATURE_HEADER}", "leave out one of the two")
    check_stdin(what, [secret.secret])
    with (
        without_secret(secret.secret, application),
        open_endpoint(endpoint.url, connection, application, console.note, wait_for=request.wait_for) as to,
    ):
        content = take_source(what, events, files, console.note)
        wanted = OutgoingTerms(to.target.url, headers, kinds, delivery.duplicate, files.re_sign, files.skip_damaged)
        outgoing = make_outgoing(content, wanted, secret.secret, console.note)
        if delivery.dry_run:
            _show_requests(outgoing, to, kinds, common.format, console)
            return ExitCode.OK
        if request.wait_for is not None:
            wait_for(to.target, request.wait_for)
        terms, pace = (
            SendTerms(connection.success, expected),
            SendPace(endpoint.concurrency, delivery.rate, delivery.interval),
        )
        run = send_requests(outgoing.requests, replace(to, hidden=outgoing.key), terms, pace, hidden=outgoing.key)
        with FileSpool() as spool:
            view = make_attempt_view(
                common.format,
                console,
                spool,
                append_summary,
                show_response=shown.show_response,
                names_kinds=len(kinds) > 1,
                quiet=shown.quiet,
            )
            show_sending(run, view, console, outgoing.total, quiet=shown.quiet)
    return run.summary.exit_code


def _show_requests(
    outgoing: Outgoing, to: Endpoint, kinds: tuple[BadSignature, ...], format: ReportFormat, console: Console
) -> None:
    if format not in (ReportFormat.TEXT, ReportFormat.JSON):
        raise UsageError(f"--dry-run has no verdicts for --format {format}", "use text or json")
    if len(kinds) > 1 and format is ReportFormat.TEXT:
        console.note(f"each event is shown with these bad signatures, in this order: {', '.join(kinds)}")
    show_requests(prepare(outgoing.requests, to.target), console)

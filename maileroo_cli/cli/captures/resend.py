"""``mhook captures resend``: captured requests are sent again."""

from collections.abc import Callable
from typing import Annotated

from typer import Option

from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.store.file import find_store
from maileroo_cli.capture.transfer.repeat import ResendBuilder
from maileroo_cli.capture.transfer.selection import CaptureSelection
from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.capture_options import FilterOptions, Names, make_filter
from maileroo_cli.cli.endpoint_options import ConnectionOptions, EndpointOptions
from maileroo_cli.cli.options import DELIVERY, CommonOptions, OptionGroup, SecretOption, StoreOption
from maileroo_cli.delivery.attempt.expected_outcome import parse_expected_outcome
from maileroo_cli.delivery.attempt.requests import OutgoingRequest
from maileroo_cli.delivery.attempt.sending import deliver
from maileroo_cli.errors import ExitCode, UsageError
from maileroo_cli.report.captures.export import tell_left_out
from maileroo_cli.report.delivery.attempts import DeliveryReport, SendTerms
from maileroo_cli.report.delivery.run import report_attempts
from maileroo_cli.report.terminal.console import Console
from maileroo_cli.transport.client.sender import Sender
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.client.tls import Trust
from maileroo_cli.transport.file.secret import load_secret
from maileroo_cli.webhook.signing.signature import Signer

EXAMPLES = (
    "mhook captures resend last --url http://localhost:8000/webhook",
    "mhook captures resend --type failed --since -1d --url http://localhost:8000/webhook --concurrency 4",
    "mhook captures resend last --re-sign --secret file:secret.txt --url http://localhost:8000/webhook",
)


class ResendOptions(OptionGroup):
    """How the requests are signed."""

    re_sign: Annotated[
        bool, Option("--re-sign", help="Sign anew, with the secret of --secret.", rich_help_panel=DELIVERY)
    ] = False


@command(closed_output=ExitCode.FAILED)
def captures_resend(
    names: Names,
    wanted: FilterOptions,
    endpoint: EndpointOptions,
    connection: ConnectionOptions,
    resend: ResendOptions,
    secret: SecretOption,
    store: StoreOption,
    common: CommonOptions,
) -> ExitCode:
    """Send captures again: the same bytes and signature, or signed anew.

    Those that are named, or that fit the filters. Headers arrive as they came, but for those of the connection. Prints
    and exits as mhook send does.
    """
    console = console_of(common)
    selection = CaptureSelection(tuple(names), make_filter(wanted))
    if not selection:
        raise UsageError(
            "nothing says which captures are to be sent", "give ids, last, or a filter such as --since -1h"
        )
    target = parse_target(endpoint.url)
    expectation = None if endpoint.expect is None else parse_expected_outcome(endpoint.expect)
    repeater = ResendBuilder(endpoint.url, _signer(resend.re_sign, secret.secret, console))
    report = DeliveryReport(console, SendTerms(connection.success, expectation))
    trust = Trust(connection.cacert, connection.insecure)
    with Archive(find_store(store.store)) as archive:
        captures = selection.of(archive)
        attempts = deliver(
            (OutgoingRequest(*one) for one in repeater.requests(captures)),
            lambda: Sender(target, timeout=connection.timeout, trust=trust),
            concurrency=endpoint.concurrency,
        )
        report_attempts(attempts, report, console)
    tell_left_out(repeater.malformed, console)
    return report.exit_code if report.sent or not repeater.malformed else ExitCode.INPUT


def _signer(wanted: bool, reference: str | None, console: Console) -> Callable[[bytes], str] | None:
    if wanted:
        return Signer(load_secret(reference, console.note)).sign
    if reference is not None:
        raise UsageError("--secret is the secret of --re-sign", "add that, or leave the secret out")
    return None

"""``mhook captures resend``: captured requests are sent again."""

from dataclasses import replace
from typing import Annotated

from typer import Option

from maileroo_cli.capture.store.file import find_store
from maileroo_cli.capture.transfer.selection import CaptureSelection
from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.option.application import AppOptions, open_endpoint, without_secret
from maileroo_cli.cli.option.capture import FilterOptions, Names, make_filter
from maileroo_cli.cli.option.endpoint import ConnectionOptions, EndpointOptions, ShownOptions
from maileroo_cli.cli.option.shared import DELIVERY, OptionGroup, ReportOptions, SecretOption, StoreOption
from maileroo_cli.delivery.attempt.expected_outcome import parse_expected_outcome
from maileroo_cli.errors import ExitCode, UsageError
from maileroo_cli.operation.captures.resend import resend
from maileroo_cli.operation.send import SendPace, SendTerms
from maileroo_cli.report.captures.left_out import tell_left_out
from maileroo_cli.report.delivery.output import make_attempt_view, show_sending
from maileroo_cli.report.terminal.console import Console
from maileroo_cli.transport.file.output import append_summary
from maileroo_cli.transport.file.secret import load_secret
from maileroo_cli.transport.file.spool import FileSpool
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import Signer

EXAMPLES = (
    "mhook captures resend last --url http://localhost:8000/webhook",
    "mhook captures resend --type failed --since 1d --url http://localhost:8000/webhook --concurrency 4",
    "mhook captures resend last --app shop.main:app",
    "mhook captures resend last --re-sign --secret file:secret.txt --url http://localhost:8000/webhook",
)


class ResendOptions(OptionGroup):
    """How the requests are signed."""

    re_sign: Annotated[
        bool,
        Option("--re-sign", help="Sign the requests again, with the secret of --secret.", rich_help_panel=DELIVERY),
    ] = False


@command(closed_output=ExitCode.FAILED)
def captures_resend(
    names: Names,
    wanted: FilterOptions,
    endpoint: EndpointOptions,
    connection: ConnectionOptions,
    application: AppOptions,
    options: ResendOptions,
    shown: ShownOptions,
    secret: SecretOption,
    store: StoreOption,
    common: ReportOptions,
) -> ExitCode:
    """Send captures again: the same bytes and signature, or newly signed.

    It sends the captures you name, or those that match the filters, with the headers they came with, except those of
    the connection. Output and exit codes are those of mhook send.
    """
    console = console_of(common)
    selection = CaptureSelection(tuple(names), make_filter(wanted))
    expected = None if endpoint.expect is None else parse_expected_outcome(endpoint.expect)
    terms, pace = SendTerms(connection.success, expected), SendPace(endpoint.concurrency)
    key = _secret(options.re_sign, secret.secret, console)
    sign = None if key is None else Signer(key).sign
    with (
        without_secret(secret.secret, application),
        open_endpoint(endpoint.url, connection, application, console.note) as to,
        FileSpool() as spool,
    ):
        run = resend(find_store(store.store), selection, replace(to, hidden=key), terms, pace, sign=sign, hidden=key)
        view = make_attempt_view(
            common.format, console, spool, append_summary, show_response=shown.show_response, quiet=shown.quiet
        )
        show_sending(run, view, console, quiet=shown.quiet)
    tell_left_out(run.malformed, console)
    return run.exit_code


def _secret(wanted: bool, reference: str | None, console: Console) -> Secret | None:
    if wanted:
        return load_secret(reference, console.note)
    if reference is not None:
        raise UsageError("--secret is for --re-sign alone", "add --re-sign, or leave --secret out")
    return None

"""``mhook sign``: the signature of a body."""

from typing import Annotated

from typer import Argument, Option

from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.option.shared import OUTPUT, CommonOptions, SecretOption, check_stdin
from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.inputs import note_stdin
from maileroo_cli.operation.sign import sign_file
from maileroo_cli.report.delivery.signed_request import SignatureForm, show_signature
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.file.secret import load_secret
from maileroo_cli.transport.file.source import STDIN

EXAMPLES = (
    "mhook sign body.json",
    "mhook generate opened | mhook sign -",
    "mhook sign body.json --as curl --url http://localhost:8000/webhook",
    "mhook sign body.json --secret file:secret.txt --as header",
)


@command(closed_output=ExitCode.OK)
def sign(
    file: Annotated[
        str,
        Argument(
            metavar="[FILE|-]",
            help="The file that holds the body, byte for byte. Without it, or with -, the standard input.",
        ),
    ] = STDIN,
    form: Annotated[
        SignatureForm,
        Option("--as", help="Print the bare hex digits, the header, or a ready request.", rich_help_panel=OUTPUT),
    ] = SignatureForm.HEX,
    url: Annotated[
        str, Option("--url", metavar="URL", help="Where the ready request goes.", rich_help_panel=OUTPUT)
    ] = "http://localhost:8000/webhook",
    *,
    secret: SecretOption,
    common: CommonOptions,
) -> ExitCode:
    """Sign a body as Maileroo does, and print the signature or a ready request."""
    console = console_of(common)
    check_stdin([file], [secret.secret])
    key = load_secret(secret.secret, console.note)
    note_stdin(file, "a body", console.note)
    signed = sign_file(file, key)
    if signed.ends_in_newline:
        console.note("the body ends in a newline, which is signed too; Maileroo's bodies have none")
    if signed.is_empty:
        console.note("the body is empty; this is the signature of nothing")
    show_signature(signed, form, parse_target(url) if form.is_request else None, console)
    return ExitCode.OK

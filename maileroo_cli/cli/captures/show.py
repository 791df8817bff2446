"""``mhook captures show``: one capture in full."""

from typing import Annotated

from typer import Argument, Option

from maileroo_cli.capture.store.file import find_store
from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.completion.stored import offer_captures
from maileroo_cli.cli.option.capture import SignatureOption
from maileroo_cli.cli.option.shared import OUTPUT, CommonOptions, OptionGroup, SecretsOption, StoreOption
from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.captures.show import find_capture
from maileroo_cli.report.captures.show import CaptureForm, show_capture
from maileroo_cli.transport.file.secret import load_secrets_if_any

EXAMPLES = (
    "mhook captures show last",
    "mhook captures show last~1 --hex",
    "mhook captures show last --raw > body.json",
    "mhook captures show last --raw-request --with-signatures > request.http",
)


class ShowOptions(OptionGroup):
    """As what the capture is shown."""

    raw: Annotated[bool, Option("--raw", help="Print only the body, byte for byte.", rich_help_panel=OUTPUT)] = False
    raw_request: Annotated[
        bool, Option("--raw-request", help="Print headers and body, byte for byte.", rich_help_panel=OUTPUT)
    ] = False
    as_hex: Annotated[
        bool,
        Option(
            "--hex", help="Show the body in hexadecimal, as a body that is not text always is.", rich_help_panel=OUTPUT
        ),
    ] = False


@command(closed_output=ExitCode.OK)
def captures_show(
    name: Annotated[
        str,
        Argument(
            metavar="ID",
            autocompletion=offer_captures,
            help="The capture: its id or the beginning of it, last, or last~1 for the one before.",
        ),
    ],
    options: ShowOptions,
    secrets: SecretsOption,
    signatures: SignatureOption,
    store: StoreOption,
    common: CommonOptions,
) -> ExitCode:
    """Show one capture: its verdict, headers and body, and what it was answered.

    With a secret the signature is checked again and explained in full; without one you see the stored verdict. On a
    terminal JSON is shown with one line per value, each as it was written; --raw prints the exact bytes.
    """
    console = console_of(common)
    form = CaptureForm.of(common.format, raw=options.raw, raw_request=options.raw_request, as_hex=options.as_hex)
    keys = load_secrets_if_any(secrets.secrets, console.note)
    shown = find_capture(find_store(store.store), name, keys if form.tells_verdict else ())
    show_capture(shown, form, console, signatures=signatures.with_signatures)
    return ExitCode.OK

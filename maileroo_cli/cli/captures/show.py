"""``mhook captures show``: one capture in full."""

from typing import Annotated

from typer import Argument, Option

from maileroo_cli.capture.store.file import find_store
from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.capture_options import SignatureOption
from maileroo_cli.cli.options import OUTPUT, CommonOptions, OptionGroup, SecretsOption, StoreOption
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

    raw: Annotated[bool, Option("--raw", help="The body alone, byte for byte.", rich_help_panel=OUTPUT)] = False
    raw_request: Annotated[
        bool, Option("--raw-request", help="Head and body, byte for byte.", rich_help_panel=OUTPUT)
    ] = False
    as_hex: Annotated[
        bool, Option("--hex", help="The body in hexadecimal, as one that is no text always is.", rich_help_panel=OUTPUT)
    ] = False


@command(closed_output=ExitCode.OK)
def captures_show(
    name: Annotated[str, Argument(metavar="ID", help="The capture: its id or the beginning of it, last, or last~1.")],
    options: ShowOptions,
    secrets: SecretsOption,
    signatures: SignatureOption,
    store: StoreOption,
    common: CommonOptions,
) -> ExitCode:
    """Show one capture: its verdict, headers and body, and what it was answered.

    With a secret the signature is checked now and diagnosed in full, else the stored verdict is told. On a terminal
    JSON has a line for each value, written as it came; --raw gives the exact bytes.
    """
    console = console_of(common)
    form = CaptureForm.of(common.format, raw=options.raw, raw_request=options.raw_request, as_hex=options.as_hex)
    keys = load_secrets_if_any(secrets.secrets, console.note)
    shown = find_capture(find_store(store.store), name, keys if form.tells_verdict else ())
    show_capture(shown, form, console, signatures=signatures.with_signatures)
    return ExitCode.OK

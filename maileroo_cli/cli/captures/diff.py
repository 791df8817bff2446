"""``mhook captures diff``: how two captures differ."""

from typing import Annotated

from typer import Argument

from maileroo_cli.capture.store.file import find_store
from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.completion.stored import offer_captures
from maileroo_cli.cli.option.capture import SignatureOption
from maileroo_cli.cli.option.shared import CommonOptions, StoreOption
from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.captures.diff import diff_captures
from maileroo_cli.report.captures.diff import show_difference

EXAMPLES = ("mhook captures diff last~1 last", "mhook captures diff last~1 last --format json")


@command(closed_output=ExitCode.FAILED)
def captures_diff(
    first: Annotated[
        str,
        Argument(
            metavar="ID",
            autocompletion=offer_captures,
            help="The first capture: its id or the beginning of it, last, or last~1.",
        ),
    ],
    second: Annotated[str, Argument(metavar="ID", autocompletion=offer_captures, help="The second capture.")],
    signatures: SignatureOption,
    store: StoreOption,
    common: CommonOptions,
) -> ExitCode:
    """Compare two captures: request line, headers, JSON and bytes.

    Values that differ are shown with their path. Where none differs, it shows how the same values are written
    differently, since a signature covers bytes. The exit code is 1 if the captures differ.
    """
    difference = diff_captures(find_store(store.store), first, second, signatures=signatures.with_signatures)
    show_difference(difference, console_of(common))
    return difference.exit_code

"""``mhook causes``: why a signature does not verify, explained."""

from typing import Annotated

from typer import Argument

from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.completion.offers import offer_causes
from maileroo_cli.cli.option.shared import CommonOptions
from maileroo_cli.errors import ExitCode
from maileroo_cli.report.catalogue.causes import show_causes, show_code

EXAMPLES = ("mhook causes", "mhook causes json-compact", "mhook causes bare-lf", "mhook causes --format json")


@command(closed_output=ExitCode.OK)
def causes(
    code: Annotated[
        str | None,
        Argument(
            metavar="[CODE]",
            autocompletion=offer_causes,
            help="The cause to explain in full. Without it all of them, in short.",
        ),
    ] = None,
    *,
    common: CommonOptions,
) -> ExitCode:
    """Explain why a signature does not verify: every cause, how it comes about, and the fix.

    The codes with which mhook listen refuses malformed requests are explained too.
    """
    console = console_of(common)
    if code is None:
        show_causes(console)
    else:
        show_code(console, code)
    return ExitCode.OK

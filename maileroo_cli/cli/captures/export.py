"""``mhook captures export``: captures in formats that other tools read."""

from typing import Annotated

from typer import Option

from maileroo_cli.capture.store.file import find_store
from maileroo_cli.capture.transfer.selection import CaptureSelection
from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.option.capture import FilterOptions, Names, SignatureOption, make_filter
from maileroo_cli.cli.option.shared import OUTPUT, CommonOptions, OptionGroup, StoreOption
from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.captures.export import DEFAULT_URL, Export, ExportFormat, export_captures
from maileroo_cli.report.captures.export import show_export

EXAMPLES = (
    "mhook captures export > captures.ndjson",
    "mhook captures export last --as curl --with-signatures",
    "mhook captures export --type failed --as har --output failed.har",
    "mhook captures export --verdict valid --as pytest --output test_captures.py",
)


class ExportOptions(OptionGroup):
    """As what, and where to."""

    form: Annotated[
        ExportFormat,
        Option(
            "--as",
            help="Write capture records, HAR 1.2, raw HTTP, curl commands, or a pytest file.",
            rich_help_panel=OUTPUT,
        ),
    ] = ExportFormat.NDJSON
    output: Annotated[
        str | None,
        Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write to this file, which is then named on stderr.",
            rich_help_panel=OUTPUT,
        ),
    ] = None
    url: Annotated[
        str | None,
        Option(
            "--url",
            "-u",
            metavar="URL",
            help=f"Where the curl commands send to. Without it {DEFAULT_URL}.",
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = None


@command(closed_output=ExitCode.OK)
def captures_export(
    names: Names,
    wanted: FilterOptions,
    options: ExportOptions,
    signatures: SignatureOption,
    store: StoreOption,
    common: CommonOptions,
) -> ExitCode:
    """Write captures as records, HAR, raw HTTP, curl commands, or a pytest file.

    It writes all captures, those you name, or those that match the filters. Signatures are left out unless you ask for
    them; only you can read a file with signatures.

    In a pytest file your receiver has to refuse an invalid capture with 401, 403 or 400; where only the form of the
    right signature is wrong, it may accept it. Invalid captures need --with-signatures; probes are always left out.
    """
    console = console_of(common)
    selection = CaptureSelection(tuple(names), make_filter(wanted))
    output = None if options.output == "-" else options.output
    export = Export(options.form, output, options.url, signatures.with_signatures)
    return show_export(export_captures(find_store(store.store), selection, export), console, output)

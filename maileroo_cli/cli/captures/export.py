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
    "mhook captures export --as pytest --output test_captures.py",
    "mhook captures export --type opened --as fixture --output opened.json",
)


class ExportOptions(OptionGroup):
    """As what, and where to."""

    form: Annotated[
        ExportFormat,
        Option(
            "--as",
            help="Write capture records, HAR 1.2, raw HTTP, curl commands, tests for pytest, or a fixture for tests.",
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
    """Write captures as records, HAR, raw HTTP, curl commands, tests for pytest, or a fixture.

    It writes all captures, those you name, or those that match the filters. Signatures are left out unless you ask for
    them; only you can read a file with signatures.

    A pytest file has one test per capture. Your receiver has to accept a valid one with 200, and to refuse an invalid
    one with 401, 403 or 400; where only the form of the right signature is wrong, it may accept it. Name the receiver
    when the tests run: WEBHOOK_URL=http://localhost:8000/webhook, or with mhook WEBHOOK_APP=package.module:app.

    A fixture is one JSON file of requests for your own tests; maileroo_request.from_file reads it.

    Invalid captures need --with-signatures in both. What a test cannot use is left out, and a note says why.
    """
    console = console_of(common)
    selection = CaptureSelection(tuple(names), make_filter(wanted))
    output = None if options.output == "-" else options.output
    export = Export(options.form, output, options.url, signatures.with_signatures)
    return show_export(export_captures(find_store(store.store), selection, export), console, output)

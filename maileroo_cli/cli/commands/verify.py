"""``mhook verify``: whether requests are signed with this secret, and if not, why."""

from collections.abc import Generator
from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from maileroo_cli.capture.database.wording import short_name
from maileroo_cli.capture.store.file import find_store, is_there
from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.completion.offers import offer_secrets
from maileroo_cli.cli.option.shared import OUTPUT, OptionGroup, ReportOptions, SecretsOption, StoreOption, check_stdin
from maileroo_cli.errors import ExitCode, UsageError
from maileroo_cli.operation.verify.counts import VerdictCounts
from maileroo_cli.operation.verify.lot import VerifyTask
from maileroo_cli.operation.verify.results import VerifyResult
from maileroo_cli.operation.verify.sources import verify_sources
from maileroo_cli.report.terminal.console import Console, ReportFormat
from maileroo_cli.report.terminal.rows import width_of
from maileroo_cli.report.verify.lines import renderer
from maileroo_cli.report.verify.output import make_output
from maileroo_cli.report.verify.report import show_verification
from maileroo_cli.transport.file.secret import load_secret, load_secrets
from maileroo_cli.transport.file.source import STDIN, is_stdin_given
from maileroo_cli.transport.file.spool import FileSpool

EXAMPLES = (
    "mhook verify --store .mhook/captures.db",
    "mhook verify captures.ndjson",
    "mhook verify request.http --secret file:secret.txt --secret env:OLD_SECRET",
    'mhook verify body.json --signature "$(mhook sign body.json)"',
    "mhook generate delivered opened --signed | mhook verify -",
    "mhook verify captures/ --format junit > report.xml",
    "mhook verify captures.ndjson --quiet --jobs 2",
)


WHAT = "What to verify"


class VerifyOptions(OptionGroup):
    """How the input is read."""

    signature: Annotated[
        str | None,
        Option(
            "--signature",
            metavar="TEXT",
            help="The value of the signature header; FILE is then a bare body.",
            rich_help_panel=WHAT,
        ),
    ] = None
    known_secrets: Annotated[
        list[str],
        Option(
            "--known-secret",
            metavar="REFERENCE",
            autocompletion=offer_secrets,
            help="A secret that makes no signature valid, but may explain an invalid one. Repeatable.",
            default_factory=list,
            show_default=False,
        ),
    ]
    jobs: Annotated[int, Option("--jobs", "-j", min=1, max=64, help="How many processes read capture records.")] = 1
    thorough: Annotated[
        bool,
        Option(
            "--thorough", help="Search for the cause of each signature in full, even after a hundred like it had none."
        ),
    ] = False
    quiet: Annotated[
        bool, Option("--quiet", "-q", help="Print only what is not valid, and the summary.", rich_help_panel=OUTPUT)
    ] = False


Files = Annotated[
    list[str],
    Argument(
        metavar="[FILE|DIR|-]...",
        help="Files or directories of captured requests; with --signature a body.",
        show_default=False,
        default_factory=list,
    ),
]


@command(closed_output=ExitCode.FAILED)
def verify(
    files: Files, secrets: SecretsOption, options: VerifyOptions, store: StoreOption, common: ReportOptions
) -> ExitCode:
    """Verify captured requests, and say why a signature does not verify.

    It reads capture records (NDJSON), HAR, raw HTTP requests (.http), traces and commands of curl, events of API
    Gateway and Lambda, exports of ngrok, webhook.site, smee, Postman, Insomnia and others, JSON logs, what mhook
    captures export writes, all of these compressed with gzip, and directories of them. With --signature it reads a
    bare body. Without a file, and with nothing on the standard input, it reads the store of captures. Prints one line
    per request and a summary.

    The exit code is 1 if a request is invalid, and 3 if one could not be read.
    """
    console = console_of(common)
    check_stdin(files or ([] if store.store else [STDIN]), [*secrets.secrets, *options.known_secrets])
    keys = load_secrets(secrets.secrets, console.note)
    known = [load_secret(one, console.note) for one in options.known_secrets]
    render = renderer(common.format, color=console.color, width=width_of(console))
    task = VerifyTask(keys, known, render, options.quiet, options.thorough)
    results = _verify(files, options, store.store, task)
    with FileSpool() as spool:
        output = make_output(common.format, console, spool, quiet=options.quiet)
        total = show_verification(results, output, console)
    if common.format is ReportFormat.GITHUB:
        _add_to_step(total.counts, console)
    return total.exit_code


def _add_to_step(counts: VerdictCounts, console: Console) -> None:
    from maileroo_cli.report.verify.summary import step_summary
    from maileroo_cli.transport.file.output import append_summary

    if problem := append_summary(step_summary(counts)):
        console.note(problem)


def _verify(
    files: list[str], options: VerifyOptions, store: str | None, task: VerifyTask
) -> Generator[VerifyResult, None, None]:
    if _is_store_meant(files, options.signature, store):
        from maileroo_cli.operation.verify.store import verify_store

        return verify_store(_store(store), task)
    if options.signature is not None:
        from maileroo_cli.operation.verify.body import verify_body

        if len(files) > 1:
            raise UsageError("--signature belongs to one body, but several files were named", "name one file, or -")
        return verify_body(files[0] if files else STDIN, options.signature, task)
    if not files:
        from maileroo_cli.operation.verify.unnamed import verify_unnamed

        return verify_unnamed(find_store(store), task, options.jobs)
    return verify_sources(files, task, options.jobs)


def _is_store_meant(files: list[str], signature: str | None, store: str | None) -> bool:
    if store is None:
        return not files and signature is None and not is_stdin_given()
    if files or signature is not None:
        raise UsageError("--store already says what to verify", "leave out --store, or the rest")
    return True


def _store(named: str | None) -> Path:
    path = find_store(named)
    if named is None and not is_there(path):
        raise UsageError(
            f"no file was given, and there is no store at {short_name(path)!r}",
            "name captured requests in files, or - for the standard input",
        )
    return path

"""``mhook captures import``: files of captured requests into the store."""

import time
from typing import Annotated

from typer import Argument

from maileroo_cli.capture.store.file import find_store
from maileroo_cli.cli.boundary import command, console_of
from maileroo_cli.cli.option.shared import CommonOptions, SecretsOption, StoreOption, check_stdin
from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.captures.import_ import import_captures
from maileroo_cli.report.captures.import_ import show_import
from maileroo_cli.transport.file.secret import load_secrets_if_any

EXAMPLES = (
    "mhook captures import captures.ndjson",
    "mhook captures import request.http --secret file:secret.txt",
    "mhook generate delivered opened --signed | mhook captures import -",
)


@command(closed_output=ExitCode.OK)
def captures_import(
    files: Annotated[
        list[str],
        Argument(metavar="FILE|DIR|-...", help="Captured requests, in any format that mhook verify --help lists."),
    ],
    secrets: SecretsOption,
    store: StoreOption,
    common: CommonOptions,
) -> ExitCode:
    """Read captures from files into the store, and verify them on the way.

    Requests that the store has already are skipped: captures by their id, others by their time and bytes. The answers
    in a HAR are kept. Damaged requests are reported, one line each, and the rest is imported; the exit code is then 3.
    Without a secret nothing is verified. It works while mhook listen runs.
    """
    console = console_of(common)
    check_stdin(files, secrets.secrets)
    keys = load_secrets_if_any(secrets.secrets, console.note)
    path = find_store(store.store)
    return show_import(import_captures(path, files, keys, time.time(), console.note), console)

"""Verifying one bare body with the value of its signature header."""

from collections.abc import Generator

from maileroo_cli.operation.inputs import await_stdin
from maileroo_cli.operation.verify.lot import VerifyTask, make_lot
from maileroo_cli.operation.verify.results import VerifyResult, VerifyStart, VerifyTotal
from maileroo_cli.transport.file.source import label, read_source


def verify_body(name: str, signature: str, task: VerifyTask) -> Generator[VerifyResult, None, None]:
    """Verify the body in a file or ``-``; what cannot be read raises ``InputError``."""
    yield from await_stdin(name, "a body")
    checked = task.make_checker().check_body(read_source(name), signature, label(name))
    yield VerifyStart(1, "items")
    lot = make_lot([checked], task, 1)
    yield lot
    yield VerifyTotal(lot.counts)

"""Verifying one bare body with the value of its signature header."""

from collections.abc import Generator
from itertools import chain

from maileroo_cli.operation.inputs import await_stdin
from maileroo_cli.operation.verify.lot import VerifyTask, make_lot
from maileroo_cli.operation.verify.results import VerifyResult, VerifyStart, VerifyTotal
from maileroo_cli.transport.file.source import LARGEST_BODY, label, read_pieces

_HELD = 16 * 1024 * 1024
"""A body of more bytes is not held in memory."""


def verify_body(name: str, signature: str, task: VerifyTask) -> Generator[VerifyResult, None, None]:
    """Verify the body in a file or ``-``; what cannot be read raises ``InputError``."""
    yield from await_stdin(name, "a body")
    pieces = read_pieces(name, _HELD, LARGEST_BODY)
    first = next(pieces, b"")
    if second := next(pieces, b""):
        from maileroo_cli.capture.check.large_body import check_large_body

        whole = chain([first, second], pieces)
        del first, second
        checked = check_large_body(whole, signature, label(name), task.secrets, task.known)
    else:
        checked = task.make_checker().check_body(first, signature, label(name))
    yield VerifyStart(1, "items")
    lot = make_lot([checked], task, 1)
    yield lot
    yield VerifyTotal(lot.counts)

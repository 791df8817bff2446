"""Verifying a stream of capture records in constant memory and in order, in this process or in several."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from maileroo_cli.capture.check.other_requests import OtherRequests
from maileroo_cli.capture.formats.ndjson import read_blocks
from maileroo_cli.operation.verify.lot import VerifiedLot, VerifyTask, verify_blocks

if TYPE_CHECKING:
    from maileroo_cli.capture.check.explanation import MakeHistory


def verify_records(
    stream: BinaryIO,
    source: str,
    task: VerifyTask,
    jobs: int = 1,
    path: str | None = None,
    others: OtherRequests | None = None,
    history: "MakeHistory | None" = None,
) -> Iterator[VerifiedLot]:
    """Verify a stream of capture records; yield one lot a block, or a few, in order.

    ``jobs`` > 1 uses so many processes. ``path`` names the regular file that ``stream`` reads from its beginning, if
    it is one: the processes then read it themselves. ``others`` are the requests of this input, among which owners of
    signatures are looked for, ``history`` returns what came of searches in it; processes look in this file alone, and
    each remembers its own.
    """
    if jobs > 1:
        from maileroo_cli.operation.verify.processes import verify_in_processes

        yield from verify_in_processes(stream, source, task, jobs, path)
        return
    checker = task.make_checker(others, history)
    for block in read_blocks(stream):
        yield verify_blocks([block], source, task, checker)

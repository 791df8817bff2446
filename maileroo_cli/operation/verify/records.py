"""Verifying a stream of capture records in constant memory and in order, in this process or in several."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from maileroo_cli.capture.check.other_requests import OtherRequests
from maileroo_cli.capture.formats.ndjson import read_blocks
from maileroo_cli.operation.verify.lot import VerifiedLot, VerifyTask, verify_blocks

if TYPE_CHECKING:
    from maileroo_cli.capture.check.explanation import MakeHistory
    from maileroo_cli.operation.verify.processes import Workers


def verify_records(
    stream: BinaryIO,
    source: str,
    task: VerifyTask,
    workers: "Workers | None" = None,
    path: str | None = None,
    others: OtherRequests | None = None,
    history: "MakeHistory | None" = None,
) -> Iterator[VerifiedLot]:
    """Verify a stream of capture records; yield one lot a block, or a few, in order.

    ``workers`` do it where there are any and it is worth it. ``path`` names the regular file that ``stream`` reads from
    its beginning, if it is one: they then read it themselves. ``others`` are the requests of this input, among which
    owners of signatures are looked for, ``history`` returns what came of searches in it; each worker has its own of
    both, of what it was given in this run.
    """
    if workers is not None and workers.are_needed(path):
        yield from workers.verify(stream, source, path)
        return
    checker = task.make_checker(others, history)
    for block in read_blocks(stream):
        yield verify_blocks([block], source, task, checker)

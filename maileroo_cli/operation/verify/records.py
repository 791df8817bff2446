"""Verifying capture records block by block, in constant memory and in order.

What a block's requests are worth is decided in ``capture.check.checker``; how several processes share the blocks of a
file, in ``processes``.
"""

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from maileroo_cli.capture.check.checker import CheckedRequest, Checker
from maileroo_cli.capture.formats.ndjson import Block, read_blocks
from maileroo_cli.operation.verify.lot import VerifiedLot, VerifyTask, make_lot


def verify_records(
    stream: BinaryIO, source: str, task: VerifyTask, jobs: int = 1, path: str | None = None
) -> Iterator[VerifiedLot]:
    """Verify a stream of capture records; yield one lot a block, or a few, in order.

    ``jobs`` > 1 uses so many processes. ``path`` names the regular file that ``stream`` reads from its beginning, if
    it is one: the processes then read it themselves.
    """
    if jobs > 1:
        from maileroo_cli.operation.verify.processes import verify_in_processes

        yield from verify_in_processes(stream, source, task, jobs, path)
        return
    checker = task.make_checker()
    for block in read_blocks(stream):
        yield verify_blocks([block], source, task, checker)


def verify_blocks(blocks: Iterable[Block], source: str, task: VerifyTask, checker: Checker) -> VerifiedLot:
    """Verify some blocks of records."""
    requests: list[CheckedRequest] = []
    counted: dict[str, int] = {}
    size = 0
    for block in blocks:
        size += len(block.data)
        requests += checker.check_lines(block.data, block.first_line, source, counted if task.skip_valid else None)
    return make_lot(requests, task, size, counted)

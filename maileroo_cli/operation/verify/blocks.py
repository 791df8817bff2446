"""Verifying blocks of capture records together. What each request is worth is decided in ``capture.check.checker``."""

from collections.abc import Iterable

from maileroo_cli.capture.check.checker import CheckedRequest, Checker
from maileroo_cli.capture.formats.ndjson import Block
from maileroo_cli.operation.verify.lot import VerifiedLot, VerifyTask, make_lot


def verify_blocks(blocks: Iterable[Block], source: str, task: VerifyTask, checker: Checker) -> VerifiedLot:
    """Return some blocks of the file that is called ``source`` as one lot."""
    requests: list[CheckedRequest] = []
    counted: dict[str, int] = {}
    size = 0
    for block in blocks:
        size += len(block.data)
        requests += checker.check_lines(block.data, block.first_line, source, counted if task.skip_valid else None)
    return make_lot(requests, task, size, counted)

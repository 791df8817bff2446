"""Verifying what is in the store, capture by capture and in constant memory."""

from collections.abc import Generator
from itertools import islice
from pathlib import Path

from maileroo_cli.capture.check.assessment import check_capture
from maileroo_cli.capture.check.other_requests import OtherRequests
from maileroo_cli.capture.database.wording import short_name
from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.store.search import StoreSearch
from maileroo_cli.errors import InputError, interruption_code
from maileroo_cli.operation.verify.counts import VerdictCounts
from maileroo_cli.operation.verify.lot import VerifyTask, make_lot
from maileroo_cli.operation.verify.results import VerifyResult, VerifyStart, VerifyTotal

_BATCH = 200


def verify_store(path: Path, task: VerifyTask, *, instead: bool = False) -> Generator[VerifyResult, None, None]:
    """Verify every capture in the store at ``path``, whose place is its id; an empty store raises ``InputError``.

    ``instead`` tells that the standard input was to be verified, and held nothing. Where it is interrupted, the sum
    comes all the same.
    """
    total = VerdictCounts()
    with Archive(path) as archive:
        count = archive.count()
        if not count:
            empty = "standard input is empty, and " if instead else ""
            hint = "catch some with mhook listen, or name a file"
            raise InputError(f"{empty}there is no capture in {short_name(path)!r} yet", hint)
        yield VerifyStart(count, "items", path, instead)
        checker = task.make_checker(OtherRequests(StoreSearch(archive)))
        checked = (check_capture(capture, checker) for capture in archive.captures())
        try:
            while batch := list(islice(checked, _BATCH)):
                lot = make_lot(batch, task, len(batch))
                total.merge(lot.counts)
                yield lot
        except KeyboardInterrupt as stop:
            total.stopped = interruption_code(stop)
            yield VerifyTotal(total)
            raise
    yield VerifyTotal(total)

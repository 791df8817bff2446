"""One capture with what is to be said of its signature."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from maileroo_cli.capture.check.assessment import Assessment, assess
from maileroo_cli.capture.entry import Capture
from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.webhook.signing.secret import Secret


class AssessedCapture(NamedTuple):
    """A capture, and its verdict with the causes."""

    capture: Capture
    assessment: Assessment


def find_capture(path: Path, name: str, secrets: Sequence[Secret] = ()) -> AssessedCapture:
    """Return the capture of that name in the store at ``path``; a name of none, or of several, raises ``UsageError``.

    With ``secrets`` its signature is checked now and diagnosed in full, else the stored verdict is told.
    """
    with Archive(path) as archive:
        return assess_stored(archive, archive.find(name), secrets)


def assess_stored(archive: Archive, capture: Capture, secrets: Sequence[Secret]) -> AssessedCapture:
    """Return a capture of an open store with its verdict: checked now with ``secrets``, else the stored one."""
    if not secrets:
        return AssessedCapture(capture, assess(capture, None))
    from maileroo_cli.capture.check.checker import Checker
    from maileroo_cli.capture.check.other_requests import OtherRequests
    from maileroo_cli.capture.store.search import StoreSearch

    checker = Checker(secrets, others=OtherRequests(StoreSearch(archive)))
    return AssessedCapture(capture, assess(capture, checker))

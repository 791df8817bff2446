"""What counts say of a verification."""

import pytest

from maileroo_cli.capture.check.checker import CheckedRequest
from maileroo_cli.capture.verdict import RequestVerdict
from maileroo_cli.errors import ExitCode
from maileroo_cli.operation.verify.counts import VerdictCounts
from maileroo_cli.operation.verify.results import VerifyTotal
from maileroo_cli.webhook.diagnosis.causes.catalogue import CAUSES

CAUSE = CAUSES["unexplained"]
VALID = CheckedRequest("a:1", RequestVerdict.VALID, secret="one")
INVALID = CheckedRequest("a:2", RequestVerdict.INVALID, causes=(CAUSE,))
DAMAGED = CheckedRequest("a:3", RequestVerdict.DAMAGED)
UNVERIFIABLE = CheckedRequest("a:4", RequestVerdict.UNVERIFIABLE)


@pytest.mark.parametrize(
    ("requests", "unread", "code"),
    [
        ([VALID], 0, ExitCode.OK),
        ([VALID], 1, ExitCode.INPUT),
        ([VALID, DAMAGED], 0, ExitCode.INPUT),
        ([VALID, UNVERIFIABLE], 0, ExitCode.INPUT),
        ([VALID, INVALID, DAMAGED], 1, ExitCode.FAILED),
    ],
)
def test_exit_codes(requests: list[CheckedRequest], unread: int, code: ExitCode) -> None:
    """What is invalid weighs more than what could not be verified or read."""
    counts = VerdictCounts()
    counts.add_all(requests)
    counts.unread = unread
    assert VerifyTotal(counts).exit_code is code


def test_counting_one_by_one_or_all_at_once() -> None:
    """Both count the same; what is not there is not counted as zero."""
    requests = [VALID, INVALID, VALID, DAMAGED, INVALID, UNVERIFIABLE]
    together, apart = VerdictCounts(), VerdictCounts()
    together.add_all(requests)
    for one in requests:
        apart.add(one)
    assert together == apart
    assert (together.causes, together.secrets) == ({"unexplained": 2}, {"one": 2})
    none = VerdictCounts()
    none.add_all([])
    none.add_all([DAMAGED])
    assert none.verdicts.keys() == {RequestVerdict.DAMAGED}

"""What comes later in a file is known to the requests before it, in memory of a bounded size."""

from collections.abc import Iterator

import pytest

from maileroo_cli.capture.check import lookahead
from maileroo_cli.capture.check.checker import Checker
from maileroo_cli.capture.check.lookahead import in_lots
from maileroo_cli.capture.read_result import DamagedPlace, ReadRequest
from maileroo_cli.errors import InputError
from maileroo_cli.webhook.diagnosis.evidence import OTHERS_VERIFY
from tests.capture.check.test_other_requests import FIRST, OTHER, SECRET, record

EVENT = b'{"event_id":"e1","event_type":"opened"}'
CHANGED = b'{"event_id":"e2","event_type":"opened"}'
THIRD = b'{"event_id":"e3"}'


def told(found: list[ReadRequest]) -> list[tuple[str, str]]:
    """Return causes and detail of each request, as they are told of a file that holds no records."""
    checked = Checker([SECRET]).check_results(found, "f")
    return [("+".join(cause.code for cause in one.causes), one.detail) for one in checked]


@pytest.mark.parametrize("open_end", [False, True])
def test_signatures_that_went_round_are_all_named(open_end: bool) -> None:
    """Where each request carries the signature of the next, all are named, whatever their order."""
    bodies, end = [FIRST, OTHER, THIRD], b"\n" if open_end else b""
    found = [
        ReadRequest(record(body + end, bodies[(number + 1) % 3]), f"line {number}", open_end=open_end)
        for number, body in enumerate(bodies)
    ]
    assert told(found) == [("signature-of-another", f"it belongs to f:{number}") for number in (1, 2, 0)]


@pytest.mark.parametrize("order", [1, -1], ids=["after", "before"])
def test_the_secret_is_not_blamed_where_others_verify_with_it(order: int) -> None:
    """An unexplained request beside one that is valid was not signed with another secret for all that is known."""
    found = [ReadRequest(record(EVENT), "line 1"), ReadRequest(record(CHANGED, b"x"), "line 2")][::order]
    details = dict(told(found))
    assert details["unexplained"] == OTHERS_VERIFY


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lot ends after so many requests, or after so much text."""
    found = [ReadRequest(record(FIRST), f"line {number}") for number in range(5)]
    monkeypatch.setattr(lookahead, "_MOST", 2)
    assert [len(lot) for lot in in_lots(found)] == [2, 2, 1]
    monkeypatch.setattr(lookahead, "_SIZE", 1)
    assert [len(lot) for lot in in_lots(found)] == [1] * 5


def test_what_was_read_before_a_file_breaks_off_is_not_lost() -> None:
    """The requests before the place that cannot be read come first, then the error."""

    def broken() -> Iterator[ReadRequest | DamagedPlace]:
        yield ReadRequest(record(FIRST), "line 1")
        raise InputError("it breaks off", "")

    lots = in_lots(broken())
    assert len(next(lots)) == 1
    with pytest.raises(InputError, match="breaks off"):
        next(lots)

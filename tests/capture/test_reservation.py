"""What a file leaves open: written as text or as a comment it comes back, and nothing else is taken for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.capture.http.anomaly import ANOMALIES
from maileroo_cli.capture.reservation import (
    DOUBTFUL,
    INCOMPLETE,
    OPEN_END,
    SIGNATURE_LEFT_OUT,
    UNSIGNED,
    Reservation,
    parse_reservation,
    read_comment,
    write_comment,
)

CODES = (INCOMPLETE, SIGNATURE_LEFT_OUT, DOUBTFUL, OPEN_END)
WORDS = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=10)
REASONS = st.lists(WORDS, max_size=5).map(" ".join)


@given(code=st.sampled_from(CODES), reason=REASONS)
def test_it_comes_back(code: str, reason: str) -> None:
    """Code and reason survive being text, and being a comment."""
    reservation = Reservation(code, reason)
    assert parse_reservation(reservation.text) == reservation
    assert read_comment(f"  {write_comment(reservation)}\n") == reservation
    assert reservation.sentence


@pytest.mark.parametrize("text", ["", "hello", "incompletely", "mhook: hello", *ANOMALIES])
def test_nothing_else_is_one(text: str) -> None:
    """An anomaly off a connection, or any other text, is no reservation."""
    assert parse_reservation(text) is None
    assert read_comment(text) is None


def test_a_reason_stays_on_its_line() -> None:
    """A reason of any length and with line breaks becomes one short line."""
    text = Reservation(INCOMPLETE, "a\n b\r\n" + "c" * 1000).text
    assert text.startswith("incomplete: a b c")
    assert len(text) < 450
    assert "\n" not in text
    assert UNSIGNED.text == "unsigned-copy: the signature was left out of the export"

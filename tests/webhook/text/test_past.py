"""Moments that have passed: every form of a filter, by any clock on the wall, and one clear line for all else."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.text.past import PAST_FORMS, parse_past

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 15, 14, 30, 5, 250_000, BERLIN).timestamp()

PAST = {
    "now": datetime(2026, 3, 15, 14, 30, 5, 250_000, BERLIN),
    "2h": datetime(2026, 3, 15, 12, 30, 5, 250_000, BERLIN),
    "-2h": datetime(2026, 3, 15, 12, 30, 5, 250_000, BERLIN),
    " 1d12h ": datetime(2026, 3, 14, 2, 30, 5, 250_000, BERLIN),
    "13:00": datetime(2026, 3, 15, 13, 0, tzinfo=BERLIN),
    "9:05": datetime(2026, 3, 15, 9, 5, tzinfo=BERLIN),
    "14:30:05": datetime(2026, 3, 15, 14, 30, 5, tzinfo=BERLIN),
    "14:30:06": datetime(2026, 3, 14, 14, 30, 6, tzinfo=BERLIN),
    "23:59": datetime(2026, 3, 14, 23, 59, tzinfo=BERLIN),
    "2026-03-15": datetime(2026, 3, 15, tzinfo=BERLIN),
    "2026-07-15T12:00": datetime(2026, 7, 15, 12, tzinfo=BERLIN),
    "2026-03-15 12:00:01.5": datetime(2026, 3, 15, 12, 0, 1, 500_000, BERLIN),
    "2026-03-15T12:00Z": datetime(2026, 3, 15, 12, tzinfo=UTC),
    "2026-03-15T12:00+05:30": datetime(2026, 3, 15, 6, 30, tzinfo=UTC),
    "1769860800": datetime(2026, 1, 31, 12, tzinfo=UTC),
}


@pytest.mark.parametrize(("text", "moment"), PAST.items(), ids=PAST.keys())
def test_a_moment(text: str, moment: datetime) -> None:
    """Each form is the moment that a person at that clock means."""
    assert parse_past(text, NOW, BERLIN) == pytest.approx(moment.timestamp(), abs=1e-6)


def test_a_time_of_yesterday_when_clocks_changed() -> None:
    """A time of day is that of the clock on the wall, also where a day had 23 hours."""
    now = datetime(2026, 3, 29, 9, tzinfo=BERLIN).timestamp()
    assert parse_past("10:00", now, BERLIN) == datetime(2026, 3, 28, 10, tzinfo=BERLIN).timestamp()


def test_the_clock_of_this_machine() -> None:
    """Without a zone the machine's own is meant."""
    assert parse_past("2026-03-15", NOW) == datetime(2026, 3, 15).timestamp()  # noqa: DTZ001
    assert parse_past("2026-03-15T13:00", NOW) == datetime(2026, 3, 15, 13).timestamp()  # noqa: DTZ001


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tomorrow", "'tomorrow' is not a time"),
        ("2 h", "'2 h' is not a time"),
        ("5x", "'5x' is not a time"),
        ("", "'' is not a time"),
        ("25:00", "the time '25:00' does not exist"),
        ("12:60", "the time '12:60' does not exist"),
        ("2026-02-30", "the time '2026-02-30' does not exist"),
    ],
)
def test_no_moment(text: str, said: str) -> None:
    """All else is refused with what is possible."""
    with pytest.raises(UsageError) as caught:
        parse_past(text, NOW, BERLIN)
    assert (caught.value.message, caught.value.hint) == (said, PAST_FORMS)


def test_out_of_range() -> None:
    """A moment that no capture can have is refused with the range."""
    with pytest.raises(UsageError, match="between 1970-01-01 and 9999-12-31"):
        parse_past("99999999999999", NOW, BERLIN)

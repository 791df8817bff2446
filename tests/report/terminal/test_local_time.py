"""Unix seconds in the user's zone, and the same milliseconds as in RFC 3339."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.report.terminal.local_time import local_day, local_time, local_zone
from maileroo_cli.webhook.text.instant import format_instant


@given(st.floats(0, 4e9))
@pytest.mark.usefixtures("page")
def test_text_and_json_give_the_same_milliseconds(seconds: float) -> None:
    """In UTC day and time are those of RFC 3339, a rounding up that carries into the next day included."""
    assert f"{local_day(seconds)}T{local_time(seconds)}Z" == format_instant(seconds)


@pytest.mark.usefixtures("page")
def test_a_rounding_carries() -> None:
    """What is nearer to the next second, or to the next day, belongs to it."""
    assert (local_day(86_399.9996), local_time(86_399.9996)) == ("1970-01-02", "00:00:00.000")
    assert local_time(1.468) == "00:00:01.468"


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows has no such zones")
@pytest.mark.parametrize(
    ("zone", "told"),
    [("UTC", "UTC"), ("Europe/Berlin", "UTC+1"), ("America/St_Johns", "UTC-3:30"), ("Asia/Kathmandu", "UTC+5:45")],
)
def test_a_zone_is_its_distance_from_utc(monkeypatch: pytest.MonkeyPatch, zone: str, told: str) -> None:
    """A zone is told so that everybody knows what is meant."""
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    assert local_zone(1_769_860_800) == told
    monkeypatch.undo()
    time.tzset()


def test_what_no_calendar_has() -> None:
    """A time that a damaged store may hold does no harm."""
    assert (local_day(1e30), local_time(1e30), local_zone(1e30)) == ("?", "?", "UTC")

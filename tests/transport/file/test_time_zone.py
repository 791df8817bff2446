"""Time zones are found by their name, and a wrong name leads to the nearest."""

from datetime import UTC
from zoneinfo import ZoneInfo, available_timezones

import pytest

from maileroo_cli.errors import UsageError
from maileroo_cli.transport.file.time_zone import find_zone

WITH_DATA = pytest.mark.skipif(not available_timezones(), reason="this machine has no data of time zones")
WRONG = {
    "far too deep": "x/" * 2_500 + "x",
    "typing error": "Europe/Berln",
    "folder": "Europe",
    "empty": "",
    "out of the data": "../../etc/passwd",
    "absolute": "/etc/localtime",
    "no zone": "zone.tab",
    "nul": "a\0b",
    "surrogate": "\udcff",
    "long": "x" * 5_000,
}


@pytest.mark.parametrize("name", ["UTC", "utc", "Z"])
def test_utc_needs_no_data(name: str) -> None:
    """UTC is there on every machine."""
    assert find_zone(name) is UTC


@WITH_DATA
def test_found() -> None:
    """A name of the machine's data is that zone."""
    assert find_zone("America/New_York") == ZoneInfo("America/New_York")


@pytest.mark.parametrize("name", WRONG.values(), ids=WRONG.keys())
def test_refused(name: str) -> None:
    """What is no zone is refused, whatever the data does with such a name."""
    with pytest.raises(UsageError, match="there is no time zone"):
        find_zone(name)


@WITH_DATA
@pytest.mark.parametrize(
    ("name", "near"), [("Europe/Berln", "Europe/Berlin"), ("berlin", "Europe/Berlin"), ("new_york", "America/New_York")]
)
def test_nearest(name: str, near: str) -> None:
    """A city alone, small letters and typing errors lead to the name."""
    with pytest.raises(UsageError, match=f"did you mean {near}"):
        find_zone(name)


def test_without_data(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the machine has no data the line says what to install."""
    monkeypatch.setattr("zoneinfo.available_timezones", set)
    with pytest.raises(UsageError, match="tzdata"):
        find_zone("Europe/Berln")

"""Durations and moments: every form that is understood, and one clear line for every other."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from maileroo_cli.errors import ExitCode, UsageError
from maileroo_cli.webhook.text.instant import format_instant, parse_duration, parse_instant, spell_span

NOW = 1_700_000_000.25
NOON = 1_769_860_800.0
LAST = 253_402_300_799.999

DURATIONS = {
    "90s": 90,
    "5m": 300,
    "2h30m": 9_000,
    "1d": 86_400,
    "2w": 1_209_600,
    "500ms": 0.5,
    "1.5h": 5_400,
    ".5s": 0.5,
    "1d2h3m4s5ms": 93_784.005,
    "7": 7,
    "0": 0,
    "1.25": 1.25,
    " 5m ": 300,
    "3650d": 315_360_000,
}
NO_DURATIONS = (
    "",
    " ",
    "s",
    "5 m",
    "5x",
    "5M",
    "1.s",
    "1h-5m",
    "+5m",
    "1e3",
    "nan",
    "inf",
    "0x10",
    "1_000",
    "٣s",
    "5m\n5m",
    "one hour",
    "\x1b[31m",
)
INSTANTS = {
    "2026-01-31T12:00:00Z": NOON,
    "2026-01-31t12:00:00z": NOON,
    "2026-01-31 12:00:00Z": NOON,
    "2026-01-31 12:00:00 Z": NOON,
    "2026-01-31T12:00:00": NOON,
    "2026-01-31T12:00": NOON,
    "2026-01-31T12:00:00.25Z": NOON + 0.25,
    "2026-01-31T12:00:00,5Z": NOON + 0.5,
    "2026-01-31T12:00:00.123456789Z": NOON + 0.123456,
    "2026-01-31T14:00:00+02:00": NOON,
    "2026-01-31T14:00:00+0200": NOON,
    "2026-01-31T06:30:00-05:30": NOON,
    "2026-01-31": NOON - 43_200,
    "2024-02-29": 1_709_164_800,
    "1769860800": NOON,
    "1769860800.5": NOON + 0.5,
    "0": 0,
    "1970-01-01T00:00:00Z": 0,
    "9999-12-31T23:59:59.999Z": LAST,
    "now": NOW,
    " Now ": NOW,
    "-2h": NOW - 7_200,
    "+5m": NOW + 300,
    "-90": NOW - 90,
    "-1d12h": NOW - 129_600,
}
NO_INSTANTS = (
    "",
    "yesterday",
    "12:00",
    "2026-1-31",
    "2026-W05",
    "2026-01-31T12",
    "2026-01-31T12:00:00+2",
    "2026-01-31T12:00:00.Z",
    "31.01.2026",
    "nan",
    "inf",
    "1e9",
    "--2h",
    "+-2h",
    "-",
    "- 2h",
    "٢٠٢٦-01-31",
    "now\x00",
)
NO_SUCH_TIMES = (
    "2026-02-29",
    "2026-13-01",
    "2026-01-31T24:30:00Z",
    "2026-01-31T12:60:00Z",
    "2026-01-31T23:59:60Z",
    "0000-01-01",
    "2026-01-31T12:00:00+99:00",
)
OUT_OF_RANGE = (
    "1969-12-31T23:59:59.999Z",
    "1970-01-01T00:00:00+00:01",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59.9999Z",
    "9999-12-31T23:59:59-00:01",
    "1769860800000",
    "-60000d",
    "+9999999w",
)


@pytest.mark.parametrize(("text", "seconds"), DURATIONS.items())
def test_a_duration_is_read(text: str, seconds: float) -> None:
    """Every documented form of a duration gives its seconds."""
    assert parse_duration(text) == pytest.approx(seconds)


@pytest.mark.parametrize("text", NO_DURATIONS, ids=ascii)
def test_what_is_no_duration_is_refused(text: str) -> None:
    """Anything else is refused in one printable line that shows the forms."""
    with pytest.raises(UsageError, match="is not a duration: write it like 90s, 5m, 2h30m") as caught:
        parse_duration(text)
    assert str(caught.value).isprintable()
    assert caught.value.exit_code == ExitCode.USAGE


def test_a_negative_duration_is_called_so() -> None:
    """A minus sign is told apart from text that makes no sense."""
    with pytest.raises(UsageError, match="'-5m' is negative"):
        parse_duration("-5m")


@pytest.mark.parametrize("text", ["3654d", "600w", "999999999999999w", "400000000"])
def test_a_duration_has_an_end(text: str) -> None:
    """Nobody waits for more than ten years: that is a slip."""
    with pytest.raises(UsageError, match="is longer than ten years"):
        parse_duration(text)


@pytest.mark.parametrize(("text", "seconds"), INSTANTS.items())
def test_a_moment_is_read(text: str, seconds: float) -> None:
    """Every documented form of a moment gives its Unix seconds; without a zone it is UTC."""
    assert parse_instant(text, NOW) == pytest.approx(seconds, abs=1e-6)


@pytest.mark.parametrize("text", NO_INSTANTS, ids=ascii)
def test_what_is_no_moment_is_refused(text: str) -> None:
    """Anything else is refused in one printable line that shows the forms."""
    with pytest.raises(UsageError, match="is not a time: write it like 2026-01-31T12:00:00Z") as caught:
        parse_instant(text, NOW)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("text", NO_SUCH_TIMES)
def test_a_time_that_no_clock_shows_is_refused(text: str) -> None:
    """A well-formed time that does not exist is called so."""
    with pytest.raises(UsageError, match="does not exist"):
        parse_instant(text, NOW)


@pytest.mark.parametrize("text", OUT_OF_RANGE)
def test_a_moment_lies_within_1970_and_9999(text: str) -> None:
    """What lies outside is refused, with a word about milliseconds taken for seconds."""
    with pytest.raises(UsageError, match=r"is out of range: .*Unix time is in seconds"):
        parse_instant(text, NOW)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "1970-01-01T00:00:00.000Z"),
        (1_710_545_542.397, "2024-03-15T23:32:22.397Z"),
        (1_710_545_542.0, "2024-03-15T23:32:22.000Z"),
        (1_710_545_542.0004, "2024-03-15T23:32:22.000Z"),
        (1_710_545_542.9996, "2024-03-15T23:32:23.000Z"),
        (1_735_689_599.9999, "2025-01-01T00:00:00.000Z"),
        (951_782_400, "2000-02-29T00:00:00.000Z"),
        (-0.001, "1969-12-31T23:59:59.999Z"),
        (LAST, "9999-12-31T23:59:59.999Z"),
    ],
)
def test_a_moment_is_written(seconds: float, text: str) -> None:
    """Milliseconds are rounded, and a rounding up reaches the seconds, the day and the year."""
    assert format_instant(seconds) == text


@given(milliseconds=st.integers(0, 253_402_300_799_999))
@example(milliseconds=253_402_300_799_999)
def test_what_is_written_is_read_again(milliseconds: int) -> None:
    """Formatting and parsing are each other's inverse at every millisecond that is allowed."""
    text = format_instant(milliseconds / 1000)
    assert round(parse_instant(text, NOW) * 1000) == milliseconds
    assert datetime.fromisoformat(text) == datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)


@given(moment=st.datetimes(datetime(1970, 1, 2), datetime(9999, 12, 30), timezones=st.timezones()))  # noqa: DTZ001
def test_any_zone_is_understood(moment: datetime) -> None:
    """A time in any zone, as Python writes it, is the same moment."""
    offset = moment.utcoffset()
    if offset is not None and offset.total_seconds() % 60 == 0:
        assert parse_instant(moment.isoformat(), NOW) == pytest.approx(moment.timestamp(), abs=1e-4)


@given(text=st.text(max_size=30) | st.text("0123456789-+:.TZ hmsdw", max_size=30))
def test_no_text_breaks_the_readers(text: str) -> None:
    """Any text gives a number within the limits, or a UsageError of one printable line."""
    readers = ((parse_duration, 3_653 * 86_400.0), (lambda text: parse_instant(text, NOW), LAST + 0.001))
    for read, most in readers:
        try:
            seconds = read(text)
        except UsageError as error:
            line = str(error)
        else:
            line = ""
            assert 0 <= seconds <= most
        assert line.isprintable()


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"), (0.4, "0.4 s"), (9.97, "10 s"), (59.7, "1 min"), (300, "5 min"), (302, "5 min 2 s"),
        (50_400, "14 h"), (12_840, "3 h 34 min"), (172_800, "2 d"), (90_061, "1 d 1 h"),
    ],
)  # fmt: skip
def test_spelt_for_a_sentence(seconds: float, text: str) -> None:
    """A duration in a sentence has its two greatest units, each with its sign."""
    assert spell_span(seconds) == text

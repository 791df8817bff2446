"""The timeline as people read it and as programs do."""

import json
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.capture.mail.timeline import MailEvent, build_timeline
from maileroo_cli.operation.captures.timeline import MailTimeline
from maileroo_cli.report.captures.timeline import format_span, show_timeline
from maileroo_cli.report.terminal.console import Console, Format
from maileroo_cli.webhook.text.instant import format_instant
from tests.cli.calling import Stream
from tests.report.conftest import Page

DAY = 1_710_545_500
LATE = [
    MailEvent("c1", DAY + 5.4, "delivered", "b", DAY + 5, "valid"),
    MailEvent("c2", DAY + 312.4, "accepted", "a", DAY, "valid"),
    MailEvent("c3", DAY + 320.2, "delivered", "b", DAY + 5, "valid"),
    MailEvent("c4", DAY + 90_060.6, "opened", "c", DAY + 90_060, "invalid"),
    MailEvent("c5", DAY + 90_100.6, "failed", "d", DAY + 90_100, "valid"),
    MailEvent("c6", DAY + 90_107.6, "archived", "e", None, "unchecked"),
]


pytestmark = pytest.mark.usefixtures("page")  # which has the time of UTC


def shown(monkeypatch: pytest.MonkeyPatch, arrivals: list[MailEvent], console: Console, name: str = "mref") -> str:
    """Return what is printed of a timeline."""
    stream = Stream()
    monkeypatch.setattr(console, "_stdout", stream)
    show_timeline(MailTimeline(name, build_timeline(arrivals)), console)
    return stream.content.decode()


def test_a_timeline(monkeypatch: pytest.MonkeyPatch) -> None:
    """The date stands where it changes, times are relative, and what is odd is told in words."""
    monkeypatch.setenv("COLUMNS", "130")
    late = "out of order: arrived after delivered (c1)"
    assert shown(monkeypatch, LATE, Console()).splitlines() == [
        "mail mref: 6 captures, times in UTC",
        "",
        "TIME      AFTER    EVENT      ARRIVED  VERDICT    CAPTURE",
        "2024-03-15",
        f"23:31:40           accepted   +5m 12s  valid      c2       {late}",
        "23:31:45  +5s      delivered  +0.4s    valid      c1",
        "23:31:45  +0s      delivered  +5m 15s  valid      c3       duplicate of c1",
        "2024-03-17",
        "00:32:40  +1d 01h  opened     +0.6s    invalid    c4",
        "00:33:20  +40s     failed     +0.6s    valid      c5       unexpected after opened",
        "00:33:27  +7.6s    archived            unchecked  c6       the event names no time",
        "",
        "5 events over 1d 01h: 1 duplicate, 1 out of order, 1 unexpected",
    ]


def test_a_narrow_timeline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the remarks have no room behind their lines, each stands below its own."""
    monkeypatch.setenv("COLUMNS", "60")
    lines = shown(monkeypatch, LATE, Console()).splitlines()
    place = lines.index("23:31:45  +0s      delivered  +5m 15s  valid      c3")
    assert lines[place + 1] == "          duplicate of c1"
    assert max(map(len, lines)) <= 60


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows has no such zone")
def test_times_are_local(monkeypatch: pytest.MonkeyPatch, page: Page) -> None:
    """The clock and the day are those of the user's zone, which the first line names."""
    with pytest.MonkeyPatch.context() as zone:
        zone.setenv("TZ", "America/St_Johns")
        time.tzset()
        lines = shown(monkeypatch, LATE[1:2], Console()).splitlines()
    time.tzset()
    assert lines[0] == "mail mref: 1 capture, times in UTC-2:30"
    assert lines[3:5] == ["2024-03-15", "21:01:40         accepted  +5m 12s  valid    c2"]


@given(
    st.lists(
        st.builds(
            MailEvent,
            st.text("0123456789abcdef", min_size=16, max_size=16),
            st.floats(DAY, DAY + 1e6),
            st.sampled_from(["accepted", "delivered", "opened", "failed", "a" * 80, ""]),
            st.sampled_from(["a", "b", "c"]),
            st.none() | st.integers(DAY, DAY + 1_000_000),
            st.sampled_from(["valid", "invalid", "unverifiable", "unchecked"]),
        ),
        min_size=1,
        max_size=6,
        unique_by=lambda one: one.capture_id,
    ),
    st.integers(40, 140),
    st.sampled_from(["mref", "m" * 24]),
)
def test_no_line_is_longer_than_the_terminal(arrivals: list[MailEvent], width: int, name: str) -> None:
    """However narrow a terminal of 40 columns or more is, every line fits it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(width))
        stream = Stream(terminal=True)
        patch.setattr(sys, "stdout", stream)
        show_timeline(MailTimeline(name, build_timeline(arrivals)), Console(color=False))
    assert max(map(len, stream.content.decode().splitlines())) <= width


def test_what_was_not_captured_has_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """What must have happened stands before the event that shows it."""
    monkeypatch.setenv("COLUMNS", "120")
    lines = shown(monkeypatch, [MailEvent("c1", DAY + 0.4, "opened", "a", DAY, "valid")], Console()).splitlines()
    missing = "missing: it must have happened before opened"
    assert lines == [
        "mail mref: 1 capture, times in UTC",
        "",
        "TIME      AFTER  EVENT      ARRIVED  VERDICT  CAPTURE",
        f"                 accepted                              {missing}",
        f"                 delivered                             {missing}",
        "2024-03-15",
        "23:31:40         opened     +0.4s    valid    c1",
        "",
        "1 event: 2 missing",
    ]


def test_nothing_odd(monkeypatch: pytest.MonkeyPatch) -> None:
    """A life without any mark is called so, and one without any event too."""
    life = [
        MailEvent("c1", DAY, "accepted", "a", DAY, "valid"),
        MailEvent("c2", DAY + 9, "failed", "b", DAY + 9, "valid"),
    ]
    assert shown(monkeypatch, life, Console()).endswith("\n2 events over 9s: complete and in order so far\n")
    assert shown(monkeypatch, life[:1], Console()).endswith("\n1 event: complete and in order so far\n")
    assert shown(monkeypatch, [], Console()) == "mail mref: no event was captured\n"


def test_text_from_outside_is_harmless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names of a captured body and of the user reach the terminal as visible escapes, cut where they are long."""
    evil = "\x1b[31m\u202e[/x]\ud800" + "x" * 500
    arrivals = [
        MailEvent(evil, 1.5, evil, "same", 1, evil),
        MailEvent(f"{evil}2", 1.0, evil, "other", 2, evil),
        MailEvent(f"{evil}3", 9.0, evil, "same", 1, evil),
    ]
    text = shown(monkeypatch, arrivals, Console(color=False), evil)
    assert text.replace("\n", "").isprintable()
    assert "\\x1b[31m\\u202e[/x]\\ud800" in text
    assert max(map(len, text.splitlines())) < 200


def test_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """With colours the text is the same."""
    plain = shown(monkeypatch, LATE, Console(color=False))
    coloured = shown(monkeypatch, LATE, Console(color=True))
    for code in ("1", "2", "31", "32", "33", "36"):
        assert f"\x1b[{code}m" in coloured
        coloured = coloured.replace(f"\x1b[{code}m", "")
    assert coloured.replace("\x1b[0m", "").replace(" ", "") == plain.replace(" ", "")


def test_json(monkeypatch: pytest.MonkeyPatch) -> None:
    """One object holds everything under keys that stay."""
    lines = shown(monkeypatch, LATE[:3], Console(format=Format.JSON)).splitlines()
    assert len(lines) == 1
    assert json.loads(lines[0]) == {
        "schema": "mhook.timeline/2",
        "reference_id": "mref",
        "entries": [
            {
                "id": identity,
                "time": format_instant(arrived),
                "event_type": kind,
                "event_id": event_id,
                "event_time": format_instant(happened),
                "verdict": "valid",
                "elapsed_s": happened - DAY,
                "silence_s": silence,
                "delay_s": delay,
                "duplicate_of": duplicate,
                "late_behind": late,
                "ahead_of": ahead,
                "missing_event_types": [],
                "unexpected_after": None,
            }
            for identity, kind, event_id, happened, arrived, silence, delay, duplicate, late, ahead in (
                ("c2", "accepted", "a", DAY, DAY + 312.4, 0, 312.4, None, "c1", None),
                ("c1", "delivered", "b", DAY + 5, DAY + 5.4, 5, 0.4, None, None, "c2"),
                ("c3", "delivered", "b", DAY + 5, DAY + 320.2, 0, 315.2, "c1", None, None),
            )
        ],
        "duplicates": 1,
        "out_of_order": 1,
        "unexpected": 0,
        "missing_event_types": [],
    }


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "+0s"),
        (0.4, "+0.4s"),
        (9.94, "+9.9s"),
        (9.96, "+10s"),
        (-2.5, "-2.5s"),
        (59.4, "+59s"),
        (59.6, "+1m 00s"),
        (302, "+5m 02s"),
        (3_599.6, "+1h 00m"),
        (7_500, "+2h 05m"),
        (86_399, "+23h 59m"),
        (86_399.9, "+1d 00h"),
        (273_600, "+3d 04h"),
        (-90_000, "-1d 01h"),
    ],
)
def test_spans(seconds: float, text: str) -> None:
    """A duration shows its two greatest units, and rounding carries."""
    assert format_span(seconds) == text

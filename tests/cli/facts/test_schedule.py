"""``mhook schedule``: when an event would be tried again, with local times over changes of the clocks."""

import sys
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import available_timezones

import pytest

from maileroo_cli.delivery.schedule.catalogue import SCHEDULES
from tests.cli.calling import Mhook, check_printable, process
from tests.cli.on_terminal import on_terminal

START = "--start=2026-10-24T20:00:00Z"
WITH_DATA = pytest.mark.skipif(not available_timezones(), reason="this machine has no data of time zones")
LAST = "the last 14h after the first"

# What clocks on walls show at Maileroo's nine attempts, written by hand. Berlin goes from +02:00 to +01:00 at
# 2026-10-25T01:00Z and from +01:00 to +02:00 at 2026-03-29T01:00Z; New York from -05:00 to -04:00 at
# 2026-03-08T07:00Z, and from -04:00 to -05:00 at 2026-11-01T06:00Z.
CHANGES = {
    "Berlin in autumn": (
        "Europe/Berlin",
        "CET-1CEST,M3.5.0,M10.5.0/3",
        "2026-10-24T22:30:00Z",
        "00:30 00:35 00:45 01:00 01:30 02:30+02:00 03:30+01:00 07:30 13:30",
        ["CEST (UTC+02:00)", "CET (UTC+01:00)"],
    ),
    "Berlin in the hour that comes twice": (
        "Europe/Berlin",
        "CET-1CEST,M3.5.0,M10.5.0/3",
        "2026-10-25T00:30:00Z",
        "02:30 02:35 02:45+02:00 02:00+01:00 02:30 03:30 05:30 09:30 15:30",
        ["CEST (UTC+02:00)", "CET (UTC+01:00)"],
    ),
    "Berlin in spring": (
        "Europe/Berlin",
        "CET-1CEST,M3.5.0,M10.5.0/3",
        "2026-03-29T00:45:00Z",
        "01:45 01:50+01:00 03:00+02:00 03:15 03:45 04:45 06:45 10:45 16:45",
        ["CET (UTC+01:00)", "CEST (UTC+02:00)"],
    ),
    "New York in spring": (
        "America/New_York",
        "EST5EDT,M3.2.0,M11.1.0",
        "2026-03-08T06:30:00Z",
        "01:30 01:35 01:45-05:00 03:00-04:00 03:30 04:30 06:30 10:30 16:30",
        ["EST (UTC-05:00)", "EDT (UTC-04:00)"],
    ),
    "New York in autumn": (
        "America/New_York",
        "EST5EDT,M3.2.0,M11.1.0",
        "2026-11-01T05:30:00Z",
        "01:30 01:35 01:45-04:00 01:00-05:00 01:30 02:30 04:30 08:30 14:30",
        ["EDT (UTC-04:00)", "EST (UTC-05:00)"],
    ),
}
CHANGING = pytest.mark.parametrize(
    ("zone", "rule", "start", "walls", "names"), CHANGES.values(), ids=[name.replace(" ", "-") for name in CHANGES]
)


def clocks(walls: str) -> tuple[list[str], list[str]]:
    """Return the hand-written times of day and the distances from UTC, which are written on both sides of a change."""
    words = walls.split()
    first, second = [word[5:] for word in words if len(word) > 5]
    before = next(number for number, word in enumerate(words, 1) if word.endswith(first))
    return [word[:5] for word in words], [first] * before + [second] * (len(words) - before)


@WITH_DATA
@CHANGING
def test_zone_over_a_change(mhook: Mhook, zone: str, rule: str, start: str, walls: str, names: list[str]) -> None:
    """The waits are physical time, so the wall shows one hour more or less where its clock changes."""
    (found,) = mhook("schedule", "--start", start, "--timezone", zone, "--format", "json").objects
    assert found["timezone"] == zone
    moments = [one["planned_local"] for one in found["planned_attempts"]]
    assert ([text[11:16] for text in moments], [text[-6:] for text in moments]) == clocks(walls)
    ran = mhook("schedule", "--start", start, "--timezone", zone)
    assert zones_shown(ran.lines) == names


@pytest.mark.skipif(sys.platform == "win32", reason="TZ has another form there")
@CHANGING
def test_local_time_over_a_change(zone: str, rule: str, start: str, walls: str, names: list[str]) -> None:
    """Without a zone it is the machine's own time, as right over a change; no data of zones is needed for it."""
    ran = process(["schedule", "--start", start], env={"TZ": rule})
    assert times_shown(ran.lines) == clocks(walls)[0]
    assert zones_shown(ran.lines) == names


def table(lines: list[str]) -> list[str]:
    """Return the rows of the table of attempts."""
    head = next(number for number, line in enumerate(lines) if line.split()[:1] == ["attempt"])
    return lines[head + 1 : lines.index("", head)]


def times_shown(lines: list[str]) -> list[str]:
    """Return the times of day in the table, without their seconds."""
    place = next(line for line in lines if line.split()[:1] == ["attempt"]).index("time")
    return [row[place : place + 5] for row in table(lines)]


def zones_shown(lines: list[str]) -> list[str]:
    """Return the zones in the table: one where it begins and one at each change."""
    return [row[row.index("  ", row.index(":")) :].strip() for row in table(lines) if "(UTC" in row]


def test_the_default(mhook: Mhook) -> None:
    """Without a name it is Maileroo's: nine rows with wait, elapsed, date and time, and what ends it at the end."""
    ran = mhook("schedule", START, "--timezone", "UTC")
    assert (ran.code, ran.err, ran.lines[0]) == (0, "", f"maileroo: 9 attempts, {LAST}")
    assert "  attempt  wait  elapsed  date        time (UTC)" in ran.lines
    assert [row.split() for row in table(ran.lines)] == [
        ["1", "0s", "2026-10-24", "20:00:00"],
        ["2", "5m", "5m", "20:05:00"],
        ["3", "10m", "15m", "20:15:00"],
        ["4", "15m", "30m", "20:30:00"],
        ["5", "30m", "1h", "21:00:00"],
        ["6", "1h", "2h", "22:00:00"],
        ["7", "2h", "4h", "2026-10-25", "00:00:00"],
        ["8", "4h", "8h", "04:00:00"],
        ["9", "6h", "14h", "10:00:00"],
    ]
    ends = ran.lines[ran.lines.index("WHAT ENDS IT") + 1 :]
    assert [line.split("  ")[1:3] for line in ends if not line.startswith("   ")] == [
        ["success", "official"],
        ["the end", "inferred"],
    ]
    assert mhook("schedule", "maileroo", START, "--timezone", "UTC") == ran


@WITH_DATA
@pytest.mark.parametrize(
    ("start", "title", "zones"),
    [
        ("2026-07-01T10:00:00Z", "time (CEST, UTC+02:00)", []),
        ("2026-10-24T20:00:00Z", "time", ["CEST", "CET"]),
    ],
    ids=["no change", "a change"],
)
def test_zone_in_60_columns(start: str, title: str, zones: list[str]) -> None:
    """A zone that holds throughout is in the title; where it changes, its name is beside the time, never below."""
    arguments = ["schedule", "--start", start, "--timezone", "Europe/Berlin"]
    lines = on_terminal(arguments, width=60, env={"NO_COLOR": "1"}).lines
    head = next(line for line in lines if line.startswith("  attempt"))
    assert head.endswith(title)
    assert [row.split()[-1] for row in table(lines) if not row[-1].isdigit()] == zones
    assert len(table(lines)) == 9
    assert max(map(len, lines)) <= 60


def test_other_reading(mhook: Mhook) -> None:
    """--attempts 8 ends after 8 hours, and says that it is the other reading."""
    ran = mhook("schedule", "--attempts", "8")
    assert ran.lines[0] == "maileroo: 8 attempts, the last 8h after the first"
    assert len(table(ran.lines)) == 8
    assert "which its text can also mean" in " ".join(ran.text.split())


def test_now(mhook: Mhook) -> None:
    """Without a start the first attempt is made now."""
    before = datetime.now().astimezone()
    (found,) = mhook("schedule", "-f", "json").objects
    first = datetime.fromisoformat(found["planned_attempts"][0]["planned_time"])
    assert before - timedelta(seconds=1) < first < datetime.now().astimezone() + timedelta(seconds=1)


@pytest.mark.parametrize("name", SCHEDULES)
def test_json(mhook: Mhook, name: str) -> None:
    """As JSON a schedule is one object, and its times are those of its waits."""
    (found,) = mhook("schedule", name, START, "-f", "json").objects
    assert (found["schema"], found["schedule"], found["timezone"]) == ("mhook.schedule/2", name, None)
    attempts = found["planned_attempts"]
    assert [one["attempt"] for one in attempts] == list(range(1, len(attempts) + 1))
    assert attempts[0]["wait_s"] is None
    assert [one["wait_s"] for one in attempts[1:]] == [b["planned_s"] - a["planned_s"] for a, b in pairwise(attempts)]
    moments = [datetime.fromisoformat(one["planned_time"]) for one in attempts]
    assert moments == [datetime.fromisoformat(one["planned_local"]) for one in attempts]
    assert [(one - moments[0]).total_seconds() for one in moments] == [one["planned_s"] for one in attempts]
    assert found["total_s"] == attempts[-1]["planned_s"]


@pytest.mark.parametrize("width", ["40", "80", "300"])
def test_list(mhook: Mhook, width: str) -> None:
    """--list has each schedule that has a name, with its number of attempts and its length."""
    ran = mhook("schedule", "--list", env={"COLUMNS": width})
    assert (ran.code, ran.err) == (0, "")
    rows = {line.split()[0]: line.split("  ") for line in ran.lines if " attempts " in line}
    assert list(rows) == list(SCHEDULES)
    assert "14h" in [cell.strip() for cell in rows["maileroo"]]
    assert "75h 35m 5s" in [cell.strip() for cell in rows["standard-webhooks"]]
    objects = mhook("schedule", "--list", START, "-f", "json").objects
    assert objects == [mhook("schedule", name, START, "-f", "json").objects[0] for name in SCHEDULES]


@pytest.mark.parametrize("name", SCHEDULES)
def test_text_fits(mhook: Mhook, name: str) -> None:
    """On a terminal of 80 columns no line is longer, and each fact has its grade beside it."""
    ran = mhook("schedule", name, "--timezone", "UTC", env={"COLUMNS": "80"})
    assert all(len(line) <= 80 for line in ran.lines)
    facts = (*SCHEDULES[name].facts, *SCHEDULES[name].ends)
    shown = [line.split() for line in ran.lines]
    for fact in facts:
        assert any(words[: len(fact.about.split()) + 1] == [*fact.about.split(), fact.grade] for words in shown)
    assert f"Source: {SCHEDULES[name].source}" in " ".join(ran.text.split())


def test_offsets(mhook: Mhook) -> None:
    """Offsets on the command line are a schedule; where one has a fraction the times have it too."""
    ran = mhook("schedule", "0s,5m,30m", START, "--timezone", "UTC")
    assert [row.split()[:3] for row in table(ran.lines)[1:]] == [["2", "5m", "5m"], ["3", "25m", "30m"]]
    fine = table(mhook("schedule", "0s,500ms,2s", START, "--timezone", "UTC").lines)
    assert [row.split()[1:4] for row in fine[1:]] == [
        ["0.5s", "0.5s", "20:00:00.500"],
        ["1.5s", "2s", "20:00:02.000"],
    ]
    assert mhook("schedule", "0s").lines[0] == "own: 1 attempt"


@pytest.mark.parametrize("name", ["patient.toml", "-"])
def test_file(mhook: Mhook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A file, or the standard input, holds a schedule in TOML; its texts cannot command a terminal."""
    monkeypatch.chdir(tmp_path)
    content = b'name = "a\\u001b[31m"\nmeaning = "b\\u202e"\nwaits = ["7m", 60]\n'
    (tmp_path / "patient.toml").write_bytes(content)
    ran = mhook("schedule", name, stdin=content)
    assert ran.code == 0
    check_printable(ran)
    assert ran.lines[0] == "a\\x1b[31m: 3 attempts, the last 8m after the first"
    (found,) = mhook("schedule", name, "-f", "json", stdin=content).objects
    assert (found["schedule"], found["total_s"]) == ("a\x1b[31m", 480)


def test_colours(mhook: Mhook) -> None:
    """A terminal has colours, and they change nothing but colours."""
    for words in (["schedule", START], ["schedule", "--list"]):
        plain, coloured = mhook(*words), mhook(*words, terminal=True, env={"COLUMNS": "100"})
        check_printable(coloured)
        assert b"\x1b[" in coloured.out
        text = coloured.text
        for code in ("\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[36m"):
            text = text.replace(code, "")
        assert text == plain.text

"""The picture in a terminal: what stands where, at any width and in any encoding."""

import re

import pytest

from maileroo_cli.delivery.fault.kind import FaultKind
from maileroo_cli.delivery.schedule.catalogue import MAILEROO, SCHEDULES
from maileroo_cli.delivery.schedule.definition import Schedule
from maileroo_cli.delivery.schedule.text import parse_schedule
from maileroo_cli.report.replay.lane.symbols import LETTERS, SHAPES
from maileroo_cli.report.replay.lane.timeline import draw_timeline
from tests.report.conftest import Page
from tests.report.replaying import Played, plan_for, play, rows_of

STORY = play(["refuse", "status:503", "lost", "200"])
HARD = play(["refuse", "connect-timeout", "truncate", "corrupt", "lost", "gateway:502", "reset-after", "500", "late"])
FEW = play(["refuse", "unknown", "status:503", "lost", "200"], ["500", "201", "200"], ["drip:2s"], ["dns", "tls"])
MANY = play(*[["500"] * (number % 9) + ["200"] for number in range(28)])
PLAYED = {"one": STORY, "hard": HARD, "few": FEW, "many": MANY}

AT_80 = """\
Marks: what happened. Scale: the planned times. Below each mark: fault / answer.

  0                  5m        15m    30m      1h     2h     4h      8h   14h
  ┼──────────────────┼──────────┼──────┼───────┼──────┼──────┼───────┼─────┼
  ✗──────────────────✗──────────◆──────●┄┄┄┄┄┄┄○┄┄┄┄┄┄○┄┄┄┄┄┄○┄┄┄┄┄┄┄○┄┄┄┄┄○
  refuse             503        lost/200
                                       200

  ● accepted   ✗ failed, the receiver could not act
  ◆ failed, but the receiver may have acted   ○ not attempted
"""
ASCII_AT_60 = """\
Marks: what happened. Scale: the planned times. Below each
mark: fault / answer.

  0             5m     15m  30m   1h    2h   4h    8h 14h
  +-------------+-------+----+----+-----+----+-----+---+
  x-------------x-------!----*....o.....o....o.....o...o
  refuse        503     lost/200
                             200

  * accepted   x failed, the receiver could not act
  ! failed, but the receiver may have acted
  o not attempted
"""


def draw(page: Page, played: Played, width: int, **options: object) -> list[str]:
    """Return the lines of the picture of a run."""
    console = page.open(width=width, **options)  # type: ignore[arg-type]  # the options of the page, by name
    return draw_timeline(rows_of(played), played.plan.schedule, console)


def test_picture(page: Page) -> None:
    """Each attempt stands below the tick of its time, with its fault or answer below it, and what is not needed."""
    assert "\n".join(draw(page, STORY, 80)) == AT_80.rstrip()


def test_ascii(page: Page) -> None:
    """Where the encoding has no shapes, letters are drawn that it has."""
    lines = draw(page, STORY, 60, encoding="ascii")
    assert "\n".join(lines) == ASCII_AT_60.rstrip()
    assert all(line.isascii() for line in lines)


@pytest.mark.parametrize("width", [60, 72, 80, 100, 140, 200])
@pytest.mark.parametrize("played", PLAYED.values(), ids=PLAYED)
def test_width(page: Page, played: Played, width: int) -> None:
    """No line is wider than the terminal."""
    assert max(map(len, draw(page, played, width))) <= width


def test_labels_do_not_touch(page: Page) -> None:
    """However long the labels are, all of them are there, with a blank between any two."""
    labels = [label for line in draw(page, HARD, 100)[5:8] for label in line.split()]
    assert sorted(labels) == sorted(point.look.label for row in rows_of(HARD) for point in row.points)


def test_marks_side_by_side(page: Page) -> None:
    """An attempt of unknown outcome and the one that was made again at the same moment are both seen."""
    assert "?✗" in "\n".join(draw(page, FEW, 100))


def test_many_rows(page: Page) -> None:
    """At most twenty events have a row, and the rest is counted."""
    lines = draw(page, MANY, 100)
    assert sum(line.startswith("delivered") for line in lines) == 20
    assert "… and 8 more" in lines


def test_open_events(page: Page) -> None:
    """What is still to come is told from what was not attempted."""
    lines = draw(page, FEW, 100)
    assert "not attempted or still to come" in lines[-1]
    assert "still to come" in draw(page, play(["500"]), 100)[-1]


def test_given_up_has_nothing_ahead(page: Page) -> None:
    """The line of an event that was given up ends with its last attempt."""
    assert "┄" not in "".join(draw(page, HARD, 100))


def test_late_attempts_move(page: Page) -> None:
    """What happened later than planned, since a time-out was waited for, stands to the right of its tick."""
    late = play(["late", "late", "200"])
    lines = draw(page, late, 140)
    place = next(index for index, line in enumerate(lines) if "┼" in line)
    scale, row = lines[place : place + 2]
    marks = [place for place, char in enumerate(row) if char in "◆●"]
    ticks = [place for place, char in enumerate(scale) if char == "┼"]
    assert marks[0] == ticks[0]
    assert all(mark > tick for mark, tick in zip(marks[1:], ticks[1:3], strict=True))


@pytest.mark.parametrize("schedule", SCHEDULES.values(), ids=SCHEDULES)
def test_other_schedules(page: Page, schedule: Schedule) -> None:
    """Every schedule of the catalogue has a picture with all of its attempts."""
    played = play(["503"] * schedule.attempts, plan=plan_for(schedule))
    text = "\n".join(draw(page, played, 120))
    assert text.count("◆") == schedule.attempts + 1  # and one in the legend


@pytest.mark.parametrize("steps", [["500"] * 100, ["200"], ["unknown"] * 3 + ["200"]], ids=["all", "one", "unknown"])
def test_more_attempts_than_columns(page: Page, steps: list[str]) -> None:
    """A hundred attempts within seconds are drawn as well as that can be, and no line grows beyond the terminal."""
    schedule = parse_schedule(",".join(f"{number}s" for number in range(100)))
    lines = draw(page, play(steps, plan=plan_for(schedule)), 60)
    assert max(map(len, lines)) <= 60
    assert ("●" if steps[-1] == "200" else "◆") in "".join(lines)


def test_colour(page: Page) -> None:
    """Colours change nothing but colours."""
    plain = draw(page, FEW, 100)
    painted = draw(page, FEW, 100, color=True)
    assert [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in painted] == plain
    assert painted != plain


def test_signs_differ() -> None:
    """No two marks look alike, in shapes and in letters."""
    for signs in (SHAPES, LETTERS):
        assert len(set(signs.marks.values())) == len(signs.marks)
    assert "".join([*LETTERS.marks.values(), *LETTERS[1:]]).isascii()


def test_untrusted_names(page: Page) -> None:
    """What an event is called can neither colour nor turn nor break a line."""
    played = play(["200"], ["500"], types=["\x1b[31mred", "[/x]\u202e\n"])
    text = "\n".join(draw(page, played, 100))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "[/x]" in text


def test_every_fault_has_a_label(page: Page) -> None:
    """Each kind of fault is named below its mark."""
    for kind in FaultKind:
        step = {"status": "status:503", "gateway": "gateway:502", "drip": "drip:2s"}.get(str(kind), str(kind))
        text = "\n".join(draw(page, play([step], plan=plan_for(MAILEROO)), 100))
        assert ("503" if kind is FaultKind.STATUS else str(kind)) in text

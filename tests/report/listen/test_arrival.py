"""A request that came to ``listen`` as a line: its columns, and what of a long text stays, to the letter."""

import json

import pytest

from maileroo_cli.capture.entry import CaptureEntry
from maileroo_cli.report.listen.arrival import NARROW, WIDE, Columns, arrival_line, arrival_object, columns_for
from maileroo_cli.report.terminal.console import Ink
from maileroo_cli.transport.server.arrival import Arrival
from tests.report.conftest import Page

ENTRY = CaptureEntry(
    "0001000000000000", 1_769_860_800.25, "127.0.0.1:40000", "POST", "/hook", "delivered", "e" * 10, "m1",
    verdict="valid", secret="env:X", size=1_536, status=200, answered="script",
)  # fmt: skip


def painted(text: str, ink: Ink) -> str:
    """Show which colour a text has."""
    return f"<{ink.name}:{text}>"


def plain(text: str, ink: Ink) -> str:
    """Leave a text as it is."""
    return text


def line(columns: Columns = WIDE, detail: str = "", **known: object) -> str:
    """Return the line of a request without colours."""
    entry = ENTRY._replace(**known)  # type: ignore[arg-type]  # fields of the entry
    return arrival_line(Arrival(entry, "200", 3.25, detail), plain, columns)


def test_a_line(page: Page) -> None:
    """Time, method and path, type, id, verdict, size, answer and duration stand in columns of one width."""
    assert line() == "12:00:00.250  POST /hook        delivered   eeeeeeeeee     valid      1.5 kB  200     3.2 ms"
    assert line(NARROW) == "12:00:00  POST /hook     delivered   eeeeeeee…  valid    1.5 kB  200     3.2 ms"


def test_what_is_absent(page: Page) -> None:
    """A dash stands where there is no type and no id."""
    assert "  -           -              invalid" in line(event_type="", event_id="", verdict="invalid")


@pytest.mark.parametrize(("width", "columns"), [(94, NARROW), (95, WIDE), (96, WIDE)])
def test_the_width_from_which_lines_are_wide(width: int, columns: Columns) -> None:
    """A terminal of 95 characters has the wide columns, one of 94 the narrow ones."""
    assert columns_for(width) == columns


@pytest.mark.parametrize(("size", "shown"), [(59, "/" + "a" * 58), (60, "/" + "a" * 59), (61, "/" + "a" * 58 + "…")])
def test_a_target_of_sixty(page: Page, size: int, shown: str) -> None:
    """Sixty characters of a target are shown; of a longer one as many, the last of them the mark of a cut."""
    assert line(target="/" + "a" * (size - 1)).split()[2] == shown


@pytest.mark.parametrize(("size", "shown"), [(24, "t" * 24), (25, "t" * 23 + "…")])
def test_a_type_of_twenty_four(page: Page, size: int, shown: str) -> None:
    """Twenty-four characters of a type, and of a method, are shown."""
    assert line(event_type="t" * size).split()[3] == shown
    assert line(method="t" * size).split()[1] == shown


@pytest.mark.parametrize(
    ("columns", "size", "shown"),
    [(WIDE, 13, "i" * 13), (WIDE, 14, "i" * 12 + "…"), (NARROW, 9, "i" * 9), (NARROW, 10, "i" * 8 + "…")],
)
def test_an_id(page: Page, columns: Columns, size: int, shown: str) -> None:
    """An id that is one longer than the column's part of it is shown whole: the mark would take as much room."""
    assert line(columns, event_id="i" * size).split()[4] == shown


@pytest.mark.parametrize(("size", "cut"), [(200, False), (201, True)])
def test_a_detail_of_two_hundred(page: Page, size: int, cut: bool) -> None:
    """A fact of two hundred characters is told whole, behind the cause in brackets or by itself."""
    detail = "d" * size
    told = "d" * 199 + "…" if cut else detail
    assert line(detail=detail).endswith(f" ms  {told}")
    assert line(detail=detail, cause="a+b", verdict="invalid").endswith(f" ms  a + b ({told})")


def test_the_cause_or_the_anomaly(page: Page) -> None:
    """Causes are told with a plus between them; where there is none, the anomaly is."""
    assert line(cause="json-python+header-uppercase").endswith("  json-python + header-uppercase")
    assert line(anomaly="cut-off", verdict="damaged").endswith("  cut-off")


@pytest.mark.parametrize(
    ("verdict", "ink", "why"),
    [("valid", "GOOD", "GOOD"), ("invalid", "BAD", "BAD"), ("damaged", "BAD", "BAD"), ("probe", "FAINT", "FAINT")],
)
def test_colours(page: Page, verdict: str, ink: str, why: str) -> None:
    """The time is faint, the verdict has its colour, and so has what explains it."""
    shown = arrival_line(Arrival(ENTRY._replace(verdict=verdict), "200", 3.25, "a fact"), painted)
    assert shown.startswith("<FAINT:12:00:00.250>  POST")
    assert f"<{ink}:{verdict:<9}>" in shown
    assert shown.endswith(f"<{why}:a fact>")


def test_a_verdict_without_a_colour(page: Page) -> None:
    """Where there is no secret a verdict has no colour, and what is told is a risk."""
    shown = arrival_line(Arrival(ENTRY._replace(verdict="unchecked"), "200", 3.25, "a fact"), painted)
    assert "  unchecked  " in shown
    assert shown.endswith("<RISK:a fact>")


def test_an_object() -> None:
    """Programs are told everything, in these keys and this order; what is absent is null."""
    told = json.loads(arrival_object(Arrival(ENTRY, "200", 3.25049, "", kept=False)))
    assert told == {
        "schema": "mhook.arrival/2",
        "id": "0001000000000000",
        "time": "2026-01-31T12:00:00.250Z",
        "peer": "127.0.0.1:40000",
        "method": "POST",
        "target": "/hook",
        "event_type": "delivered",
        "event_id": "e" * 10,
        "reference_id": "m1",
        "event_time": None,
        "verdict": "valid",
        "cause": None,
        "causes": [],
        "secret": "env:X",
        "anomaly": None,
        "bytes": 1_536,
        "status": 200,
        "answered_by": "script",
        "cancelled": False,
        "duration_ms": 3.25,
        "detail": None,
        "action": "200",
        "kept": False,
    }
    told = json.loads(arrival_object(Arrival(ENTRY._replace(cause="a+b", secret="", anomaly="x"), "reset", 1.0, "y")))
    assert (told["cause"], told["causes"], told["secret"], told["anomaly"], told["detail"], told["kept"]) == (
        "a", ["a", "b"], None, "x", "y", True,
    )  # fmt: skip

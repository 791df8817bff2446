"""A request that came to ``listen`` as a line: its columns, and what of a long text stays, to the letter."""

import json

import pytest

from maileroo_cli.capture.entry import CaptureEntry
from maileroo_cli.report.listen.arrival import arrival_object
from maileroo_cli.report.listen.line import ArrivalLines
from maileroo_cli.transport.server.arrival import Arrival
from tests.report.conftest import Page

ENTRY = CaptureEntry(
    "0001000000000000", 1_769_860_800.25, "127.0.0.1:40000", "POST", "/hook", "delivered", "e" * 10, "m1",
    verdict="valid", secret="env:X", size=1_536, status=200, answered="script",
)  # fmt: skip


def lines(page: Page, width: int | None = None, detail: str = "", **known: object) -> list[str]:
    """Return the lines of a request, on a terminal of ``width`` or in a pipe."""
    console = page.open(terminal=width is not None, width=width or 100, color=False)
    entry = ENTRY._replace(**known)  # type: ignore[arg-type]  # fields of the entry
    return ArrivalLines(console).lines(Arrival(entry, "200", 3.25, detail))


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (None, f"12:00:00.250  POST /hook        delivered   {'e' * 10:48}  valid      1.5 kB  200     3.2 ms"),
        (95, "12:00:00.250  POST /hook        delivered   eeeeeeee…  valid      1.5 kB  200     3.2 ms"),
        (80, "12:00:00  POST /hook     delivered   eeeeeeee…  valid    1.5 kB  200     3.2 ms"),
        (60, "12:00:00  POST /hook     delivered   valid    200"),
        (40, "POST /hook     delivered   valid    200"),
    ],
)
def test_a_line(page: Page, width: int | None, shown: str) -> None:
    """Time, method and path, type, id, verdict, size, answer and duration, as many as there is room for."""
    assert lines(page, width) == [shown]


def test_what_is_absent(page: Page) -> None:
    """A dash stands where there is no type and no id."""
    assert f"  -           {'-':48}  invalid" in lines(page, event_type="", event_id="", verdict="invalid")[0]


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_columns_stay_in_place(page: Page, width: int) -> None:
    """A long target, type or id is cut, so that the verdict stays where it is, and a cause goes below."""
    short = lines(page, width, verdict="invalid")
    long = lines(
        page, width, "d" * 100, method="P" * 40, target="/" + "a" * 90, event_type="t" * 40, event_id="i" * 90,
        verdict="invalid", cause="json-python+header-uppercase",
    )  # fmt: skip
    assert short[0].index("invalid") == long[0].index("invalid")
    assert all(len(line) <= width for line in long)
    assert "".join(long[1:]).replace(" ", "") == f"json-python+header-uppercase({'d' * 100})"


@pytest.mark.parametrize(("size", "cut"), [(200, False), (201, True)])
def test_a_detail_of_two_hundred(page: Page, size: int, cut: bool) -> None:
    """A fact of two hundred characters is told whole, behind the cause in brackets or by itself."""
    detail = "d" * size
    told = "d" * 199 + "…" if cut else detail
    assert lines(page, detail=detail)[0].endswith(f" ms  {told}")
    assert lines(page, detail=detail, cause="a+b", verdict="invalid")[0].endswith(f" ms  a + b ({told})")


def test_the_cause_or_the_anomaly(page: Page) -> None:
    """Causes are told with a plus between them; where there is none, the anomaly is."""
    assert lines(page, cause="json-python+header-uppercase")[0].endswith("  json-python + header-uppercase")
    assert lines(page, anomaly="cut-off", verdict="damaged")[0].endswith("  cut-off")


@pytest.mark.parametrize(
    ("verdict", "mark", "why"),
    [
        ("valid", "32", "32"),
        ("invalid", "31", "31"),
        ("damaged", "31", "31"),
        ("probe", "2", "2"),
        ("unchecked", "", "33"),
    ],
)
def test_colours(page: Page, verdict: str, mark: str, why: str) -> None:
    """The time is faint, the verdict has its colour, and so has what explains it."""
    console = page.open(terminal=True, width=120, color=True)
    (shown,) = ArrivalLines(console).lines(Arrival(ENTRY._replace(verdict=verdict), "200", 3.25, "a fact"))
    assert shown.startswith("\x1b[2m12:00:00.250\x1b[0m  POST")
    assert (f"\x1b[{mark}m{verdict:<9}\x1b[0m" if mark else f"  {verdict:<9}  ") in shown
    assert shown.endswith(f"\x1b[{why}ma fact\x1b[0m")


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

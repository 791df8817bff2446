"""How two captures differ, as it is shown: each way of writing one value, and how many values are told."""

import json

import pytest

from maileroo_cli.capture.check.comparison import compare_captures
from maileroo_cli.capture.entry import Capture
from maileroo_cli.operation.captures.diff import CaptureDifference
from maileroo_cli.report.captures.diff import show_difference
from maileroo_cli.report.terminal.console import Format
from tests.cli.store import captured
from tests.report.conftest import Page

HOST = (b"Host", b"a.test")


def shown(page: Page, first: Capture, second: Capture, format: Format = Format.TEXT) -> list[str]:
    """Return the lines that tell how two captures differ."""
    console = page.open(terminal=False, format=format)
    show_difference(CaptureDifference(first, second, compare_captures(first, second, signatures=False)), console)
    console.flush()
    return page.lines


def of_bodies(page: Page, first: bytes, second: bytes, format: Format = Format.TEXT) -> list[str]:
    """Return the lines for two bodies."""
    return shown(page, captured(1, first, headers=(HOST,)), captured(2, second, headers=(HOST,)), format)


@pytest.mark.parametrize(
    ("first", "second", "line"),
    [
        (b'{"a":1}', b'{"a": 1}', "  white space between the values differs"),
        (b'{"a":1,"b":2}', b'{"b":2,"a":1}', "  the keys are in another order"),
        (b'{"a":"\\u00e9"}', '{"a":"é"}'.encode(), "  strings are escaped differently: \\u00e9 -> é"),
        (b'{"a":1.0}', b'{"a":1.00}', "  numbers are written differently: 1.0 -> 1.00"),
        (b'{"a":1,"a":1}', b'{"a":1}', "  a key appears twice"),
        (b'\xef\xbb\xbf{"a":1}', b'{"a":1}', "  one of them begins with a byte order mark"),
    ],
    ids=["white space", "order", "escapes", "numbers", "keys", "mark"],
)
def test_ways_of_writing(page: Page, first: bytes, second: bytes, line: str) -> None:
    """The same value in other bytes is told by what differs, with an example where there is one."""
    lines = of_bodies(page, first, second)
    assert lines[3] == "the same JSON in different bytes"
    assert lines[4].startswith(line)


@pytest.mark.parametrize(("count", "more"), [(100, []), (101, ["  … and 1 more"]), (150, ["  … and 50 more"])])
def test_a_hundred_values(page: Page, count: int, more: list[str]) -> None:
    """A hundred values are told; of more it is told how many there are. Programs get all of them."""
    first, second = (json.dumps({f"k{one:03}": value for one in range(count)}).encode() for value in (1, 2))
    lines = of_bodies(page, first, second)
    values = [line for line in lines if line.startswith("  ~ ")]
    assert values == [f"  ~ k{one:03}: 1 -> 2" for one in range(100)]
    assert [line for line in lines if "more" in line] == more
    (told,) = of_bodies(page, first, second, Format.JSON)
    assert len(json.loads(told)["value_changes"]) == count


@pytest.mark.parametrize(("size", "value"), [(198, '"' + "x" * 198 + '"'), (199, '"' + "x" * 198 + "…")])
def test_two_hundred_characters(page: Page, size: int, value: str) -> None:
    """Two hundred characters of a value are shown."""
    assert f"  + a: {value}" in of_bodies(page, b"{}", json.dumps({"a": "x" * size}).encode())


def test_the_whole(page: Page) -> None:
    """A body that is another value altogether has a place too."""
    assert "  ~ (the whole): 1 -> [2]" in of_bodies(page, b"1", b"[2]")


def test_bodies_of_one_size(page: Page) -> None:
    """Where both have as many bytes, the number is told once."""
    lines = of_bodies(page, b"ab", b"ac")
    assert lines[3:] == [
        "bodies (not both are JSON)",
        "",
        "2 bytes; the first difference is at byte 1",
        "  - 00000000  61 62                                             |ab|",
        "  + 00000000  61 63                                             |ac|",
    ]


def test_the_same_headers_in_another_order(page: Page) -> None:
    """It is told as that, and no body is."""
    one = (b"A", b"1")
    lines = shown(page, captured(1, b"{}", headers=(HOST, one)), captured(2, b"{}", headers=(one, HOST)))
    assert lines[2:] == ["", "headers", "  the same, in another order"]
    lines = shown(page, captured(1, b"{}", headers=(HOST,)), captured(2, b"{}", headers=(HOST, one)))
    assert lines[2:] == ["", "headers", "  + A: 1"]


def test_long_values_on_a_terminal(page: Page) -> None:
    """A long value goes on below itself on a terminal, broken between words, and in a pipe it is one line."""
    first, second = (json.dumps({"reason": f"{word} " * 30}).encode() for word in ("one", "two"))
    captures = captured(1, first, headers=(HOST,)), captured(2, second, headers=(HOST,))
    difference = CaptureDifference(*captures, compare_captures(*captures, signatures=False))
    show_difference(difference, page.open(width=60))
    start = next(number for number, line in enumerate(page.lines) if line.startswith("  ~ reason: "))
    wrapped = page.lines[start : page.lines.index("", start)]
    assert len(wrapped) > 1
    assert all(len(line) <= 60 for line in wrapped)
    assert all(line.startswith("    ") for line in wrapped[1:])
    (line,) = [line for line in shown(page, *captures) if line.startswith("  ~ reason: ")]
    assert " ".join(line.split()) == " ".join(" ".join(wrapped).split())

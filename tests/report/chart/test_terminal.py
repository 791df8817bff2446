"""Charts in a terminal: never wider than it, honest, readable without colours, and in ASCII where that is all."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.report.chart.cells import ALL_SIGNS
from maileroo_cli.report.chart.definition import Chart, Series, Tone, Unit
from maileroo_cli.report.chart.scale import value_scale
from maileroo_cli.report.chart.terminal import NARROWEST, console_chart, terminal_chart
from tests.report.chart.charting import CHARTS, backlog_chart, latency_chart, outage_chart
from tests.report.conftest import Page

DRAWN = Path(__file__).parent / "drawn"
CASES = {
    "outage": (outage_chart(), 72, False),
    "outage-ascii": (outage_chart(), 60, True),
    "latency": (latency_chart(), 60, False),
    "latency-ascii": (latency_chart(), 60, True),
    "backlog": (backlog_chart(), 60, False),
    "nothing": (Chart("Nothing", Unit.COUNT, (Series("none", ()),)), 40, True),
}


@pytest.mark.parametrize("name", CASES)
def test_drawn(name: str) -> None:
    """A chart looks as it did: whoever changes that looks at it."""
    chart, width, plain = CASES[name]
    lines = terminal_chart(chart, width, 8, ascii=plain)
    assert "".join(f"{line}\n" for line in lines) == (DRAWN / f"{name}.txt").read_text("utf-8")


@given(CHARTS, st.integers(NARROWEST, 110), st.integers(2, 14), st.booleans())
def test_any_chart_fits(chart: Chart, width: int, height: int, plain: bool) -> None:
    """Whatever is drawn, no line is wider than asked, and none holds anything that a terminal would obey."""
    lines = terminal_chart(chart, width, height, ascii=plain)
    assert max(map(len, lines)) <= width
    assert all(line.isprintable() for line in lines)
    if plain:
        assert all(line.isascii() for line in lines)


def columns(lines: list[str]) -> list[str]:
    """Return the cells of a chart's grid by column, from below."""
    rows = [line[line.index("|") + 1 :] if "|" in line else line[line.index(" +") + 2 :] for line in lines]
    width = max(map(len, rows))
    return ["".join(cells) for cells in zip(*(row.ljust(width) for row in reversed(rows)), strict=True)]


@given(st.lists(st.integers(0, 1_000), min_size=2, max_size=20))
def test_heights_are_honest(values: list[int]) -> None:
    """An area is as high as its value on the scale, to half a row, and there wherever the value is not 0."""
    chart = Chart("t", Unit.COUNT, (Series("a", list(enumerate(map(float, values))), filled=True),))
    scale = value_scale(map(float, values), Unit.COUNT, 5)
    margin = max(len(tick.text) for tick in scale.ticks)
    width = (len(values) - 1) * 3 + 1
    lines = terminal_chart(chart, max(NARROWEST, width + margin + 3), 10, ascii=True)[2:12]
    if width + margin + 3 < NARROWEST:
        return
    for value, cells in zip(values, columns([line.ljust(margin + 3) for line in lines])[::3], strict=False):
        height = len(cells.rstrip())
        assert cells == "#" * height + " " * (len(cells) - height)
        assert abs(height - scale.place(value) * 10) <= (1 if value else 0)
        assert bool(height) == bool(value)


def test_a_spike_stays() -> None:
    """One moment among ten thousand is as high as it was."""
    lines = terminal_chart(backlog_chart(), 60, 12)[2:14]
    assert lines[0].startswith("5,000 ┤")
    assert all(len(line.strip("0123456789, │┤")) == 1 for line in lines[:-1])


def test_a_gap_stays_open() -> None:
    """Where nothing is known no line is drawn."""
    points = [(0.0, 1.0), (1.0, 1.0), (1.5, None), (2.0, 1.0), (3.0, 1.0)]
    (row,) = (line for line in terminal_chart(Chart("t", Unit.COUNT, (Series("a", points),)), 60, 4) if "⠉" in line)
    parts = row.partition("┤")[2].split()
    assert len(parts) == 2
    assert all(set(part) <= set("⠉⠁⠈") for part in parts)


def test_lines_are_told_apart() -> None:
    """Each line has a sign of its own, which the legend explains."""
    series = [Series(name, [(0.0, value), (9.0, value)]) for name, value in (("a", 1.0), ("b", 2.0), ("c", 3.0))]
    text = "\n".join(terminal_chart(Chart("", Unit.COUNT, series), 60, 6, ascii=True))
    assert "* a   o b   x c" in text
    assert all(sign * 40 in text for sign in "*ox")


def test_what_a_console_can_show(page: Page) -> None:
    """A console gets its width, its colours and the characters that it has."""
    chart = outage_chart()
    fine = console_chart(chart, page.open(width=80, color=True))
    assert any("\x1b[33m░" in line for line in fine)
    assert set(ALL_SIGNS) & set("".join(fine))
    plain = console_chart(chart, page.open(width=200, encoding="ascii"))
    assert all(line.isascii() and len(line) <= 100 for line in plain)


def test_tones_have_no_say_without_colour() -> None:
    """What is painted is the same text."""
    chart = Chart("t", Unit.COUNT, [Series(tone, [(0.0, 1.0), (1.0, 2.0)], tone) for tone in Tone])
    assert terminal_chart(chart, 70, 6) == terminal_chart(chart, 70, 6, paint=lambda text, *_: text)

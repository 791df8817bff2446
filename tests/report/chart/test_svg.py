"""Charts as SVG: well formed, within their frame, with labels that do not touch, and nothing that acts or loads."""

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.report.chart.definition import Chart, ChartGroup, Mark, Series, Tone, Unit
from maileroo_cli.report.chart.document import PagePart, charts_svg, svg_chart
from maileroo_cli.report.chart.label import text_width
from maileroo_cli.report.chart.svg import LETTER, WIDTH, draw_chart
from maileroo_cli.report.page.table import PageTable
from tests.report.chart.charting import CHARTS, TEXTS, backlog_chart, latency_chart, outage_chart

SVG = "{http://www.w3.org/2000/svg}"
NASTY = "\x1b[31m<script>alert(1)</script>\"'&\u202e]]>\x00\ud800"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
ACTIVE = re.compile(r"<script|<[^>]*\bon[a-z]+=|<[^>]*href|<[^>]*src=|url\(|@import|@font-face|<link|<img|<iframe")


def parse(chart: Chart, width: float = WIDTH) -> ET.Element:
    """Return a chart alone, parsed."""
    drawing = draw_chart(chart, width)
    root = ET.fromstring(f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(drawing.parts)}</svg>')
    root.set("height", str(drawing.height))
    return root


def texts(root: ET.Element) -> list[str]:
    """Return every text that is shown."""
    return ["".join(one.itertext()) for one in root.iter(f"{SVG}text")]


def points(path: str) -> list[tuple[float, float]]:
    """Return the places that a line goes through."""
    numbers = [float(one) for one in NUMBER.findall(path)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


@given(CHARTS)
def test_any_chart_is_well_formed(chart: Chart) -> None:
    """Whatever anybody calls a chart, and whatever its numbers are, the file can be read and does nothing."""
    text = svg_chart(chart)
    ET.fromstring(text)
    assert not ACTIVE.search(text)
    assert not re.search("nan|inf\\b", "".join(re.findall(r' (?:d|x|y|width|height|transform)="[^"]*"', text)))


@given(CHARTS, st.sampled_from([WIDTH, 436.0]))
def test_every_point_is_inside(chart: Chart, width: float) -> None:
    """Lines, areas, dots and spans lie within the plot, whose frame is that of the grid."""
    root = parse(chart, width)
    height = float(root.get("height", ""))
    for one in root.iter(f"{SVG}path"):
        if (one.get("class") or "").startswith(("line ", "area ")):
            assert all(0 <= x <= width - 20 and 0 <= y <= height for x, y in points(one.get("d", "")))
    for dot in root.iter(f"{SVG}g"):
        if (dot.get("class") or "").startswith("dot ") and dot.get("transform"):
            ((x, y),) = points(dot.get("transform", ""))
            assert 0 <= x <= width
            assert 0 <= y <= height
    for span in root.iter(f"{SVG}rect"):
        if span.get("class") == "span":
            assert 0 <= float(span.get("x", "")) <= width - 20


@given(CHARTS)
def test_names_of_marks_do_not_touch(chart: Chart) -> None:
    """Two names on one line have a gap between them, and none leaves the picture."""
    lines: dict[str, list[tuple[float, float]]] = {}
    for one in parse(chart).iter(f"{SVG}text"):
        if one.get("class") == "label":
            start = float(one.get("x", ""))
            lines.setdefault(one.get("y", ""), []).append((start, text_width("".join(one.itertext()), LETTER)))
    for places in lines.values():
        for (start, length), (after, _) in pairwise(sorted(places)):
            assert start + length < after


def test_outage() -> None:
    """A chart has a title with its unit, a legend, names above its spans, and round numbers at its axes."""
    root = parse(outage_chart())
    shown = texts(root)
    assert shown[0] == "Attemptsper minute"
    assert shown[1:3] == ["new events", "retries"]
    assert {"outage", "recovery", "0", "50", "100", "150", "200", "0 min", "1 h"} - {"200"} <= set(shown)
    spans = [one for one in root.iter(f"{SVG}rect") if one.get("class") == "span"]
    assert len(spans) == 1


def test_areas_stand_on_each_other() -> None:
    """Of stacked areas the uppermost edge is the sum: its highest point is at the sum of both."""
    chart = Chart(
        "t",
        Unit.COUNT,
        (
            Series("a", [(0.0, 40.0), (10.0, 40.0)], filled=True),
            Series("b", [(0.0, 0.0), (5.0, 60.0), (10.0, 0.0)], filled=True),
        ),
        stacked=True,
    )
    root = parse(chart)
    paths = [(one.get("class") or "", one.get("d", "")) for one in root.iter(f"{SVG}path")]
    lower, upper = (points(path) for name, path in paths if name.startswith("line "))
    assert [len(upper), len(lower)] == [3, 2]
    (_, ground), (_, peak), _ = upper
    assert ground == lower[0][1]
    grid = [float(path.split()[1].partition("H")[0]) for name, path in paths if name == "grid"]
    assert peak == min(grid)


def test_lines_are_told_apart_without_colour() -> None:
    """Each line has a stroke of its own, in the chart and in the legend."""
    series = [Series(name, [(0.0, 1.0), (1.0, 2.0)], Tone.BAD) for name in "abcdef"]
    root = parse(Chart("t", Unit.COUNT, series))
    strokes = [one.get("stroke-dasharray") for one in root.iter(f"{SVG}path") if "line" in (one.get("class") or "")]
    assert len(strokes) == 12
    assert len(set(strokes)) == 6


@pytest.mark.parametrize("chart", [outage_chart(), latency_chart(), backlog_chart()], ids=["outage", "latency", "many"])
def test_size_is_bounded(chart: Chart) -> None:
    """A line of very many points has no more of them than can be seen, and its spike."""
    text = svg_chart(chart)
    assert len(text) < 60_000
    assert 'd="M' in text


def test_a_spike_is_kept() -> None:
    """Of ten thousand points the one that differs is drawn."""
    (line,) = [one for one in parse(backlog_chart()).iter(f"{SVG}path") if one.get("class") == "line bad"]
    places = points(line.get("d", ""))
    assert len(places) < 4_000
    assert len({y for _, y in places}) == 2


def test_a_gap_breaks_the_line() -> None:
    """Where nothing is known no line is drawn, and a point without neighbours is a dot."""
    known = [(0.0, 1.0), (1.0, 1.0), (2.0, None), (3.0, 1.0), (4.0, None)] + [(at, 1.0) for at in range(5, 60)]
    root = parse(Chart("t", Unit.COUNT, (Series("a", known),)))
    (line,) = [one for one in root.iter(f"{SVG}path") if one.get("class") == "line plain"]
    assert line.get("d", "").count("M") == 2
    assert sum("dot plain" in (one.get("class") or "") for one in root.iter(f"{SVG}g")) == 1


def test_it_can_be_heard() -> None:
    """Whoever sees no picture is told its title, its times, its spans, and how high each line goes."""
    root = ET.fromstring(svg_chart(outage_chart()))
    title, about = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert about is not None
    assert root.get("aria-labelledby") == f"{title.get('id')} {about.get('id')}"
    assert title.text == "Attempts, per minute"
    assert "outage from 0 s to 1 h." in (about.text or "")
    assert "retries: at most 120 at 1 h" in (about.text or "")


@given(TEXTS)
def test_whole_documents_are_well_formed(text: str) -> None:
    """Headings, facts and tables are shown as the text that they are."""
    chart = Chart(text, Unit.COUNT, (Series(text, [(0.0, 1.0)]),), (Mark(0.0, text),), caption=text)
    parts: list[PagePart] = [
        chart,
        ChartGroup(text, [chart, chart, chart], text),
        PageTable(text, [text], [[text]], text),
    ]
    whole = charts_svg(text, [text], parts)
    ET.fromstring(whole)
    assert not ACTIVE.search(whole)


def test_nasty_names() -> None:
    """What would be a script, an escape sequence or half a character is seen as what it is."""
    chart = Chart(NASTY, Unit.COUNT, (Series(NASTY, [(0.0, 1.0)]),), (Mark(0.0, NASTY),), caption=NASTY)
    shown = texts(parse(chart))
    assert all(text.isprintable() for text in shown)
    assert sum("\\x1b[31m<script>" in text for text in shown) >= 3


def test_small_multiples() -> None:
    """Compared charts share one legend and one scale, two in a row; the picture is no wider for that."""
    low = Chart("low", Unit.COUNT, (Series("x", [(0.0, 1.0), (1.0, 5.0)]),))
    high = Chart("high", Unit.COUNT, (Series("x", [(0.0, 1.0), (1.0, 80.0)]),))
    root = ET.fromstring(charts_svg("", (), [ChartGroup("both", (low, high, low))]))
    shown = texts(root)
    assert shown.count("x") == 1
    assert shown.count("80") == 3
    places = [points(one.get("transform", "")) for one in root.iter(f"{SVG}g") if one.get("class") is None]
    assert len({place[0][0] for place in places}) == 3
    assert root.get("width") == str(WIDTH + 48)


def test_a_long_table_says_so() -> None:
    """Of a table in a picture not more rows are shown than can be read, and the rest is told."""
    shown = texts(ET.fromstring(charts_svg("", (), [PageTable("t", ["a", "b"], [[str(at), "x"] for at in range(99)])])))
    assert "The first 60 of 99 rows." in shown
    assert "60" not in shown

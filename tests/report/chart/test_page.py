"""Charts as a page: whole, self-contained, with the numbers of every chart beside it."""

from html.parser import HTMLParser

from hypothesis import given

from maileroo_cli.report.chart.definition import Chart, ChartGroup, Series, Unit
from maileroo_cli.report.chart.description import MOST_ROWS, numbers_of
from maileroo_cli.report.chart.document import PagePart
from maileroo_cli.report.chart.page import PageList, chart_page
from maileroo_cli.report.page.table import PageTable
from tests.report.chart.charting import TEXTS, backlog_chart, latency_chart, outage_chart
from tests.report.chart.test_svg import ACTIVE, NASTY

VOID = {"meta"}
SUMS = frozenset({"sum"})


class Elements(HTMLParser):
    """Reads a page: which elements it has, whether each is closed, and what text is shown."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.ids: list[str] = []
        self.text: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element, and its id."""
        self.seen.append(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that is closed at once."""
        self.seen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Hold that what ends is what began last."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.text.append(data)


def test_page() -> None:
    """A page has its heading, facts, charts with their numbers, tables and lists, and a policy that loads nothing."""
    parts: list[PagePart | PageList] = [
        outage_chart(),
        ChartGroup("both", [latency_chart(), latency_chart()]),
        PageTable("Counts", ["kind", "number"], [["event", "9"], ["sum", "9"]], "They add up.", sums=SUMS),
        PageList("Findings", ["one", "two"]),
        PageList("Nothing", []),
    ]
    text = chart_page("It recovers", ["30/min", "2 h"], parts)
    page = Elements(text)
    assert page.open == []
    assert "default-src 'none'; style-src 'unsafe-inline'" in text
    assert not ACTIVE.search(text)
    assert "prefers-color-scheme:dark" in text
    assert "@media print" in text
    assert page.seen.count("svg") == 2
    assert page.seen.count("details") == 3
    assert page.seen.count("table") == 4
    assert page.seen.count("li") == 2
    assert len(set(page.ids)) == len(page.ids) == 4
    assert {"It recovers", "30/min; 2 h", "Counts", "They add up.", "Findings"} <= set(page.text)
    assert "Nothing" not in page.text


@given(TEXTS)
def test_whatever_it_is_called(text: str) -> None:
    """Any text is shown as the text that it is."""
    chart = Chart(text, Unit.SHARE, (Series(text, [(0.0, 0.5)]),), caption=text)
    parts: list[PagePart | PageList] = [
        chart,
        PageTable(text, [text, text], [[text, text]], text),
        PageList(text, [text]),
    ]
    page = chart_page(text, [text], parts)
    assert Elements(page).open == []
    assert not ACTIVE.search(page)


def test_nasty_texts() -> None:
    """Nothing in a page is a script, and no escape sequence is copied out of it."""
    page = chart_page(NASTY, [NASTY], [PageTable(NASTY, [NASTY], [[NASTY]]), PageList(NASTY, [NASTY])])
    assert "script" not in Elements(page).seen
    assert page.replace("\n", "").isprintable()


def test_numbers() -> None:
    """The numbers of a chart are a row for each moment, with a dash where nothing is known."""
    table = numbers_of(latency_chart())
    assert list(table.heads) == ["time", "p50", "p99"]
    assert list(table.rows[4]) == ["4 s", "30 ms", "400 ms"]
    assert list(table.rows[8]) == ["8 s", "-", "-"]
    assert not table.caption


def test_many_numbers() -> None:
    """Of ten thousand moments several share a row, which has the highest of them: a spike is among them."""
    table = numbers_of(backlog_chart())
    assert len(table.rows) <= MOST_ROWS
    assert [row for row in table.rows if row[1] == "5,000"]
    assert table.caption == "Each row has the highest values of 84 moments."

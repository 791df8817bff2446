"""A chart in words, for those who do not see it, and as rows of numbers."""

from collections.abc import Iterator, Sequence
from math import isfinite

from maileroo_cli.report.chart.curve import known_marks, moments
from maileroo_cli.report.chart.definition import Chart, Mark, Series
from maileroo_cli.report.chart.wording import PER, time_words, value_words
from maileroo_cli.report.page.table import PageTable

MOST_ROWS = 120
_SERIES = 12
"""What is said of more lines than this nobody listens to."""


def chart_words(chart: Chart) -> str:
    """Return what a chart shows in a few sentences: its time, its spans, and the end and the highest of each line."""
    times = list(moments(chart))
    if not times:
        return "Nothing was measured."
    over = f"From {time_words(min(times))} to {time_words(max(times))}"
    per = f", {PER[chart.unit]}" if chart.unit in PER else ""
    told = [
        f"{over}{per}.",
        *map(_mark_words, known_marks(chart)),
        *(_series_words(chart, one) for one in chart.series),
    ]
    return " ".join(told[: _SERIES + 1])


def title_words(chart: Chart) -> str:
    """Return the title of a chart with what its values are of."""
    return f"{chart.title}, {PER[chart.unit]}" if chart.unit in PER else chart.title


def numbers_of(chart: Chart) -> PageTable:
    """Return the points of a chart as a table, a row for each moment; of very many moments for several together."""
    lines = [dict(one.points) for one in chart.series]
    times = sorted({seconds for line in lines for seconds in line if isfinite(seconds)})
    every = max(1, -(-len(times) // MOST_ROWS))
    groups = [times[at : at + every] for at in range(0, len(times), every)]
    rows = [(time_words(group[0]), *(_cell(line, group, chart) for line in lines)) for group in groups]
    told = f"Each row has the highest values of {every:,} moments." if every > 1 else ""
    return PageTable(title_words(chart), ("time", *(one.name for one in chart.series)), rows, told)


def _cell(line: dict[float, float | None], times: Sequence[float], chart: Chart) -> str:
    known = [value for value in map(line.get, times) if value is not None and isfinite(value)]
    return value_words(max(known, default=None), chart.unit)


def _mark_words(mark: Mark) -> str:
    if mark.until is None:
        return f"{mark.name} at {time_words(mark.seconds)}."
    return f"{mark.name} from {time_words(mark.seconds)} to {time_words(mark.until)}."


def _series_words(chart: Chart, series: Series) -> str:
    known = list(_known(series.points))
    if not known:
        return f"{series.name}: nothing."
    at, highest = max(known, key=lambda point: point[1])
    last = value_words(known[-1][1], chart.unit)
    return f"{series.name}: at most {value_words(highest, chart.unit)} at {time_words(at)}, at the end {last}."


def _known(points: Sequence[tuple[float, float | None]]) -> Iterator[tuple[float, float]]:
    return ((seconds, value) for seconds, value in points if value is not None and isfinite(seconds + value))

"""Points made ready: in order, in parts without gaps, thinned without losing what is highest."""

from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.report.chart.curve import CurvePoint, curves, thinned
from maileroo_cli.report.chart.definition import Chart, Series, Unit

VALUES = st.lists(st.floats(0, 100), min_size=1, max_size=60)


@given(VALUES, st.floats(0.5, 40))
def test_thinned(values: list[float], width: float) -> None:
    """What is left is in order, has the ends, the highest and the lowest, and at most four points a column."""
    part = [CurvePoint(float(at), value, 0.0) for at, value in enumerate(values)]
    kept = list(thinned(part, width))
    assert kept == sorted(kept)
    assert set(kept) <= set(part)
    assert (kept[0], kept[-1]) == (part[0], part[-1])
    assert max(one.value for one in kept) == max(values)
    assert min(one.value for one in kept) == min(values)
    assert len(kept) <= max(len(values) * 0 + 4 * (len(values) / width + 2), 3)


@given(st.lists(VALUES, min_size=1, max_size=4))
def test_a_stack_adds_up(lines: list[list[float]]) -> None:
    """The uppermost edge is the sum of all, and each area begins where the one below it ends."""
    size = min(map(len, lines))
    series = [Series("", [(float(at), value) for at, value in enumerate(line[:size])], filled=True) for line in lines]
    drawn = curves(Chart("", Unit.COUNT, series, stacked=True))
    for at, points in enumerate(zip(*(curve.points for curve in drawn), strict=True)):
        below = 0.0
        for point, line in zip(points, lines, strict=True):
            assert point.base == below
            assert point.value == below + line[at]
            below = point.value


def test_what_has_no_place() -> None:
    """No number, infinity, and on a logarithmic scale 0, break a line; moments come in order."""
    points = [(3.0, 1.0), (0.0, 1.0), (1.0, float("nan")), (2.0, 0.0), (float("inf"), 1.0)]
    (straight,) = curves(Chart("", Unit.COUNT, (Series("", points),)))
    (bent,) = curves(Chart("", Unit.COUNT, (Series("", points),), logarithmic=True))
    assert [[one.seconds for one in part] for part in straight.parts] == [[0.0], [2.0, 3.0]]
    assert [[one.seconds for one in part] for part in bent.parts] == [[0.0], [3.0]]


def test_stacked_lines_of_other_moments() -> None:
    """Where one line has no point of its own it is read between its neighbours."""
    series = (
        Series("", [(0.0, 0.0), (10.0, 10.0)], filled=True),
        Series("", [(5.0, 1.0)], filled=True),
    )
    _, upper = curves(Chart("", Unit.COUNT, series, stacked=True))
    assert [(one.seconds, one.base, one.value) for one in upper.points] == [(0, 0, 0), (5, 5, 6), (10, 10, 10)]

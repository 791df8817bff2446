"""Charts to draw in tests: as they come, and whatever anybody can think of."""

from hypothesis import strategies as st

from maileroo_cli.report.chart.definition import Chart, Mark, Series, Tone, Unit

TEXTS = st.text(max_size=40)
SECONDS = st.one_of(st.floats(-1e6, 1e6), st.floats(allow_nan=True, allow_infinity=True))
NUMBERS = st.one_of(st.none(), st.floats(0, 1e4), st.floats(allow_nan=True, allow_infinity=True))
SERIES = st.builds(
    Series, TEXTS, st.lists(st.tuples(SECONDS, NUMBERS), max_size=12), st.sampled_from(Tone), st.booleans()
)
MARKS = st.builds(Mark, SECONDS, TEXTS, st.one_of(st.none(), SECONDS))
CHARTS = st.builds(
    Chart,
    TEXTS,
    st.sampled_from(Unit),
    st.lists(SERIES, max_size=4),
    st.lists(MARKS, max_size=5),
    st.booleans(),
    TEXTS,
    st.booleans(),
)
HOUR = 3_600.0


def outage_chart() -> Chart:
    """Return attempts a minute of an outage of an hour: new events, and those that are tried again."""
    minutes = range(-10, 120, 2)
    new = [(minute * 60.0, 30.0) for minute in minutes]
    again = [(m * 60.0, 0.0 if m < 0 else 2.0 * m if m < 60 else max(0.0, 240.0 - 4 * (m - 30))) for m in minutes]
    series = (Series("new events", new, filled=True), Series("retries", again, Tone.RISK, filled=True))
    return Chart("Attempts", Unit.PER_MINUTE, series, (Mark(0, "outage", HOUR), Mark(HOUR, "recovery")), stacked=True)


def latency_chart() -> Chart:
    """Return latencies over ten seconds with a gap in them, ten times as long in the middle."""
    times = range(11)

    def line(usual: float) -> list[tuple[float, float | None]]:
        return [(s, None if s == 8 else usual * (10 if 4 <= s <= 6 else 1)) for s in times]

    series = (Series("p50", line(0.003), Tone.GOOD), Series("p99", line(0.04), Tone.RISK))
    return Chart("Latency from due", Unit.SECONDS, series, logarithmic=True, caption="By when a request ended.")


def backlog_chart() -> Chart:
    """Return a backlog that has one spike among very many points."""
    points = [(at / 10, 5_000.0 if at == 3_333 else 2.0) for at in range(10_000)]
    return Chart("Backlog", Unit.COUNT, (Series("waiting", points, Tone.BAD),))

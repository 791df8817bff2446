"""What charts and tables of a forecast hold: the minutes of the forecast, and numbers in words."""

from dataclasses import replace

import pytest

from maileroo_cli.delivery.schedule.catalogue import MAILEROO
from maileroo_cli.delivery.storm.forecast.definition import StormForecast
from maileroo_cli.delivery.storm.forecast.method import make_forecast
from maileroo_cli.delivery.storm.scenario import Campaign, Scenario
from maileroo_cli.delivery.storm.window import with_window
from maileroo_cli.report.storm.forecast.charts import age_chart, attempts_chart, backlog_chart, outage_charts
from maileroo_cli.report.storm.forecast.table import minute_spans
from maileroo_cli.report.storm.forecast.wording import about, nearest, ordinal, percent, rate_words, times

SCENARIO = Scenario(MAILEROO, 0.5, 7_200.0)


def forecast(scenario: Scenario = SCENARIO) -> StormForecast:
    """Return the forecast of a scenario in its window."""
    return make_forecast(with_window(scenario))


def test_a_chart_has_every_minute() -> None:
    """New events and retries are stacked to all attempts of each minute, and the outage is marked."""
    one = forecast()
    chart = attempts_chart(one)
    new, again = chart.series
    assert [
        (at, (value or 0) + (more or 0)) for (at, value), (_, more) in zip(new.points, again.points, strict=True)
    ] == [(minute.start, minute.attempts) for minute in one.minutes]
    assert (chart.stacked, chart.logarithmic) == (True, False)
    (mark,) = chart.marks
    assert (mark.seconds, mark.until) == (0, 7_200)
    assert age_chart(one).series[0].points[0] == (-720, 0)
    assert max(value or 0 for _, value in backlog_chart(one).series[0].points) == 3_600


def test_a_campaign_is_drawn_by_powers_of_ten() -> None:
    """Where a minute has far more attempts than most, the others are still seen."""
    chart = attempts_chart(forecast(replace(SCENARIO, campaigns=(Campaign(20_000, 60.0),))))
    assert (chart.stacked, chart.logarithmic) == (False, True)
    assert [series.name for series in chart.series] == ["all attempts", "new events"]


def test_outages_are_drawn_from_their_recovery_on() -> None:
    """Each of several outages has a chart that begins with its recovery."""
    group = outage_charts([forecast(replace(SCENARIO, outage=hours * 3_600.0)) for hours in (1, 2)])
    assert [chart.title for chart in group.charts] == ["after 1h", "after 2h"]
    assert [chart.series[1].points[0] for chart in group.charts] == [(0, 120), (0, 150)]


def test_spans_of_minutes_hold_all_attempts() -> None:
    """The rows of the table have every attempt after the recovery, each once."""
    for hours in (1, 2, 24):
        one = forecast(replace(SCENARIO, outage=hours * 3_600.0))
        spans = minute_spans(one)
        assert [span.first for span in spans[1:]] == [span.last for span in spans[:-1]]
        total = sum((span.new + span.retries) * (span.last - span.first) for span in spans)
        assert round(total, 6) == sum(minute.attempts for minute in one.after)
        assert [span.name for span in spans[:2]] == ["1", "2"]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0s"), (58.2, "59s"), (599, "9m 59s"), (600, "10m"), (3_598, "1h"), (13_201, "3h 41m"), (86_400, "24h")],
)
def test_a_duration_is_told_to_the_minute(seconds: float, text: str) -> None:
    """Short times are told in seconds, longer ones in the minutes that they take at most."""
    assert about(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0s"), (58.2, "58s"), (2_300, "38m"), (2_340, "39m"), (7_200, "2h"), (3_599, "1h")]
)
def test_an_age_is_told_to_the_nearest_minute(seconds: float, text: str) -> None:
    """An age of 38 minutes and 20 seconds is 38 minutes, not 39."""
    assert nearest(seconds) == text


@pytest.mark.parametrize(
    ("factor", "text"), [(6.0, "6"), (5.54, "5.5"), (1_351.77, "1,352"), (99.96, "100"), (0.0, "0"), (None, "-")]
)
def test_a_factor(factor: float | None, text: str) -> None:
    """A factor has a decimal where it says something."""
    assert times(factor) == text


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(1_050, 3_600, "29%"), (2, 26, "7.7%"), (1, 10_000, "<0.1%"), (0, 9, "0%"), (9, 9, "100%"), (0, 0, "-")],
)
def test_a_share(part: int, whole: int, text: str) -> None:
    """A share that is not 0 is never told as 0, and there is none of nothing."""
    assert percent(part, whole) == text


def test_ordinals() -> None:
    """Minutes are counted as people do."""
    assert [ordinal(number) for number in (1, 2, 3, 4, 11, 12, 13, 21, 112, 1_002)] == [
        *("1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "112th", "1,002nd"),
    ]


@pytest.mark.parametrize(
    ("per_second", "text"),
    [
        (0.5, "30 new events a minute"),
        (1 / 60, "1 new event a minute"),
        (1.25, "75 new events a minute"),
        (1 / 1_440, "2.5 new events an hour"),
        (1_000 / 3_600, "1,000 new events an hour"),
        (1 / 0.7, "85.7143 new events a minute"),
        (1e5, "6,000,000 new events a minute"),
        (1 / 86_400, "1 new event a day"),
        (1e-6, "0.0864 new events a day"),
    ],
)
def test_a_rate(per_second: float, text: str) -> None:
    """A rate is told in the unit in which it is 1 or more, and in the one in which it is round."""
    assert rate_words(per_second) == text

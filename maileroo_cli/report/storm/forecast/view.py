"""Showing forecasts: first the answer in sentences, then charts, a table, and how sure all of it is."""

from collections.abc import Iterator, Sequence

from maileroo_cli.delivery.storm.forecast.definition import StormForecast
from maileroo_cli.operation.replay.picture import PictureFile
from maileroo_cli.report.storm.forecast.facts import fact_lines
from maileroo_cli.report.storm.forecast.object import FORECAST_SCHEMA, forecast_object
from maileroo_cli.report.storm.forecast.sentence import comparison_sentences, forecast_sentences, scenario_words
from maileroo_cli.report.storm.forecast.table import minute_lines, outage_legend, outage_lines
from maileroo_cli.report.terminal.column import paragraph
from maileroo_cli.report.terminal.console import Console, Format, Ink
from maileroo_cli.report.terminal.written import tell_written

_HEIGHT, _LOW = 10, 6
"""Lines of a chart that is alone, and of one that is not."""


def show_forecasts(
    console: Console, forecasts: Sequence[StormForecast], gap: float, pictures: Sequence[PictureFile] = ()
) -> None:
    """Show one forecast, or several side by side, and draw them into the ``pictures`` that are wanted.

    Two events of a pair lie ``gap`` seconds apart.
    """
    for picture in pictures:
        from maileroo_cli.report.storm.forecast.document import forecast_document

        picture.save(forecast_document(picture.kind, forecasts, gap))
    if console.format is Format.JSON:
        for one in forecasts:
            console.object(FORECAST_SCHEMA, forecast_object(one, gap))
    else:
        console.lines(_text(forecasts, gap, console))
    for picture in pictures:
        tell_written(picture.name, console)


def _text(forecasts: Sequence[StormForecast], gap: float, console: Console) -> Iterator[str]:
    from maileroo_cli.report.chart.terminal import console_chart
    from maileroo_cli.report.storm.forecast.charts import age_chart, attempts_chart, backlog_chart, outage_charts

    first, alone = forecasts[0], len(forecasts) == 1
    yield from paragraph(forecast_sentences(first, gap) if alone else comparison_sentences(forecasts), console.width)
    yield from (console.paint(line, Ink.FAINT) for line in paragraph(scenario_words(forecasts), console.width))
    yield ""
    if alone:
        yield from console_chart(attempts_chart(first), console, _HEIGHT)
        yield ""
        yield from console_chart(age_chart(first), console, _LOW)
        if first.capacity:
            yield ""
            yield from console_chart(backlog_chart(first), console, _LOW)
    else:
        group = outage_charts(forecasts)
        yield console.paint(group.title, Ink.STRONG)
        for chart in group.charts:
            yield from console_chart(chart, console, _LOW)
            yield ""
    yield ""
    yield console.paint("AFTER THE RECOVERY", Ink.STRONG)
    yield from minute_lines(first, console) if alone else outage_lines(forecasts, console)
    if not alone:
        yield ""
        yield from (console.paint(line, Ink.FAINT) for line in paragraph(outage_legend(forecasts), console.width))
    yield ""
    yield from fact_lines(forecasts, console)

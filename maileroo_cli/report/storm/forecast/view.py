"""Showing forecasts: first the answer in a sentence, then a chart, a table, and how sure all of it is."""

from collections.abc import Sequence

from maileroo_cli.delivery.schedule.definition import Fact
from maileroo_cli.delivery.storm.assumption import assumptions_of
from maileroo_cli.delivery.storm.forecast.definition import StormForecast
from maileroo_cli.operation.replay.picture import PictureFile
from maileroo_cli.report.storm.forecast.object import FORECAST_SCHEMA, forecast_object
from maileroo_cli.report.storm.forecast.sentence import comparison_sentences, forecast_sentences
from maileroo_cli.report.storm.forecast.table import minute_lines, outage_lines
from maileroo_cli.report.terminal.column import lay_out, paragraph
from maileroo_cli.report.terminal.console import Console, Format, Ink
from maileroo_cli.report.terminal.safe_text import safe

_LONGEST = 400


def show_forecasts(
    console: Console, forecasts: Sequence[StormForecast], gap: float, picture: PictureFile | None
) -> None:
    """Show one forecast, or several side by side, and draw them into the ``picture``, if one is wanted.

    Two events of a pair lie ``gap`` seconds apart.
    """
    if console.format is Format.JSON:
        for one in forecasts:
            console.object(FORECAST_SCHEMA, forecast_object(one, gap))
    elif len(forecasts) == 1:
        _show_one(console, forecasts[0], gap)
    else:
        _show_several(console, forecasts)


def _show_one(console: Console, forecast: StormForecast, gap: float) -> None:
    console.lines(paragraph(forecast_sentences(forecast, gap), console.width))
    console.line()
    console.line(console.paint("AFTER THE RECOVERY", Ink.STRONG))
    console.lines(minute_lines(forecast, console))
    _show_facts(console, forecast)


def _show_several(console: Console, forecasts: Sequence[StormForecast]) -> None:
    console.lines(paragraph(comparison_sentences(forecasts), console.width))
    console.line()
    console.lines(outage_lines(forecasts, console))
    _show_facts(console, forecasts[0])


def _show_facts(console: Console, forecast: StormForecast) -> None:
    """Show what the forecast rests on, each statement with its grade."""
    schedule = forecast.scenario.schedule
    console.line()
    console.line(console.paint("HOW SURE", Ink.STRONG))
    facts: tuple[Fact, ...] = (*schedule.facts, *schedule.ends, *assumptions_of(forecast.scenario))
    rows = [(fact.about, str(fact.grade), safe(fact.text, _LONGEST)) for fact in facts]
    paints = [None, lambda text: console.paint(text, Ink.FAINT)]
    console.lines(lay_out(rows, console.width, paints, "  "))

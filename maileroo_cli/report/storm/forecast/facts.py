"""What a forecast rests on: the facts of its schedule, and what is assumed besides."""

from collections.abc import Iterator, Sequence

from maileroo_cli.delivery.schedule.definition import Fact
from maileroo_cli.delivery.storm.assumption import assumptions_of
from maileroo_cli.delivery.storm.forecast.definition import StormForecast
from maileroo_cli.report.terminal.column import lay_out
from maileroo_cli.report.terminal.console import Console, Ink
from maileroo_cli.report.terminal.safe_text import safe

_LONGEST = 400


def facts_of(forecasts: Sequence[StormForecast]) -> tuple[Fact, ...]:
    """Return all statements that forecasts share, those of the schedule first."""
    scenario, alone = forecasts[0].scenario, len(forecasts) == 1
    return (
        *scenario.schedule.facts,
        *scenario.schedule.ends,
        *assumptions_of(scenario, alone=alone, capacity=forecasts[0].capacity),
    )


def fact_lines(forecasts: Sequence[StormForecast], console: Console) -> Iterator[str]:
    """Yield each statement with its grade, below a title."""
    yield console.paint("HOW SURE", Ink.STRONG)
    rows = [(fact.about, str(fact.grade), safe(fact.text, _LONGEST)) for fact in facts_of(forecasts)]
    paints = [None, lambda text: console.paint(text, Ink.FAINT)]
    yield from lay_out(rows, console.width, paints, "  ")

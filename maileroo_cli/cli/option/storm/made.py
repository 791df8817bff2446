"""From the options of a storm to its scenarios, one for each outage that is to be compared."""

from collections.abc import Callable
from dataclasses import replace

from maileroo_cli.cli.option.storm.forecast import ForecastOptions
from maileroo_cli.cli.option.storm.scenario import ScenarioOptions
from maileroo_cli.cli.option.storm.unknown import UnknownOptions
from maileroo_cli.delivery.load.rate import parse_rate, parse_share
from maileroo_cli.delivery.schedule.definition import limit_attempts
from maileroo_cli.delivery.storm.live.plan import OutageKind, parse_mode
from maileroo_cli.delivery.storm.scenario import Scenario
from maileroo_cli.delivery.storm.text import LONGEST_OUTAGE, parse_campaigns, parse_outages, parse_traffic
from maileroo_cli.delivery.storm.window import with_window
from maileroo_cli.errors import UsageError
from maileroo_cli.transport.file.schedule import load_schedule
from maileroo_cli.webhook.generation.traffic import parse_mix
from maileroo_cli.webhook.text.instant import format_span, parse_span


def make_scenarios(options: ScenarioOptions, unknown: UnknownOptions) -> list[Scenario]:
    """Return the scenario of each outage; the traffic before and after it is not decided yet."""
    schedule = load_schedule(options.schedule)
    if options.attempts is not None:
        schedule = limit_attempts(schedule, options.attempts)
    mode = parse_mode(options.mode)
    scenario = Scenario(
        schedule,
        parse_traffic(options.traffic),
        0.0,
        parse_campaigns(options.campaign),
        failing=mode.seconds if mode.kind is OutageKind.SLOW else 0.0,
        jitter=parse_share(unknown.jitter, "--jitter"),
        parallel=unknown.parallel or 0,
        seed=options.seed or 0,
    )
    if options.mix is not None:
        parse_mix(options.mix)
        scenario = replace(scenario, mix=options.mix)
    if not scenario.per_second and not scenario.campaigns:
        raise UsageError("--traffic 0 without a --campaign has no event", "give a rate like 30/min, or a campaign")
    return [replace(scenario, outage=outage) for outage in parse_outages(options.outage)]


def make_forecast_scenarios(
    options: ScenarioOptions, unknown: UnknownOptions, forecast: ForecastOptions
) -> list[Scenario]:
    """Return what is to be forecast: the scenarios with their traffic before the outage and after it."""
    serving = _bounded(forecast.serving, "--serving", 3_600.0)
    scenarios = [
        with_window(replace(one, serving=serving), after_of(options)) for one in make_scenarios(options, unknown)
    ]
    if unknown.parallel and not serving and not scenarios[0].failing:
        what = "--parallel changes nothing where no attempt takes any time"
        raise UsageError(what, "say how long one takes: --mode slow:20s, or --serving 200ms")
    return scenarios


def after_of(options: ScenarioOptions) -> float | None:
    """Return for how many seconds new events go on after the recovery, ``None`` where that is not said."""
    return None if options.after is None else _bounded(options.after, "--after", LONGEST_OUTAGE)


def note_mode(options: ScenarioOptions, note: Callable[[str], None]) -> None:
    """Tell where a forecast does not depend on the status that was said; one that ends all raises ``UsageError``."""
    mode, schedule = parse_mode(options.mode), load_schedule(options.schedule)
    if mode.status in schedule.refusals:
        what = f"--mode {mode.word} is final for {schedule.name}: nothing is tried again, and no storm follows"
        raise UsageError(what, "plan with another --mode or --schedule")
    if mode.kind is OutageKind.STATUS:
        note(f"--mode {mode.word} changes nothing in a plan: as with refused, each attempt fails at once")


def capacity_of(forecast: ForecastOptions) -> float:
    """Return how many events the receiver works off in a second, 0 where nobody says so."""
    return 0.0 if forecast.capacity is None else parse_rate(forecast.capacity, "--capacity").per_second


def pair_gap_of(forecast: ForecastOptions) -> float:
    """Return how many seconds two events of a mail lie apart."""
    gap = _bounded(forecast.pair_gap, "--pair-gap", LONGEST_OUTAGE)
    if not gap:
        raise UsageError("--pair-gap 0 is no distance", "give a duration like 10m")
    return gap


def _bounded(text: str, option: str, most: float) -> float:
    """Read a duration of an option up to a limit."""
    try:
        seconds = parse_span(text)
    except UsageError as error:
        raise UsageError(f"{option} {error.message}", error.hint) from None
    if seconds > most:
        raise UsageError(f"{option} {text} is longer than {format_span(most)}", "give a shorter time")
    return seconds

"""The forecast of a storm that has to be played event by event, since no two events fare alike."""

from array import array
from collections import Counter
from collections.abc import Sequence

from maileroo_cli.delivery.storm.forecast.definition import StormForecast
from maileroo_cli.delivery.storm.forecast.minutes import MinuteSums, busiest_minute
from maileroo_cli.delivery.storm.scenario import Scenario
from maileroo_cli.delivery.storm.simulation import simulate, simulate_each
from maileroo_cli.delivery.storm.traffic import SECOND, microseconds
from maileroo_cli.errors import UsageError

LONGEST_STORM = 100 * 86_400.0
"""How long after its beginning the last attempt of a storm may be, in seconds."""

_LOST = -(2**62)


def play_attempts(scenario: Scenario, pair_gap: float) -> StormForecast:
    """Return the forecast of any scenario.

    The second event of a pair is the first one of the traffic that arrives ``pair_gap`` seconds after the first, or
    later. Deliveries that go on for more than 100 days raise ``UsageError``.
    """
    outage = microseconds(scenario.outage)
    sums = MinuteSums(outage)
    first, end = -microseconds(scenario.before), outage + microseconds(scenario.after)
    longest = first + microseconds(LONGEST_STORM)
    accepted, lost = [0] * scenario.schedule.attempts, 0
    arrivals, accepted_at = array("q"), array("q")
    latest = latest_retry = outage
    seconds: Counter[int] = Counter()
    """How many attempts there are in each second after the recovery."""
    attempts = simulate(scenario) if scenario.parallel else simulate_each(scenario)
    for event, number, arrived, at, taken, ended in attempts:
        minute = sums.index(at)
        if at > longest:
            what = "its deliveries would go on for more than 100 days"
            raise UsageError(what, "allow more of them at the same time, or take less traffic")
        if event == len(arrivals):
            arrivals.append(arrived)
            accepted_at.append(_LOST)
            sums.add_arrivals(sums.index(arrived), 1)
        sums.add_attempts(minute, 1, first=number == 1)
        latest = max(latest, at)
        if at >= outage:
            seconds[(at - outage) // SECOND] += 1
        if number > 1:
            latest_retry = max(latest_retry, at)
        if taken:
            sums.add_accepted(minute, 1, at - arrived)
            accepted[number - 1] += 1
            accepted_at[event] = at
        elif ended:
            sums.add_lost(minute, 1)
            lost += 1
    minutes = sums.minutes(sums.index(first), max(sums.index(end - 1), sums.index(latest)))
    pairs = _pairs(arrivals, accepted_at, outage, microseconds(pair_gap))
    drain = (latest_retry - outage) / SECOND
    start = sums.index(microseconds(busiest_minute(minutes[-sums.index(first) :]).start)) * 60
    most = max(seconds[start + second] for second in range(60))
    return StormForecast(scenario, minutes, tuple(accepted), lost, drain, *pairs, most)


def _pairs(arrivals: Sequence[int], accepted_at: Sequence[int], outage: int, gap: int) -> tuple[int, int, int]:
    """Return how many pairs are both accepted, how many of these in the wrong order, and how many others there are."""
    pairs = reversed_pairs = lost_pairs = second = 0
    for first, arrived in enumerate(arrivals):
        if not 0 <= arrived < outage:
            continue
        while second < len(arrivals) and arrivals[second] < arrived + gap:
            second += 1
        if second == len(arrivals):
            break
        if accepted_at[first] != _LOST and accepted_at[second] != _LOST:
            pairs += 1
            reversed_pairs += accepted_at[second] < accepted_at[first]
        else:
            lost_pairs += 1
    return pairs, reversed_pairs, lost_pairs

"""The attempts of one event of a storm: when each is made, and which one is accepted.

No limit of parallel deliveries is known here; that is played in ``simulation``.
"""

from typing import NamedTuple

from maileroo_cli.delivery.storm.scenario import Scenario
from maileroo_cli.delivery.storm.traffic import SECOND, microseconds

_WORD = 2**64 - 1


class EventAttempts(NamedTuple):
    """All attempts of one event: when each is made, in seconds since the outage began.

    The last one is ``accepted``, or else the event is lost with it; all before it failed.
    """

    times: tuple[float, ...]
    accepted: bool


def wait_after(scenario: Scenario, event: int, attempt: int) -> float:
    """Return the seconds from the end of a failed ``attempt`` (from 1) of an ``event`` (its number) to the next one.

    The schedule has another attempt after it. Jitter is the same for the same seed, whatever was asked before.
    """
    return drawn_wait(scenario, event, attempt) / SECOND


def drawn_wait(scenario: Scenario, event: int, attempt: int) -> int:
    """Return the same in microseconds."""
    wait = scenario.schedule.waits[attempt - 1]
    if scenario.jitter:
        wait *= 1 + scenario.jitter * (2 * _fraction(scenario.seed, event, attempt) - 1)
    return microseconds(wait)


def attempt_times(scenario: Scenario, at: float, event: int = 0) -> EventAttempts:
    """Return all attempts of an ``event`` (its number) that arrives ``at`` seconds after the outage began.

    An attempt that begins in the outage fails; any other is accepted.
    """
    moment, outage = microseconds(at), microseconds(scenario.outage)
    failing, times = microseconds(scenario.failing), [moment]
    while 0 <= moment < outage and len(times) < scenario.schedule.attempts:
        moment += failing + drawn_wait(scenario, event, len(times))
        times.append(moment)
    return EventAttempts(tuple(one / SECOND for one in times), not 0 <= moment < outage)


def _fraction(seed: int, event: int, attempt: int) -> float:
    """Return a number from 0 to 1 that looks drawn (SplitMix64), and needs nothing drawn before it."""
    word = (seed * 0xD1342543DE82EF95 + event * 0x9E3779B97F4A7C15 + attempt * 0xDA942042E4DD58B5) & _WORD
    word = (word ^ word >> 30) * 0xBF58476D1CE4E5B9 & _WORD
    word = (word ^ word >> 27) * 0x94D049BB133111EB & _WORD
    return (word ^ word >> 31) / 2**64

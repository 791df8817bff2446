"""A storm attempt by attempt, in the order in which they are made: with jitter, and with a limit of parallel ones.

Where all events fare alike the same is counted much faster in ``forecast.counting``.
"""

from array import array
from collections.abc import Iterator
from heapq import heappop, heappush, heapreplace
from typing import NamedTuple

from maileroo_cli.delivery.storm.attempts import drawn_wait
from maileroo_cli.delivery.storm.scenario import Scenario
from maileroo_cli.delivery.storm.traffic import StormTraffic, microseconds

_EVENT_BITS = 32
_EVENT = (1 << _EVENT_BITS) - 1


class SimulatedAttempt(NamedTuple):
    """Attempt ``number`` (from 1) of an ``event`` (its number), begun ``at``, which is its due time or later.

    The event ``arrived`` at its own moment; all are microseconds since the outage began. ``ended`` tells that it is
    the last attempt: the event is accepted with it or lost.
    """

    event: int
    number: int
    arrived: int
    at: int
    accepted: bool
    ended: bool


def simulate(scenario: Scenario) -> Iterator[SimulatedAttempt]:
    """Yield all attempts in the order in which they begin: the same for the same scenario.

    Attempts that begin in the outage fail. Where only so many deliveries run at the same time the others wait in the
    order in which they are due, and of those due together in the order of their events.
    """
    outage, last = microseconds(scenario.outage), scenario.schedule.attempts
    durations = microseconds(scenario.failing), microseconds(scenario.serving)
    free = [-microseconds(scenario.before) - 1] * scenario.parallel
    arrivals, made = array("q"), bytearray()
    waiting: list[int] = []
    """When an attempt is due and its event, in one number: a million of them take a third of the memory of tuples."""
    for event, moment in _numbered(StormTraffic(scenario), arrivals, made, waiting):
        at = max(moment, free[0]) if free else moment
        made[event] += 1
        number, accepted = made[event], not 0 <= at < outage
        end = at + durations[accepted]
        if free:
            heapreplace(free, end)
        ended = accepted or number == last
        if not ended:
            heappush(waiting, (end + drawn_wait(scenario, event, number)) << _EVENT_BITS | event)
        yield SimulatedAttempt(event, number, arrivals[event], at, accepted, ended)


def simulate_each(scenario: Scenario) -> Iterator[SimulatedAttempt]:
    """Yield the same attempts event by event, in less time, where no delivery has to wait for another."""
    outage, last, failing = microseconds(scenario.outage), scenario.schedule.attempts, microseconds(scenario.failing)
    for event, arrived in enumerate(StormTraffic(scenario)):
        at, number = arrived, 1
        while 0 <= at < outage and number < last:
            yield SimulatedAttempt(event, number, arrived, at, False, False)
            at += failing + drawn_wait(scenario, event, number)
            number += 1
        yield SimulatedAttempt(event, number, arrived, at, not 0 <= at < outage, True)


def _numbered(
    traffic: StormTraffic, arrivals: "array[int]", made: bytearray, waiting: list[int]
) -> Iterator[tuple[int, int]]:
    """Yield the number of an event and when its next attempt is due: new events as they arrive, and those waiting."""
    for event, arrived in enumerate(traffic):
        first = arrived << _EVENT_BITS | event
        while waiting and waiting[0] < first:
            key = heappop(waiting)
            yield key & _EVENT, key >> _EVENT_BITS
        arrivals.append(arrived)
        made.append(0)
        yield event, arrived
    while waiting:
        key = heappop(waiting)
        yield key & _EVENT, key >> _EVENT_BITS

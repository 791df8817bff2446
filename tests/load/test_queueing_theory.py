"""A receiver whose latency is known, a queue with one server, is told to have the latency that queueing theory says.

This is the proof against coordinated omission: what a request waited for counts from when it was due. The theory is
applied to the due times that were planned and the service times that were measured, event by event (Lindley's
recursion), so that no test depends on how the draws fell or on how busy the machine is; that the recursion on the same
due times comes to the formula of M/D/1 is computed without a receiver.
"""

import time
from dataclasses import dataclass
from statistics import fmean

import pytest

from maileroo_cli.delivery.load.arrivals import ArrivalPlan, Rate, Spacing
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.load.engine import Engine, EngineSettings
from tests.load.queue_server import QueueServer, lindley, service_times
from tests.load.requests import PlannedSource, make_request, signature_of


def queue_latency(utilisation: float, service: float) -> float:
    """Return the mean time in a queue M/D/1, by Pollaczek and Khinchine."""
    return service * (1 + utilisation / (2 * (1 - utilisation)))


@dataclass(frozen=True, slots=True)
class Measurement:
    """Seconds of each request, in the order of service: as told, as they must be by theory, and as they were."""

    told: list[float]
    told_from_start: list[float]
    theory: list[float]
    """From the planned due times and the service times."""

    actual: list[float]
    """From when each was due to when the receiver answered it."""

    service: float
    """The mean of the service times."""


def measure(plan: ArrivalPlan, service: float, *, users: int = 0) -> Measurement:
    """Send the requests of a plan to a queue whose server takes ``service`` seconds for each."""
    due = list(plan.due_times())
    source = PlannedSource(make_request(index, one) for index, one in enumerate(due))
    with QueueServer(service) as server:
        target = parse_target(server.url)
        # Ahead by as much as the threads need to begin.
        start = time.perf_counter() + 0.01
        for _ in Engine(EngineSettings(target, users=users), source).run(start):
            pass
    assert {end for _, _, _, end in source.ends} == {200}
    times = {signature_of(request[0]): (request[1], began, ended) for request, began, ended, _ in source.ends}
    served = [(one, *times[one.signature]) for one in server.served]
    services = service_times(server.served)
    return Measurement(
        told=[ended - due for _, due, _, ended in served],
        told_from_start=[ended - began for _, _, began, ended in served],
        theory=list(lindley([due for _, due, _, _ in served], services)),
        actual=[one.left - start - due for one, due, _, _ in served],
        service=fmean(services),
    )


def check(measured: Measurement) -> None:
    """Check each latency against what it must be at least, and their mean against what it was.

    Nothing can be faster than theory: whatever comes late makes it longer. What is told beyond the receiver's answer
    is the way back.
    """
    for told, theory in zip(measured.told, measured.theory, strict=True):
        assert told >= theory - 1e-6
    assert fmean(measured.told) == pytest.approx(fmean(measured.actual), rel=0.05, abs=0.002)


@pytest.mark.parametrize("utilisation", [0.5, 0.65, 0.8])
def test_the_recursion_comes_to_the_formula(utilisation: float) -> None:
    """Lindley's recursion over the arrivals that we draw has the mean that is known for M/D/1."""
    count, service = 100_000, 0.002
    due = list(ArrivalPlan(Rate(utilisation / service), count, 0.0, Spacing.POISSON, 1).due_times())
    assert fmean(lindley(due, [service] * count)) == pytest.approx(queue_latency(utilisation, service), rel=0.05)


def test_latency_counts_from_when_a_request_was_due() -> None:
    """At 80 % of what the server can do each latency is at least that of theory, waiting included."""
    service = 0.003
    check(measure(ArrivalPlan(Rate(0.8 / service), 150, 0.0, Spacing.POISSON, 3), service))


@pytest.mark.slow
@pytest.mark.parametrize("utilisation", [0.5, 0.8])
def test_latencies_are_those_of_theory(utilisation: float) -> None:
    """The mean latency is within 5 % of theory for these due times, and each is at least what theory says."""
    service, count = 0.02, 150
    plan = ArrivalPlan(Rate(utilisation / service), count, 0.0, Spacing.POISSON, 5)
    off = []
    for _ in range(4):  # a machine that does something else can only make it longer
        measured = measure(plan, service)
        check(measured)
        off.append(fmean(measured.told) / fmean(measured.theory) - 1)
        if off[-1] <= 0.05:
            break
    assert min(off) == pytest.approx(0.0, abs=0.05)


def test_a_receiver_that_is_too_slow_falls_ever_further_behind() -> None:
    """With twice the rate that the server can take, every request waits as much longer as theory says (D/D/1)."""
    service, count = 0.004, 150
    measured = measure(ArrivalPlan(Rate(2 / service), count, 0.0), service)
    check(measured)
    # Each arrival adds what the server does not get done until the next: the service less the time between two.
    third = count // 3
    grown = fmean(measured.told[-third:]) - fmean(measured.told[:third])
    assert grown >= (count - third) * (service - service / 2) * 0.95


def test_a_closed_model_does_not_see_it() -> None:
    """Users who wait for their answers before they send again see the service alone: why the open model is the rule."""
    service, count = 0.004, 60
    plan = ArrivalPlan(Rate(2 / service), count, 0.0)
    closed, opened = measure(plan, service, users=1), measure(plan, service)
    assert fmean(closed.told_from_start) == pytest.approx(closed.service, rel=0.05, abs=0.002)
    assert fmean(opened.told) > 5 * fmean(closed.told_from_start)
